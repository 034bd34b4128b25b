//! A guard that belongs to the thread is held across an await point.

#![deny(deprecated)]

use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Mutex, PoisonError, RwLock},
};

use dashmap::DashMap;
use interlocking::{Lock, guarded, synchronized};
use tokio::sync::watch;

static LEDGER: Lock<Vec<u32>> = Lock::new(Vec::new());
static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

#[derive(Clone)]
struct Peer;

impl Peer {
    async fn send(&self, amount: u32) {
        println!("{amount}");
    }
}

#[synchronized]
async fn guard_of_std(peer: &Peer) {
    let mut queue = QUEUE.lock().unwrap();
    peer.send(queue[0]).await;
    queue.remove(0);
}

#[synchronized]
async fn reader_of_std(names: &RwLock<Vec<u32>>) {
    let names = names.read().unwrap_or_else(PoisonError::into_inner);
    LEDGER.lock().await.extend(names.iter());
}

#[guarded(LEDGER)]
async fn while_let(peer: &Peer) {
    while let Some(amount) = QUEUE.lock().unwrap().pop() {
        peer.send(amount).await;
        ledger.push(amount);
    }
}

#[synchronized]
async fn goes_through(peer: &Peer) {
    for amount in QUEUE.lock().unwrap().clone() {
        peer.send(amount).await;
    }
}

#[synchronized]
async fn in_an_argument(peer: &Peer) {
    peer.send(QUEUE.lock().unwrap()[0]).await;
}

#[synchronized]
async fn guard_of_parking_lot(total: &parking_lot::Mutex<u32>, peer: &Peer) {
    let mut total = total.lock();
    *total += 1;
    peer.send(*total).await;
}

#[synchronized]
async fn borrow_of_a_cell(total: Rc<RefCell<u32>>, peer: &Peer) {
    let mut total = total.borrow_mut();
    *total += 1;
    peer.send(*total).await;
}

struct Session {
    peers: DashMap<u32, Peer>,
    last: RefCell<Option<Peer>>,
}

impl Session {
    #[synchronized]
    async fn borrow_of_a_field(&self) {
        let last = self.last.borrow_mut();
        if let Some(last) = &*last {
            last.send(1).await;
        }
    }
}

#[synchronized]
async fn reference_into_a_map(peers: &DashMap<u32, Peer>) {
    if let Some(peer) = peers.get(&1) {
        peer.send(1).await;
    }
}

#[synchronized]
async fn goes_through_a_map(peers: &DashMap<u32, Peer>) {
    for peer in peers.iter() {
        peer.send(1).await;
    }
}

#[synchronized]
async fn borrow_of_a_channel(limit: watch::Receiver<u32>, peer: &Peer) {
    let limit = limit.borrow();
    peer.send(*limit).await;
}

#[synchronized]
async fn matches_a_channel(limit: watch::Receiver<u32>, peer: &Peer) {
    match *limit.borrow() {
        0 => {}
        limit => peer.send(limit).await,
    }
}

fn main() {
    let session = Session { peers: DashMap::new(), last: RefCell::new(None) };
    drop((guard_of_std(&Peer), reader_of_std(&RwLock::new(Vec::new())), while_let(&Peer)));
    drop((goes_through(&Peer), in_an_argument(&Peer)));
    drop((guard_of_parking_lot(&parking_lot::Mutex::new(1), &Peer), session.borrow_of_a_field()));
    drop((borrow_of_a_cell(Rc::default(), &Peer), reference_into_a_map(&session.peers)));
    drop((goes_through_a_map(&session.peers), borrow_of_a_channel(watch::channel(1).1, &Peer)));
    drop(matches_a_channel(watch::channel(1).1, &Peer));
}
