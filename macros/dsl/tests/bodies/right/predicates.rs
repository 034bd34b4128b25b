//! Predicates and their data.

#![allow(unused)]
use interlocking::{Condition, Event, Lock, Semaphore};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
static L: Lock<()> = Lock::new(());
static C: Condition<()> = Condition::new();
static READY: AtomicBool = AtomicBool::new(false);
static N: AtomicUsize = AtomicUsize::new(0);
static D: Lock<u32> = Lock::new(0);
static DC: Condition<u32> = Condition::new();
pub async fn wait() {
    let g = L.lock().await;
    let g = C.wait_for(g, |_| READY.load(Acquire)).await;
    drop(g);
}
pub async fn set() {
    let g = L.lock().await;
    READY.store(true, Release);
    C.notify_all(&g);
}
pub async fn wait2() {
    let g = D.lock().await;
    let g = DC.wait_for(g, |_| N.load(Acquire) > 2).await;
    drop(g);
}
pub async fn set2() {
    let g = D.lock().await;
    N.fetch_add(1, Release);
    DC.notify_all(&g);
}
async fn n() -> usize {
    3
}
pub async fn many(s: &Semaphore) {
    let p = s.acquire_many(n().await).await;
    drop(p);
}
pub async fn looped() {
    let mut g = D.lock().await;
    while *g < 3 {
        g = DC.wait(g).await;
    }
}
pub async fn looped2() {
    let mut g = D.lock().await;
    loop {
        if *g > 3 {
            break;
        }
        g = DC.wait(g).await;
    }
}
pub async fn next_change() -> u32 {
    let g = D.lock().await;
    let g = DC.wait(g).await;
    *g
}
pub async fn pred(min: u32) {
    let g = D.lock().await;
    let g = DC.wait_for(g, |d| *d >= min).await;
    drop(g);
}
pub async fn pred2(min: u32) {
    let g = D.lock().await;
    let g = DC
        .wait_for(g, move |d: &u32| {
            let d = *d;
            d >= min
        })
        .await;
    drop(g);
}
pub async fn pred3(f: impl FnMut(&u32) -> bool) {
    let g = D.lock().await;
    let g = DC.wait_for(g, f).await;
    drop(g);
}
