//! The lock is released before the arm awaits, or the arm needs the guard.

#![deny(warnings)]

use std::{collections::HashMap, time::Duration};

use interlocking::{Lock, RwLock, synchronized};
use tokio::{sync::mpsc::Receiver, time::timeout};

static SESSION: Lock<Session> = Lock::new(Session { link: Link::Down, jobs: Vec::new() });

struct Session {
    link: Link,
    jobs: Vec<u32>,
}

enum Link {
    Down,
    Up(Peer),
}

struct Peer {
    sent: u32,
}

impl Peer {
    async fn send(&self, job: u32) {
        println!("{job} behind {}", self.sent);
    }

    async fn flush(&mut self) {
        self.sent = 0;
    }
}

async fn run(job: u32) {
    println!("{job}");
}

/// A variable holds the value, and the statement has ended.
#[synchronized]
async fn taken_before() {
    let job = SESSION.lock().await.jobs.pop();
    if let Some(job) = job {
        run(job).await;
    }
}

/// The block ends the guard before the round.
#[synchronized]
async fn taken_in_a_block() {
    while let Some(job) = { SESSION.lock().await.jobs.pop() } {
        run(job).await;
    }
}

/// `let else` ends its temporaries.
#[synchronized]
async fn let_else() {
    loop {
        let Some(job) = SESSION.lock().await.jobs.pop() else { break };
        run(job).await;
    }
}

/// No arm awaits.
#[synchronized]
async fn short() {
    match SESSION.lock().await.jobs.pop() {
        Some(job) => println!("{job}"),
        None => println!("nothing to do"),
    }
}

/// The value of the arm is awaited after the `match`.
#[synchronized]
async fn awaited_behind() {
    let started = match SESSION.lock().await.jobs.pop() {
        Some(job) => run(job),
        None => run(0),
    };
    started.await;
}

/// Since edition 2024, the temporaries of an `if let` end before its `else`.
#[synchronized]
async fn in_an_else() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        println!("{job}");
    } else {
        tokio::task::yield_now().await;
    }
}

/// Another task awaits.
#[synchronized]
async fn spawned() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        tokio::spawn(async move { run(job).await });
    }
}

/// The arm uses the peer that the guard protects.
#[synchronized]
async fn lent_by_a_reference() {
    match &mut SESSION.lock().await.link {
        Link::Up(peer) => peer.flush().await,
        Link::Down => {}
    }
}

/// The arm uses a part of the map.
#[synchronized]
async fn lent_by_a_map(peers: &RwLock<HashMap<u32, Peer>>) {
    if let Some(peer) = peers.read().await.get(&3) {
        peer.send(3).await;
    }
}

/// The guard has a name in the arm.
#[synchronized]
async fn guard_in_an_arm() {
    match timeout(Duration::from_secs(1), SESSION.lock()).await {
        Ok(session) => run(session.jobs.len() as u32).await,
        Err(_) => tokio::task::yield_now().await,
    }
}

/// The lock guards the receiver, and nothing is awaited afterwards.
#[synchronized]
async fn received(queue: &Lock<Receiver<u32>>) {
    while let Some(job) = queue.lock().await.recv().await {
        println!("{job}");
    }
}

/// The temporaries of an `if` condition end before the branch.
#[synchronized]
async fn plain() {
    if SESSION.lock().await.jobs.is_empty() {
        tokio::task::yield_now().await;
    }
}

#[synchronized]
async fn on_purpose() {
    #[sync_allow(guard_in_scrutinee, reason = "one job at a time")]
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        run(job).await;
    }
}

fn main() {
    drop(Link::Up(Peer { sent: 0 }));
    let peers = RwLock::new(HashMap::new());
    drop((taken_before(), taken_in_a_block(), let_else(), short(), awaited_behind(), plain()));
    drop((in_an_else(), spawned(), lent_by_a_reference(), lent_by_a_map(&peers)));
    drop((guard_in_an_arm(), received(&Lock::new(tokio::sync::mpsc::channel(1).1)), on_purpose()));
}
