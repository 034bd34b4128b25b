//! Guards that are kept, used at once, or dropped explicitly.

#![deny(warnings)]

use std::{io, time::Duration};

use interlocking::{Event, Lock, LockGuard, Semaphore, synchronized};
use tokio::time::timeout;

/// A variable keeps the guard until the end of the block.
#[synchronized]
async fn kept(file: &Lock<String>) -> io::Result<()> {
    let _file = file.lock().await;
    tokio::fs::write("file", "text").await
}

/// A reference in a `let` keeps the guard, too.
#[synchronized]
async fn kept_by_a_reference(file: &Lock<String>) -> io::Result<()> {
    let _file = &file.lock().await;
    tokio::fs::write("file", "text").await
}

/// The statement drops the result of `pop`, not a guard.
#[synchronized]
async fn used_at_once(queue: &Lock<Vec<u32>>) {
    let _ = queue.lock().await.pop();
    queue.lock().await.clear();
}

/// An explicit `drop` waits for the present holder.
#[synchronized]
async fn by_hand(file: &Lock<String>, gate: &Semaphore) {
    drop(file.lock().await);
    drop(gate.acquire_many(3).await);
}

/// The permit is removed for good.
#[synchronized]
async fn forgotten(gate: &tokio::sync::Semaphore) {
    gate.acquire().await.unwrap().forget();
    tokio::task::yield_now().await;
}

/// The guard is returned to the caller.
#[synchronized]
async fn returned(file: &Lock<String>) -> LockGuard<'_, String> {
    println!("waiting");
    file.lock().await
}

/// The function only measures how long the acquisition takes.
#[synchronized]
async fn probed(file: &Lock<String>) {
    if timeout(Duration::from_secs(1), file.lock()).await.is_err() {
        println!("somebody holds it");
    }
}

/// The condition keeps the permit for its branch.
#[synchronized]
async fn kept_by_a_condition(gate: &tokio::sync::Semaphore) {
    if let Ok(_permit) = gate.acquire().await {
        tokio::task::yield_now().await;
    }
}

struct Door(Event);

impl Door {
    async fn lock(&self) {
        self.0.wait().await;
    }

    async fn unlock(&self) {
        self.0.set();
    }
}

/// This `lock` returns no guard, and the door is unlocked explicitly.
#[synchronized]
async fn without_a_guard(door: &Door) {
    door.lock().await;
    tokio::task::yield_now().await;
    door.unlock().await;
}

#[synchronized]
async fn on_purpose(file: &Lock<String>) {
    #[sync_allow(unused_guard, reason = "waits until whoever held it has ended")]
    let _ = file.lock().await;
    println!("nobody writes any more");
}

fn main() {
    let (file, gate) = (Lock::new(String::new()), tokio::sync::Semaphore::new(3));
    drop((kept(&file), kept_by_a_reference(&file), used_at_once(&Lock::new(Vec::new()))));
    drop((by_hand(&file, &Semaphore::new(3)), forgotten(&gate), returned(&file), probed(&file)));
    drop((kept_by_a_condition(&gate), without_a_guard(&Door(Event::new())), on_purpose(&file)));
}
