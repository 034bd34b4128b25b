//! Guards that are leaked and taken back.

#![allow(unused)]
use parking_lot::{RawMutex, lock_api::RawMutex as _};
use std::{
    mem::{self, ManuallyDrop},
    sync::Arc,
};
use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore};
pub struct Held<'a> {
    guard: ManuallyDrop<MutexGuard<'a, u32>>,
}
impl Drop for Held<'_> {
    fn drop(&mut self) {
        unsafe { ManuallyDrop::drop(&mut self.guard) }
    }
}
pub async fn held(l: &Mutex<u32>) -> Held<'_> {
    let guard = ManuallyDrop::new(l.lock().await);
    Held { guard }
}
pub async fn held2(l: &Mutex<u32>) -> Held<'_> {
    Held { guard: ManuallyDrop::new(l.lock().await) }
}
pub async fn md(l: &Mutex<u32>) {
    let g = ManuallyDrop::new(l.lock().await);
    let g = ManuallyDrop::into_inner(g);
    drop(g);
}
pub async fn md2(l: &Mutex<u32>) {
    let mut g = ManuallyDrop::new(l.lock().await);
    unsafe { ManuallyDrop::drop(&mut g) }
}
pub async fn raw(l: &Mutex<u32>) {
    let p = Box::into_raw(Box::new(l.lock().await));
    unsafe { drop(Box::from_raw(p)) }
}
pub async fn permits(s: &Semaphore) {
    let p = s.acquire().await.unwrap();
    p.forget();
    s.add_permits(1);
}
pub async fn resize(s: &Semaphore) {
    s.acquire().await.unwrap().forget();
}
pub async fn resize2(s: &Semaphore, n: u32) {
    if let Ok(p) = s.acquire_many(n).await {
        p.forget();
    }
}
pub async fn pl(l: &parking_lot::Mutex<u32>) {
    mem::forget(l.lock());
    unsafe { l.force_unlock() }
}
pub async fn hand(s: Arc<Semaphore>) -> OwnedSemaphorePermit {
    s.acquire_owned().await.unwrap()
}
pub async fn rawm(m: &RawMutex) {
    m.lock();
    unsafe { m.unlock() }
}
