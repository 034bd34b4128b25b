//! A local lock that no other task can reach.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, synchronized};

#[synchronized]
async fn lent(amounts: &[u32]) {
    let total = Lock::new(0);
    for &amount in amounts {
        add(&total, amount).await;
    }
}

async fn add(total: &Lock<u32>, amount: u32) {
    *total.lock().await += amount;
}

#[synchronized]
async fn used_here(amounts: &[u32]) -> u32 {
    let total = tokio::sync::Mutex::new(0);
    for amount in amounts {
        *total.lock().await += amount;
    }
    *total.lock().await
}

#[synchronized]
async fn read_and_written(names: &[&str]) -> usize {
    let longest: RwLock<usize> = RwLock::new(0);
    for name in names {
        let known = *longest.read().await;
        if name.len() > known {
            longest.write().await.clone_from(&name.len());
        }
    }
    *longest.read().await
}

fn main() {
    drop((lent(&[]), used_here(&[]), read_and_written(&[])));
}
