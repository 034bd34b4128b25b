//! Loops that end, or that release the lock in each round.

#![deny(warnings)]

use std::{io, time::Duration};

use interlocking::{Condition, Lock, guarded, semaphore, synchronized};
use tokio::sync::watch;

static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
pub static FILLED: Condition<Vec<u32>> = Condition::new();

async fn run(job: u32) -> io::Result<()> {
    tokio::fs::write("file", job.to_string()).await
}

/// `break` ends the loop.
#[guarded(QUEUE)]
async fn breaks() {
    loop {
        let Some(job) = queue.pop() else { break };
        println!("{job}");
        tokio::task::yield_now().await;
    }
}

/// `?` ends the loop.
#[guarded(QUEUE)]
async fn fails() -> io::Result<()> {
    loop {
        run(queue.len() as u32).await?;
    }
}

/// `return` in an arm ends the loop.
#[guarded(QUEUE)]
async fn retries() -> io::Result<()> {
    let mut tries = 0;
    loop {
        match run(queue.len() as u32).await {
            Ok(()) => return Ok(()),
            Err(error) if tries == 3 => return Err(error),
            Err(_) => tries += 1,
        }
    }
}

/// The inner loop breaks the outer one by its label.
#[guarded(QUEUE)]
async fn breaks_outside() {
    'all: loop {
        while let Some(job) = queue.pop() {
            if job == 0 {
                break 'all;
            }
        }
        tokio::task::yield_now().await;
    }
}

/// A handler ends the loop.
#[guarded(QUEUE)]
async fn stops(mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = tokio::time::sleep(Duration::from_secs(1)) => queue.clear(),
        }
    }
}

/// A panic ends the loop.
#[guarded(QUEUE)]
async fn panics() {
    loop {
        match queue.pop() {
            Some(job) => println!("{job}"),
            None => panic!("nothing to do"),
        }
        tokio::task::yield_now().await;
    }
}

/// Each round acquires the lock.
#[synchronized]
async fn each_round() {
    loop {
        let job = QUEUE.lock().await.pop();
        println!("{job:?}");
        #[guarded(QUEUE)]
        {
            queue.push(3);
        }
        tokio::task::yield_now().await;
    }
}

/// Each round releases the lock.
#[guarded(QUEUE)]
async fn given_up() {
    loop {
        queue.push(3);
        drop(queue);
        tokio::task::yield_now().await;
        queue = QUEUE.lock().await;
    }
}

/// `wait` releases the lock.
#[guarded(QUEUE)]
async fn waits() {
    loop {
        queue = FILLED.wait_for(queue, |queue| !queue.is_empty()).await;
        queue.clear();
    }
}

/// `until` releases the lock.
#[guarded(QUEUE)]
async fn waits_for_data() {
    loop {
        queue = queue.until(|queue| !queue.is_empty()).await;
        queue.clear();
    }
}

/// The lock is released before the loop.
#[guarded(QUEUE)]
async fn released() {
    queue.clear();
    drop(queue);
    loop {
        tokio::task::yield_now().await;
    }
}

/// The loop runs in a task that holds nothing.
#[guarded(QUEUE)]
async fn spawned() {
    queue.clear();
    tokio::spawn(async {
        loop {
            tokio::task::yield_now().await;
        }
    });
}

/// Other tasks can acquire a permit.
#[semaphore(8)]
async fn limited() {
    loop {
        tokio::task::yield_now().await;
    }
}

/// The condition of the loop becomes false.
#[guarded(QUEUE)]
async fn until_full() {
    while queue.len() < 9 {
        queue.push(3);
        tokio::task::yield_now().await;
    }
}

#[guarded(QUEUE, allow(held_across_endless_loop, reason = "it is the only one who may run"))]
async fn on_purpose() {
    loop {
        queue.push(3);
        tokio::task::yield_now().await;
    }
}

#[synchronized]
async fn on_purpose_in_a_statement() {
    let mut queue = QUEUE.lock().await;
    #[sync_allow(held_across_endless_loop, reason = "it is the only one who may run")]
    loop {
        queue.push(3);
        tokio::task::yield_now().await;
    }
}

fn main() {
    let (_, stop) = watch::channel(false);
    drop((breaks(), fails(), retries(), breaks_outside(), stops(stop), panics()));
    drop((each_round(), given_up(), waits(), waits_for_data(), released(), spawned(), limited()));
    drop((until_full(), on_purpose(), on_purpose_in_a_statement()));
}
