//! A value that is written after the release, and nothing is lost.

#![allow(unused)]
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::{Mutex, RwLock, Semaphore};
async fn fetch(_: u32) -> u32 {
    0
}
async fn work() {}
pub struct C {
    n: Mutex<u32>,
    serial: Mutex<()>,
    one: Semaphore,
    cursor: Mutex<u32>,
    level: RwLock<u32>,
    total: AtomicU64,
    busy: AtomicBool,
    cache: RwLock<Option<u32>>,
}
impl C {
    pub async fn under_lock(&self) {
        let _serial = self.serial.lock().await;
        let n = *self.n.lock().await;
        let m = fetch(n).await;
        *self.n.lock().await = m;
    }
    pub async fn under_mut(&mut self) {
        let n = *self.n.lock().await;
        let m = fetch(n).await;
        *self.n.lock().await = m;
    }
    pub async fn save_restore(&self) {
        let old = *self.level.read().await;
        *self.level.write().await = 9;
        work().await;
        *self.level.write().await = old;
    }
    pub async fn poll(&self) {
        loop {
            let c = *self.cursor.lock().await;
            let next = fetch(c).await;
            *self.cursor.lock().await = next;
        }
    }
    pub async fn again(&self) {
        let n = *self.n.lock().await;
        let m = fetch(n).await;
        let mut g = self.n.lock().await;
        if *g == n {
            *g = m;
        }
    }
    pub async fn again2(&self) -> u32 {
        loop {
            let n = *self.n.lock().await;
            let m = fetch(n).await;
            let mut g = self.n.lock().await;
            if *g != n {
                continue;
            }
            *g = m;
            return m;
        }
    }
    pub async fn max(&self) {
        let n = *self.n.lock().await;
        let m = fetch(n).await;
        let mut g = self.n.lock().await;
        *g = (*g).max(m);
    }
    pub async fn permit(&self) {
        let _p = self.one.acquire().await.unwrap();
        work().await;
    }
    pub async fn atomic(&self) {
        let n = self.total.load(Ordering::Relaxed);
        work().await;
        self.total.store(0, Ordering::Relaxed);
        let _ = n;
    }
    pub async fn atomic_flag(&self) {
        let was = self.busy.load(Ordering::Relaxed);
        if was {
            return;
        }
        work().await;
        self.busy.store(true, Ordering::Relaxed);
    }
    pub async fn cached(&self) -> u32 {
        if let Some(v) = *self.cache.read().await {
            return v;
        }
        let v = fetch(1).await;
        *self.cache.write().await = Some(v);
        v
    }
    pub async fn cached2(&self) -> u32 {
        if let Some(v) = *self.cache.read().await {
            return v;
        }
        let mut g = self.cache.write().await;
        if let Some(v) = *g {
            return v;
        }
        let v = fetch(1).await;
        *g = Some(v);
        v
    }
    pub async fn independent(&self) {
        let n = *self.n.lock().await;
        work().await;
        *self.cursor.lock().await = n + 1;
    }
    pub async fn fresh(&self) {
        let n = *self.n.lock().await;
        println!("{n}");
        work().await;
        *self.n.lock().await += 1;
    }
    pub async fn reset(&self) {
        let n = *self.n.lock().await;
        if n > 3 {
            work().await;
            *self.n.lock().await = 0;
        }
    }
    pub async fn take(&self) -> u32 {
        let n = std::mem::take(&mut *self.n.lock().await);
        let rest = fetch(n).await;
        *self.n.lock().await += rest;
        n
    }
}

pub struct Tested {
    balance: Mutex<u32>,
    other: Mutex<u32>,
    open: Mutex<bool>,
    state: Mutex<Pair>,
}
#[derive(Clone)]
pub struct Pair {
    n: u32,
    url: u32,
}
impl Tested {
    pub async fn held(&self, amount: u32) -> bool {
        let mut balance = self.balance.lock().await;
        if *balance < amount {
            return false;
        }
        work().await;
        *balance -= amount;
        true
    }
    pub async fn tested_again(&self, amount: u32) {
        if *self.balance.lock().await >= amount {
            work().await;
            let mut balance = self.balance.lock().await;
            if *balance >= amount {
                *balance -= amount;
            }
        }
    }
    pub async fn another(&self, amount: u32) {
        if *self.balance.lock().await >= amount {
            work().await;
            *self.other.lock().await -= amount;
        }
    }
    pub async fn alone(&mut self, amount: u32) {
        if *self.balance.lock().await >= amount {
            work().await;
            *self.balance.lock().await -= amount;
        }
    }
    pub async fn only_set(&self) {
        if !*self.open.lock().await {
            *self.open.lock().await = true;
        }
    }
    pub async fn of_another_part(&self) {
        let state = self.state.lock().await.clone();
        let n = fetch(state.url).await;
        self.state.lock().await.n = n;
    }
    pub async fn independent_of_test(&self) {
        if *self.open.lock().await {
            work().await;
        }
        *self.balance.lock().await += 1;
    }
}
pub struct Keys {
    keys: Vec<u32>,
    updated: std::time::Instant,
    owner: Option<u32>,
}
pub async fn refilled(cache: &RwLock<Keys>) -> u32 {
    {
        let guard = cache.read().await;
        if guard.updated.elapsed().as_secs() < 60 {
            return guard.keys[0];
        }
    }
    let key = fetch(1).await;
    let mut guard = cache.write().await;
    guard.keys = vec![key];
    guard.updated = std::time::Instant::now();
    key
}
pub async fn another_part_is_tested(state: &RwLock<Keys>) {
    {
        let guard = state.read().await;
        if guard.keys.is_empty() {
            return;
        }
    }
    work().await;
    state.write().await.owner = None;
}
