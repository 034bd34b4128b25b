//! A number of tasks that fills the barrier, or a number that is not known here.

#![deny(warnings)]

use std::sync::Arc;

use interlocking::{barrier, synchronized};
use tokio::{sync::Barrier, task::JoinSet};

/// All tasks are one generation.
#[synchronized]
async fn one_generation() {
    let meet = Arc::new(Barrier::new(4));
    for part in 0..4 {
        let meet = meet.clone();
        tokio::spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
}

/// Six tasks are two generations of three.
#[synchronized]
async fn two_generations() {
    let meet = Arc::new(Barrier::new(3));
    let mut tasks = JoinSet::new();
    for part in 0..6 {
        let meet = meet.clone();
        tasks.spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
    while tasks.join_next().await.is_some() {}
}

/// The caller is the fourth party.
#[synchronized]
async fn with_the_caller() {
    let meet = Arc::new(Barrier::new(4));
    let mut tasks = JoinSet::new();
    for part in 0..3 {
        let meet = meet.clone();
        tasks.spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
    meet.wait().await;
    println!("all have begun");
    tasks.join_all().await;
}

/// Two kinds of parties, two of each.
#[synchronized]
async fn two_kinds() {
    let meet = Arc::new(Barrier::new(4));
    for part in 0..2 {
        let meet = meet.clone();
        tokio::spawn(async move {
            println!("reads {part}");
            meet.wait().await;
        });
    }
    for part in 0..2 {
        let meet = meet.clone();
        tokio::spawn(async move {
            meet.wait().await;
            println!("writes {part}");
        });
    }
}

/// The two numbers are one variable.
#[synchronized]
async fn computed(parts: usize) {
    let meet = Arc::new(Barrier::new(parts));
    let mut tasks = Vec::new();
    for part in 0..parts {
        let meet = meet.clone();
        tasks.push(tokio::spawn(async move {
            println!("{part}");
            meet.wait().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// Each task arrives in each of its rounds.
#[synchronized]
async fn rounds() {
    let meet = Arc::new(Barrier::new(3));
    for part in 0..3 {
        let meet = meet.clone();
        tokio::spawn(async move {
            for round in 0..10 {
                println!("{part} in {round}");
                meet.wait().await;
            }
        });
    }
}

/// Not every spawned task arrives.
#[synchronized]
async fn some_come() {
    let meet = Arc::new(Barrier::new(2));
    for part in 0..3 {
        let meet = meet.clone();
        tokio::spawn(async move {
            if part > 0 {
                meet.wait().await;
            }
        });
    }
}

/// Nine tasks are three generations of three.
#[synchronized]
async fn of_the_function() {
    for part in 1..=9 {
        tokio::spawn(async move {
            #[barrier(3)]
            {
                println!("{part}");
            }
        });
    }
}

#[synchronized]
async fn on_purpose() {
    let meet = Arc::new(Barrier::new(3));
    #[sync_allow(unfillable_barrier, reason = "two more come from the other half of the program")]
    for part in 0..4 {
        let meet = meet.clone();
        tokio::spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
}

fn main() {
    drop((one_generation(), two_generations(), computed(3), rounds(), some_come()));
    drop((with_the_caller(), two_kinds(), of_the_function(), on_purpose()));
}
