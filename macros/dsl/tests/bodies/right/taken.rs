//! What leaves its collection, and what becomes of it.

#![allow(unused)]
use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::Mutex as StdMutex,
};

use tokio::sync::Mutex;

struct Shared {
    pool: parking_lot::Mutex<Vec<u32>>,
    slot: Mutex<Option<u32>>,
    list: Mutex<Vec<u32>>,
    jobs: Mutex<VecDeque<u32>>,
    entries: Mutex<HashMap<u32, u32>>,
}
async fn process(x: u32) -> Result<u32, String> {
    Ok(x)
}
async fn store(list: &[u32]) -> Result<(), String> {
    Ok(())
}
impl Shared {
    async fn made_anew_where_none_is_left(&self) {
        let one = self.pool.lock().pop().unwrap_or_default();
        process(one).await;
        self.pool.lock().push(one);
    }
    async fn connected_anew(&self) {
        let taken = self.pool.lock().pop();
        let one = match taken {
            Some(one) => one,
            None => process(1).await.unwrap(),
        };
        process(one).await;
        self.pool.lock().push(one);
    }
    async fn not_given_back_after_an_error(&self) -> Result<(), String> {
        let one = self.pool.lock().pop().ok_or("none")?;
        process(one).await?;
        self.pool.lock().push(one);
        Ok(())
    }
    async fn tried_again_after_an_error(&self) {
        loop {
            let job = self.jobs.lock().await.pop_front();
            let Some(job) = job else { break };
            let done = process(job).await;
            if done.is_err() {
                self.jobs.lock().await.push_back(job);
            }
        }
    }
    async fn sent_again_after_an_error(&self) {
        let list: Vec<u32> = self.list.lock().await.drain(..).collect();
        if store(&list).await.is_err() {
            self.list.lock().await.extend(list);
        }
    }
    async fn used_up(&self) {
        let list = mem::take(&mut *self.list.lock().await);
        store(&list).await.unwrap();
        self.list.lock().await.push(1);
    }
    async fn another_entry(&self, k: u32) {
        let old = self.entries.lock().await.remove(&k);
        let new = process(k).await.unwrap();
        self.entries.lock().await.insert(k, new);
    }
    async fn moved_to_another_key(&self, k: u32) {
        let old = self.entries.lock().await.remove(&k).unwrap_or(0);
        process(old).await;
        self.entries.lock().await.insert(old, k);
    }
    async fn cloned(&self) {
        let list = self.list.lock().await.clone();
        if store(&list).await.is_ok() {
            self.list.lock().await.clear();
        }
    }
    async fn replaced(&self) {
        let old = self.slot.lock().await.take();
        if let Some(old) = old {
            process(old).await;
        }
        let new = process(1).await.unwrap();
        *self.slot.lock().await = Some(new);
    }
    async fn put_back_without_a_wait(&self) {
        let one = self.pool.lock().pop().unwrap();
        self.pool.lock().push(one);
        process(one).await;
    }
}
