//! A number of tasks that does not fill a barrier evenly: the last tasks deadlock.

#![deny(deprecated)]

use std::sync::Arc;

use interlocking::{Barrier, barrier, synchronized};
use tokio::task::JoinSet;

#[synchronized]
async fn four_by_three() {
    let meet = Arc::new(tokio::sync::Barrier::new(3));
    for part in 0..4 {
        let meet = meet.clone();
        tokio::spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
}

#[synchronized]
async fn inclusive() {
    let meet = Arc::new(Barrier::new(4));
    for part in 1..=5 {
        let meet = meet.clone();
        tokio::spawn(async move {
            if meet.wait().await.is_ok() {
                println!("{part}");
            }
        });
    }
}

#[synchronized]
async fn of_the_function() {
    for part in 0..8 {
        tokio::spawn(async move {
            #[barrier(3)]
            {
                println!("{part}");
            }
        });
    }
}

#[synchronized]
async fn joined() {
    let meet = Arc::new(tokio::sync::Barrier::new(3));
    let mut tasks = JoinSet::new();
    for part in 0..4 {
        let meet = meet.clone();
        tasks.spawn(async move {
            println!("{part}");
            meet.wait().await;
        });
    }
    while tasks.join_next().await.is_some() {}
}

#[synchronized]
async fn in_a_list() {
    let meet = Arc::new(tokio::sync::Barrier::new(3));
    let mut tasks = Vec::new();
    for part in 0..5 {
        let meet = meet.clone();
        tasks.push(tokio::spawn(async move {
            meet.wait().await;
            println!("{part}");
        }));
    }
    for task in tasks {
        println!("{:?}", task.await);
    }
}

struct Pool {
    tasks: JoinSet<()>,
}

impl Pool {
    #[synchronized]
    async fn in_a_set(&mut self) {
        let meet = Arc::new(tokio::sync::Barrier::new(3));
        for part in 0..4 {
            let meet = meet.clone();
            self.tasks.spawn(async move {
                println!("{part}");
                meet.wait().await;
            });
        }
    }
}

fn main() {
    drop((four_by_three(), inclusive(), of_the_function(), joined(), in_a_list()));
    drop(Pool { tasks: JoinSet::new() }.in_a_set());
}
