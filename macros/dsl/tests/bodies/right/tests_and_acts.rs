//! Tests of the data, and acts that do not rely on them.

#![allow(unused)]
use std::collections::{HashMap, VecDeque};

use tokio::sync::Mutex;

struct S {
    slot: Mutex<Option<u32>>,
    flag: Mutex<bool>,
    number: Mutex<u32>,
    list: Mutex<Vec<u32>>,
    queue: Mutex<VecDeque<u32>>,
    map: Mutex<HashMap<u32, u32>>,
    other: Mutex<HashMap<u32, u32>>,
}
async fn work() {}
async fn compute(x: u32) -> u32 {
    x
}
fn name(x: u32) -> String {
    x.to_string()
}
impl S {
    async fn tested_again(&self) {
        if self.slot.lock().await.is_some() {
            let Some(taken) = *self.slot.lock().await else { return };
            compute(taken).await;
        }
    }
    async fn unwrapped_under_the_test(&self) {
        let slot = self.slot.lock().await;
        if slot.is_some() {
            let taken = slot.unwrap();
            compute(taken).await;
        }
    }
    async fn another_one(&self, k: u32) {
        if self.map.lock().await.get(&k).is_some() {
            let other = *self.other.lock().await.get(&k).unwrap();
            compute(other).await;
        }
    }
    async fn another_key(&self) {
        if self.map.lock().await.get(&name(1).len().try_into().unwrap()).is_some() {
            let other = *self.map.lock().await.get(&name(2).len().try_into().unwrap()).unwrap();
            compute(other).await;
        }
    }
    async fn room_is_tested_again(&self) {
        if self.queue.lock().await.len() >= 10 {
            return;
        }
        let new = compute(1).await;
        let mut queue = self.queue.lock().await;
        if queue.len() < 10 {
            queue.push_back(new);
        }
    }
    async fn the_length_is_logged(&self) {
        let count = self.queue.lock().await.len();
        println!("{count} jobs");
        self.queue.lock().await.push_back(1);
    }
    async fn raised_under_the_test(&self) {
        {
            let mut is_busy = self.flag.lock().await;
            if *is_busy {
                return;
            }
            *is_busy = true;
        }
        work().await;
    }
    async fn lowered(&self) {
        let is_busy = *self.flag.lock().await;
        if is_busy {
            work().await;
            *self.flag.lock().await = false;
        }
    }
    async fn reset(&self) {
        let n = *self.number.lock().await;
        if n > 3 {
            work().await;
            *self.number.lock().await = 0;
        }
    }
    async fn compared_again(&self) {
        let best = *self.number.lock().await;
        let found = compute(best).await;
        let mut number = self.number.lock().await;
        if found > *number {
            *number = found;
        }
    }
    async fn tested_again_by_another_guard(&self) -> bool {
        let number = self.number.lock().await;
        if *number < 5 {
            return false;
        }
        drop(number);
        work().await;
        let mut number = self.number.lock().await;
        if *number >= 5 {
            *number -= 5;
        }
        true
    }
    async fn returned_for_another_reason(&self, is_closed: bool) {
        let number = self.number.lock().await;
        if is_closed {
            return;
        }
        println!("{number}");
        drop(number);
        *self.number.lock().await += 1;
    }
    async fn an_item_each_round(&self) {
        while let Some(item) = {
            let mut list = self.list.lock().await;
            list.pop()
        } {
            *self.number.lock().await += item;
            self.list.lock().await[0] += item;
        }
    }
    async fn position_under_the_lock(&self) {
        let mut list = self.list.lock().await;
        let at = list.iter().position(|it| *it == 3);
        if let Some(at) = at {
            list.remove(at);
        }
    }
    async fn position_in_a_copy(&self) {
        let mut list = self.list.lock().await.clone();
        if let Some(at) = list.iter().position(|it| *it == 3) {
            work().await;
            list.remove(at);
        }
    }
    async fn counted_in_place(&self, k: u32) {
        let n = self.map.lock().await.get(&k).copied().unwrap_or(0);
        println!("{n}");
        *self.map.lock().await.entry(k).or_insert(0) += 1;
    }
    async fn filled(&self, k: u32) {
        let known = self.map.lock().await.get(&k).copied();
        if known.is_none() {
            let n = compute(k).await;
            self.map.lock().await.insert(k, n);
        }
    }
    async fn from_another_map(&self, k: u32) {
        let n = self.other.lock().await.get(&k).copied().unwrap_or(0);
        self.map.lock().await.insert(k, n + 1);
    }
    async fn refreshed(&self, k: u32) {
        let Some(old) = self.map.lock().await.get(&k).copied() else { return };
        let new = compute(old).await;
        self.map.lock().await.insert(k, new);
    }
}
