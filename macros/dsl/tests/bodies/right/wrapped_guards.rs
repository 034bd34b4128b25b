//! Guards inside other types: released with them, or before.

#![allow(unused)]
use std::{mem, ops::Deref};
use tokio::sync::{Mutex, MutexGuard};

pub struct Tx<'a> {
    guard: MutexGuard<'a, Vec<u32>>,
    pending: Vec<u32>,
}
impl<'a> Tx<'a> {
    pub async fn begin(db: &'a Db) -> Self {
        Tx { guard: db.rows.lock().await, pending: Vec::new() }
    }
    pub fn commit(mut self) {
        let pending = mem::take(&mut self.pending);
        self.guard.extend(pending);
    }
    pub fn len(&self) -> usize {
        self.guard.len()
    }
}
pub struct Reading<'a>(MutexGuard<'a, Vec<u32>>);
impl Deref for Reading<'_> {
    type Target = Vec<u32>;
    fn deref(&self) -> &Vec<u32> {
        &self.0
    }
}
pub struct Lease<'a> {
    guard: Option<MutexGuard<'a, Vec<u32>>>,
}
impl Lease<'_> {
    pub fn release(&mut self) {
        self.guard = None;
    }
}
/// A type that has itself in it.
pub struct Node {
    next: Option<Box<Node>>,
}
pub struct Db {
    rows: Mutex<Vec<u32>>,
}
impl Db {
    pub async fn tx(&self) -> Tx<'_> {
        Tx { guard: self.rows.lock().await, pending: Vec::new() }
    }
    pub async fn reading(&self) -> Reading<'_> {
        Reading(self.rows.lock().await)
    }
    pub async fn try_reading(&self) -> Option<Reading<'_>> {
        let guard = self.rows.lock().await;
        if guard.is_empty() {
            return None;
        }
        Some(Reading(guard))
    }
    pub async fn lease(&self) -> Lease<'_> {
        Lease { guard: Some(self.rows.lock().await) }
    }
    pub async fn len(&self) -> usize {
        self.rows.lock().await.len()
    }
    pub async fn dropped(&self) {
        let reading = self.reading().await;
        drop(reading);
        self.len().await;
    }
    pub async fn temporaries(&self) {
        let a = self.reading().await.len();
        let b = self.reading().await.len();
    }
    pub async fn consumed(&self) {
        let tx = self.tx().await;
        tx.commit();
        self.len().await;
    }
    pub async fn moved_out(&self) {
        let tx = self.tx().await;
        let guard = tx.guard;
        drop(guard);
        self.len().await;
    }
    pub async fn field_dropped(&self) {
        let tx = self.tx().await;
        drop(tx.guard);
        self.len().await;
    }
    pub async fn taken_apart(&self) {
        let Tx { guard, .. } = self.tx().await;
        drop(guard);
        self.len().await;
        let Reading(guard) = self.reading().await;
        drop(guard);
        self.len().await;
    }
    pub async fn given_away(&self) {
        let tx = self.tx().await;
        finish(tx).await;
        self.len().await;
    }
    pub async fn in_a_block(&self) {
        {
            let tx = self.tx().await;
            tx.len();
        }
        self.len().await;
    }
    pub async fn not_there(&self) {
        if self.try_reading().await.is_none() {
            self.len().await;
        }
    }
    pub async fn given_up(&self) {
        let mut lease = self.lease().await;
        lease.release();
        self.len().await;
    }
    pub async fn given_up_here(&self) {
        let mut lease = Lease { guard: Some(self.rows.lock().await) };
        lease.guard = None;
        self.len().await;
        let mut lease = Lease { guard: Some(self.rows.lock().await) };
        drop(lease.guard.take());
        self.len().await;
    }
    pub async fn made_here(&self) {
        let tx = Tx { guard: self.rows.lock().await, pending: Vec::new() };
        drop(tx.guard);
        self.len().await;
        let tx = Tx { guard: self.rows.lock().await, pending: Vec::new() };
        let Tx { guard, pending } = tx;
        drop(guard);
        self.len().await;
        let tx = Tx { guard: self.rows.lock().await, pending: Vec::new() };
        tx.commit();
        self.len().await;
        let tx = Tx { guard: self.rows.lock().await, pending: Vec::new() };
        let all = vec![tx];
        drop(all);
        self.len().await;
    }
    pub async fn by_closure(&self) {
        let tx = Tx { guard: self.rows.lock().await, pending: Vec::new() };
        let finish = move || drop(tx);
        finish();
        self.len().await;
    }
}
async fn finish(tx: Tx<'_>) {
    tx.commit();
}
