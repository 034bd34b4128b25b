//! Check-then-act: a test under one acquisition decides about an action under the next.

#![deny(deprecated)]

use std::collections::{HashMap, HashSet};

use interlocking::{Lock, RwLock, guarded, synchronized};

static NAMES: Lock<Vec<String>> = Lock::new(Vec::new());

async fn render(key: u32) -> String {
    tokio::task::yield_now().await;
    key.to_string()
}

#[synchronized]
async fn insert(done: &Lock<HashSet<u32>>, key: u32) {
    if !done.lock().await.contains(&key) {
        println!("{}", render(key).await);
        done.lock().await.insert(key);
    }
}

#[synchronized]
async fn get(pages: &RwLock<HashMap<u32, String>>, key: u32) {
    if pages.read().await.get(&key).is_none() {
        pages.write().await.insert(key, String::new());
    }
}

#[synchronized]
async fn by_a_variable(pages: &RwLock<HashMap<u32, String>>, key: u32) {
    let known = pages.read().await.contains_key(&key);
    let page = render(key).await;
    if !known {
        pages.write().await.insert(key, page);
    }
}

#[guarded(NAMES)]
async fn push(name: String) {
    let free = !names.contains(&name);
    drop(names);
    println!("{}", render(0).await);
    if free {
        NAMES.lock().await.push(name);
    }
}

#[synchronized]
async fn leaves(name: &str) -> bool {
    if NAMES.lock().await.contains(&name.to_owned()) {
        return false;
    }
    NAMES.lock().await.push(name.to_owned());
    true
}

fn main() {
    drop((insert(&Lock::default(), 1), get(&RwLock::default(), 1)));
    drop((by_a_variable(&RwLock::default(), 1), push(String::new())));
    drop(leaves(""));
}
