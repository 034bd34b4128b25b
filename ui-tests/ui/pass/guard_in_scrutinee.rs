//! The lock is released before an arm waits, or the arm needs it.

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

/// What was needed is in a variable, and the statement has ended.
#[synchronized]
async fn taken_before() {
    let job = SESSION.lock().await.jobs.pop();
    if let Some(job) = job {
        run(job).await;
    }
}

/// The block has ended before the round begins.
#[synchronized]
async fn taken_in_a_block() {
    while let Some(job) = { SESSION.lock().await.jobs.pop() } {
        run(job).await;
    }
}

/// `let else` looks at nothing any more.
#[synchronized]
async fn let_else() {
    loop {
        let Some(job) = SESSION.lock().await.jobs.pop() else { break };
        run(job).await;
    }
}

/// No arm waits.
#[synchronized]
async fn short() {
    match SESSION.lock().await.jobs.pop() {
        Some(job) => println!("{job}"),
        None => println!("nothing to do"),
    }
}

/// What the arm gives is awaited behind the statement.
#[synchronized]
async fn awaited_behind() {
    let started = match SESSION.lock().await.jobs.pop() {
        Some(job) => run(job),
        None => run(0),
    };
    started.await;
}

/// Since edition 2024, `if let` looks at it no longer in its `else`.
#[synchronized]
async fn in_an_else() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        println!("{job}");
    } else {
        tokio::task::yield_now().await;
    }
}

/// A task of its own waits.
#[synchronized]
async fn spawned() {
    if let Some(job) = SESSION.lock().await.jobs.pop() {
        tokio::spawn(async move { run(job).await });
    }
}

/// The peer is in there, and must not go away.
#[synchronized]
async fn lent_by_a_reference() {
    match &mut SESSION.lock().await.link {
        Link::Up(peer) => peer.flush().await,
        Link::Down => {}
    }
}

/// So is what the map lends.
#[synchronized]
async fn lent_by_a_map(peers: &RwLock<HashMap<u32, Peer>>) {
    if let Some(peer) = peers.read().await.get(&3) {
        peer.send(3).await;
    }
}

/// The guard has a name in the arm, and does not look like a part of the condition.
#[synchronized]
async fn guard_in_an_arm() {
    match timeout(Duration::from_secs(1), SESSION.lock()).await {
        Ok(session) => run(session.jobs.len() as u32).await,
        Err(_) => tokio::task::yield_now().await,
    }
}

/// Only who holds it may receive, and nothing waits after that.
#[synchronized]
async fn received(queue: &Lock<Receiver<u32>>) {
    while let Some(job) = queue.lock().await.recv().await {
        println!("{job}");
    }
}

/// A plain condition is over before the branch begins.
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
