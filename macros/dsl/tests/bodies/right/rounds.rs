//! What a round of a loop leaves, and what it gives back first.

#![allow(unused)]
use std::{collections::HashMap, sync::Arc};

use interlocking::Lock;
use tokio::sync::{Mutex, Semaphore};

static L: Lock<u32> = Lock::new(1);

async fn given_up_first(l: &Mutex<u32>) {
    let mut last = None;
    for _ in 0..3 {
        drop(last.take());
        last = Some(l.lock().await);
    }
    drop(last);
}
async fn copied() {
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(*L.lock().await);
    }
}
async fn each_once(locks: &[Mutex<u32>]) {
    let mut held = Vec::new();
    for lock in locks {
        held.push(lock.lock().await);
    }
}
async fn by_number(locks: &[Mutex<u32>]) {
    let (mut held, mut i) = (Vec::new(), 0);
    while i < locks.len() {
        held.push(locks[i].lock().await);
        i += 1;
    }
}
async fn cleared(l: &Mutex<u32>) {
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(l.lock().await);
        held.clear();
    }
}
async fn one_of_two_rounds(l: &Mutex<u32>) {
    let mut held = None;
    loop {
        if held.is_none() {
            held = Some(l.lock().await);
        } else {
            held = None;
        }
    }
}
async fn until_it_is_ready(l: &Mutex<Vec<u32>>) {
    let mut list;
    loop {
        list = l.lock().await;
        if list.len() > 1 {
            break;
        }
        drop(list);
        tokio::task::yield_now().await;
    }
    list.push(1);
}
async fn hand_over_hand(first: Arc<Mutex<Node>>) {
    let mut node = first.lock_owned().await;
    while let Some(next) = node.next.clone() {
        node = next.lock_owned().await;
    }
}
struct Node {
    next: Option<Arc<Mutex<Node>>>,
}
async fn as_many_as_there_are(s: Arc<Semaphore>) {
    let mut permits = Vec::new();
    while permits.len() < 4 {
        let Ok(permit) = s.clone().try_acquire_owned() else { break };
        permits.push(permit);
    }
}
macro_rules! held {
    ($guard:ident, $lock:expr) => {
        let $guard = $lock.lock().await;
    };
}
async fn bound_by_a_macro() {
    {
        held!(number, L);
        drop(number);
    }
    drop(L.lock().await);
}
async fn option_is_taken_apart(l: &Mutex<u32>) {
    let held = Some(l.lock().await);
    if let Some(number) = held {
        drop(number);
    }
    drop(l.lock().await);
}
async fn option_of_a_copy(l: &Mutex<u32>) -> Option<u32> {
    let number = Some(*l.lock().await);
    drop(l.lock().await);
    number
}
