//! One acquisition covers the test and the action, or the action tests again.

#![deny(warnings)]

use std::collections::{HashMap, HashSet};

use interlocking::{Lock, RwLock, guarded, synchronized};

static DONE: Lock<Vec<u32>> = Lock::new(Vec::new());

async fn render(key: u32) -> String {
    tokio::task::yield_now().await;
    key.to_string()
}

/// One acquisition.
#[guarded(DONE)]
async fn held_for_both(key: u32) {
    if !done.contains(&key) {
        println!("{}", render(key).await);
        done.push(key);
    }
}

/// The second acquisition tests again.
#[synchronized]
async fn tested_again(pages: &RwLock<HashMap<u32, String>>, key: u32) {
    if !pages.read().await.contains_key(&key) {
        let page = render(key).await;
        let mut pages = pages.write().await;
        if !pages.contains_key(&key) {
            pages.insert(key, page);
        }
    }
}

/// `entry` tests again.
#[synchronized]
async fn entry(pages: &RwLock<HashMap<u32, String>>, key: u32) -> String {
    if let Some(page) = pages.read().await.get(&key) {
        return page.clone();
    }
    let page = render(key).await;
    pages.write().await.entry(key).or_insert(page).clone()
}

/// A cache may be filled twice.
#[synchronized]
async fn cache(pages: &RwLock<HashMap<u32, String>>, key: u32) {
    if pages.read().await.get(&key).is_none() {
        let page = render(key).await;
        pages.write().await.insert(key, page);
    }
}

/// The action uses another key.
#[synchronized]
async fn another_key(done: &Lock<HashSet<u32>>, key: u32) {
    if done.lock().await.contains(&key) {
        let next = key + 1;
        done.lock().await.insert(next);
    }
}

/// The action uses another lock.
#[synchronized]
async fn another_lock(wanted: &Lock<HashSet<u32>>, key: u32) {
    if wanted.lock().await.contains(&key) {
        println!("{}", render(key).await);
        DONE.lock().await.push(key);
    }
}

/// The test only decides about a message.
#[synchronized]
async fn only_printed(done: &Lock<HashSet<u32>>, key: u32) {
    let known = done.lock().await.contains(&key);
    println!("{known}");
    done.lock().await.insert(key);
}

/// The path with the test never reaches the insertion.
#[synchronized]
async fn either_tests_or_acts(done: &Lock<HashSet<u32>>, key: u32, first: bool) -> bool {
    if !first {
        if !done.lock().await.contains(&key) {
            return false;
        }
        return true;
    }
    done.lock().await.insert(key);
    true
}

#[synchronized]
async fn on_purpose(pages: &RwLock<HashMap<u32, String>>, key: u32) {
    if !pages.read().await.contains_key(&key) {
        let page = render(key).await;
        #[sync_allow(check_then_act, reason = "all tasks render the same page")]
        pages.write().await.insert(key, page);
    }
}

fn main() {
    drop((held_for_both(1), tested_again(&RwLock::default(), 1), entry(&RwLock::default(), 1)));
    drop((another_key(&Lock::default(), 1), another_lock(&Lock::default(), 1)));
    drop((cache(&RwLock::default(), 1), only_printed(&Lock::default(), 1)));
    drop((on_purpose(&RwLock::default(), 1), either_tests_or_acts(&Lock::default(), 1, true)));
}
