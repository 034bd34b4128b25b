//! Guards that belong to the thread and end before the `.await`.

#![deny(warnings)]

use std::{
    cell::RefCell,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use dashmap::DashMap;
use interlocking::{Lock, guarded, synchronized};
use tokio::sync::watch;

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[derive(Clone, Default)]
struct Peer;

impl Peer {
    async fn send(&self, amount: u32) {
        println!("{amount}");
    }
}

/// The guard is dropped before.
#[synchronized]
async fn dropped(peer: &Peer) {
    let mut queue = QUEUE.lock().unwrap();
    let amount = queue.remove(0);
    drop(queue);
    peer.send(amount).await;
}

/// The guard is dropped on the path that awaits.
#[synchronized]
async fn dropped_in_a_branch(peer: &Peer) {
    let mut queue = QUEUE.lock().unwrap();
    if let Some(amount) = queue.pop() {
        drop(queue);
        peer.send(amount).await;
    } else {
        queue.shrink_to_fit();
    }
}

/// The guard is dropped in the arm that awaits.
#[synchronized]
async fn dropped_in_an_arm(peer: &Peer) {
    let queue = QUEUE.lock().unwrap();
    match queue.first().copied() {
        Some(amount) if amount > 10 => {
            std::mem::drop(queue);
            peer.send(amount).await;
        }
        Some(amount) => println!("{amount}"),
        None => {}
    }
}

/// The inner block ends the guard.
#[synchronized]
async fn in_a_block(peer: &Peer) {
    while let Some(amount) = {
        let mut queue = QUEUE.lock().unwrap();
        queue.pop()
    } {
        peer.send(amount).await;
    }
}

/// The statement ends the guard.
#[guarded(LEDGER)]
async fn in_a_statement(peer: &Peer) {
    let amount = QUEUE.lock().unwrap().pop();
    if let Some(amount) = amount {
        peer.send(amount).await;
        ledger.push(amount + 1);
    }
    let rest: Vec<u32> = QUEUE.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
    for amount in rest {
        peer.send(amount).await;
    }
}

fn take_all(mut queue: MutexGuard<'_, Vec<u32>>) -> Vec<u32> {
    queue.drain(..).collect()
}

/// The callee takes the guard by value.
#[synchronized(allow(blocking_call, reason = "the runtime has a thread to spare"))]
async fn moved(wakes: &Condvar, peer: &Peer) {
    let mut queue = QUEUE.lock().unwrap();
    while queue.is_empty() {
        queue = wakes.wait(queue).unwrap();
    }
    let renamed = queue;
    for amount in take_all(renamed) {
        peer.send(amount).await;
    }
}

/// The future is created under the guard and awaited without it.
#[synchronized]
async fn future_made_before(peer: &Peer) {
    let queue = QUEUE.lock().unwrap();
    let sending = peer.send(queue[0]);
    drop(queue);
    sending.await;
}

/// Another task or another thread holds the guard.
#[synchronized]
async fn elsewhere(peer: Peer) {
    let queue = QUEUE.lock().unwrap();
    let first = queue[0];
    tokio::spawn(async move { peer.send(first).await });
    drop(queue);
    let count = tokio::task::spawn_blocking(|| QUEUE.lock().unwrap().len()).await;
    println!("{count:?}");
}

/// `?` and `return` leave before the `.await`.
#[synchronized]
async fn returns(peer: &Peer) -> Option<u32> {
    let amount = {
        let mut queue = QUEUE.lock().ok()?;
        if queue.len() > 10 {
            return queue.first().copied();
        }
        queue.pop()?
    };
    peer.send(amount).await;
    Some(amount)
}

/// A guard of `parking_lot` and a borrow of a cell, each for one statement.
#[synchronized]
async fn other_cells(total: &parking_lot::Mutex<u32>, last: &RefCell<Option<Peer>>, peer: &Peer) {
    *total.lock() += 1;
    let so_far = *total.lock();
    peer.send(so_far).await;
    let previous = last.borrow_mut().replace(peer.clone());
    if let Some(previous) = previous {
        previous.send(so_far).await;
    }
    let known = last.borrow().is_some();
    peer.send(u32::from(known)).await;
}

/// The entry is copied, or absent.
#[synchronized]
async fn copied_out(peers: &DashMap<u32, Peer>) -> Peer {
    let peer = peers.get(&1).map(|peer| peer.clone());
    if let Some(peer) = peer {
        peer.send(1).await;
    }
    let all: Vec<Peer> = peers.iter().map(|peer| peer.value().clone()).collect();
    for peer in all {
        peer.send(1).await;
    }
    match peers.get(&2) {
        Some(peer) => peer.clone(),
        None => {
            Peer.send(1).await;
            peers.insert(2, Peer);
            Peer
        }
    }
}

/// The lock is cloned out of the map and outlives the entry.
#[synchronized]
async fn lock_of_an_entry(accounts: &DashMap<u32, Arc<Lock<u32>>>) {
    let account = accounts.entry(1).or_default().clone();
    *account.lock().await += 1;
    let Some(account) = accounts.get(&2).map(|account| Arc::clone(&account)) else { return };
    *account.lock().await += 1;
}

/// The entry is dropped before.
#[synchronized]
async fn entry_dropped(peers: &DashMap<u32, Peer>) {
    let Some(entry) = peers.get(&1) else { return };
    let peer = entry.value().clone();
    drop(entry);
    peer.send(1).await;
}

/// The condition ends the borrow.
#[synchronized]
async fn until_it_changes(mut limit: watch::Receiver<u32>, peer: &Peer) {
    while *limit.borrow() == 0 {
        if limit.changed().await.is_err() {
            return;
        }
    }
    let limit = *limit.borrow_and_update();
    peer.send(limit).await;
}

/// An async lock may be held across an await point.
#[synchronized]
async fn awaited_lock(peer: &Peer) {
    let ledger = LEDGER.lock().await;
    peer.send(ledger[0]).await;
}

/// A mutable borrow of a variable, not of a cell.
#[synchronized]
async fn no_cell(bytes: &mut Vec<u8>, peer: &Peer) {
    use std::borrow::BorrowMut;
    let bytes: &mut [u8] = bytes.borrow_mut();
    peer.send(1).await;
    bytes.sort_unstable();
}

#[synchronized]
async fn on_purpose(peer: &Peer) {
    let queue = QUEUE.lock().unwrap();
    #[sync_allow(held_across_await, reason = "a runtime of one task, which nobody else locks")]
    peer.send(queue[0]).await;
    drop(queue);
}

fn main() {
    let peers = DashMap::new();
    drop((dropped(&Peer), dropped_in_a_branch(&Peer), dropped_in_an_arm(&Peer)));
    drop((in_a_block(&Peer), in_a_statement(&Peer), moved(&Condvar::new(), &Peer)));
    drop((future_made_before(&Peer), elsewhere(Peer), returns(&Peer), copied_out(&peers)));
    drop(other_cells(&parking_lot::Mutex::new(1), &RefCell::new(None), &Peer));
    drop((lock_of_an_entry(&DashMap::new()), entry_dropped(&peers)));
    drop((until_it_changes(watch::channel(1).1, &Peer), awaited_lock(&Peer), on_purpose(&Peer)));
    drop(no_cell(&mut Vec::new(), &Peer));
}
