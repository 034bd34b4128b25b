//! Every party arrives at the barrier on every path.

#![deny(warnings)]

use std::io;

use interlocking::{Barrier, BrokenBarrier, Lock, synchronized};
use tokio::{process::Command, sync::mpsc};

static PARTS: Lock<Vec<u32>> = Lock::new(Vec::new());

enum Role {
    Leader,
    Follower(u32),
}

/// Each branch arrives.
#[synchronized]
async fn each_branch(role: Role, meet: &tokio::sync::Barrier) {
    match role {
        Role::Leader => {
            PARTS.lock().await.clear();
            meet.wait().await;
        }
        Role::Follower(part) => {
            meet.wait().await;
            PARTS.lock().await.push(part);
        }
    }
}

/// Each nested branch arrives.
#[synchronized]
async fn nested(leader: bool, part: Option<u32>, meet: &tokio::sync::Barrier) {
    if leader {
        if let Some(part) = part {
            println!("{part}");
            meet.wait().await;
        } else {
            meet.wait().await;
        }
    } else {
        meet.wait().await;
    }
}

/// Only the work before the barrier depends on the role.
#[synchronized]
async fn behind_the_branch(leader: bool, meet: &tokio::sync::Barrier) {
    if leader {
        PARTS.lock().await.clear();
    }
    meet.wait().await;
}

/// The barrier elects the leader.
#[synchronized]
async fn in_the_condition(meet: &tokio::sync::Barrier) {
    if meet.wait().await.is_leader() {
        PARTS.lock().await.sort_unstable();
    }
    meet.wait().await;
}

/// Every round arrives.
#[synchronized]
async fn rounds(rounds: u32, meet: &tokio::sync::Barrier) {
    let mut round = 0;
    while round < rounds {
        meet.wait().await;
        round += 1;
    }
}

/// The other branch aborts the barrier.
#[synchronized]
async fn aborts(ready: bool, meet: &Barrier) -> Result<(), BrokenBarrier> {
    if ready {
        meet.wait().await?;
    } else {
        meet.abort();
    }
    Ok(())
}

/// A cancelled party is no longer counted, and another may arrive.
#[synchronized]
async fn or_stopped(meet: &Barrier, mut stop: mpsc::Receiver<()>) {
    tokio::select! {
        turn = meet.wait() => println!("{turn:?}"),
        _ = stop.recv() => meet.abort(),
    }
}

/// There is no barrier for any party.
#[synchronized]
async fn optional(meet: Option<&tokio::sync::Barrier>) {
    if let Some(meet) = meet {
        meet.wait().await;
    }
}

/// The `wait` belongs to a child process.
#[synchronized]
async fn child(wait: bool, command: &mut Command) -> io::Result<()> {
    let mut child = command.spawn()?;
    if wait {
        child.wait().await?;
    }
    Ok(())
}

#[synchronized]
async fn on_purpose(parties: usize, meet: &tokio::sync::Barrier) {
    #[sync_allow(conditional_barrier, reason = "all parties know the same number")]
    if parties > 1 {
        meet.wait().await;
    }
}

fn main() {
    let meet = tokio::sync::Barrier::new(3);
    let ours = Barrier::new(3);
    drop((each_branch(Role::Leader, &meet), each_branch(Role::Follower(1), &meet)));
    drop((nested(true, None, &meet), behind_the_branch(true, &meet), in_the_condition(&meet)));
    drop((rounds(3, &meet), aborts(true, &ours), or_stopped(&ours, mpsc::channel(1).1)));
    drop((optional(None), on_purpose(3, &meet)));
    drop(child(true, &mut Command::new("true")));
}
