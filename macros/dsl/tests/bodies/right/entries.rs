//! Entries that are read or tested again under the acquisition that relies on them, or that nothing else takes away.

#![allow(unused)]
use std::collections::{BTreeMap, HashMap};

use interlocking::{Lock, guarded, synchronized};
use tokio::sync::{Mutex, RwLock};

async fn work() {}
async fn load(k: u32) -> u32 {
    k
}

struct Store {
    entries: Mutex<HashMap<u32, u32>>,
    names: RwLock<BTreeMap<String, u64>>,
    list: Mutex<Vec<u32>>,
    balance: Mutex<u32>,
}

impl Store {
    async fn read_again(&self, k: u32) {
        let v = self.entries.lock().await.get(&k).copied();
        if v.is_some() {
            work().await;
            let mut m = self.entries.lock().await;
            let v = m.get(&k).copied().unwrap_or(0);
            m.insert(k, v + 1);
        }
    }
    async fn another_key(&self, k: u32) {
        let v = self.entries.lock().await[&k];
        work().await;
        self.entries.lock().await.insert(k + 1, v);
    }
    async fn another_literal(&self) {
        let v = self.entries.lock().await.get(&1).copied().unwrap_or(0);
        self.entries.lock().await.insert(2, v + 1);
    }
    async fn in_place(&self, k: u32) {
        let known = self.entries.lock().await.contains_key(&k);
        if known {
            work().await;
            *self.entries.lock().await.entry(k).or_insert(0) += 1;
        }
    }
    async fn under_one(&self, k: u32) {
        let m = self.entries.lock().await;
        if m.contains_key(&k) {
            println!("{}", m[&k]);
        }
    }
    async fn tested_again(&self, k: u32) {
        if !self.entries.lock().await.contains_key(&k) {
            return;
        }
        work().await;
        let m = self.entries.lock().await;
        if m.contains_key(&k) {
            println!("{}", m[&k]);
        }
    }
    async fn another_test(&self, k: u32) {
        if !self.names.read().await.contains_key("a") {
            return;
        }
        work().await;
        let m = self.entries.lock().await;
        println!("{}", m[&k]);
    }
    async fn a_step_that_is_shown(&self) {
        let next = *self.balance.lock().await + 1;
        println!("{next}");
        *self.balance.lock().await = 0;
    }
    async fn computed_and_kept_elsewhere(&self) {
        let twice = *self.balance.lock().await * 2;
        work().await;
        self.list.lock().await.push(twice);
    }
    async fn enough_is_asked_again(&self) {
        let g = self.balance.lock().await;
        let enough = *g >= 10;
        drop(g);
        if enough {
            work().await;
            let mut g = self.balance.lock().await;
            if *g >= 10 {
                *g -= 10;
            }
        }
    }
    async fn a_cache(&self, k: u32) {
        let known = self.entries.lock().await.get(&k).copied();
        if let Some(v) = known {
            println!("{v}");
            return;
        }
        let v = load(k).await;
        self.entries.lock().await.insert(k, v);
    }
    async fn all_of_a_copy(&self) {
        let copy = self.list.lock().await.clone();
        for (i, x) in copy.iter().enumerate() {
            work().await;
            println!("{} {x}", copy[i]);
        }
    }
}

struct Annotated {
    number: Lock<i64>,
    map: Lock<HashMap<u32, u32>>,
}

/// What another says of a value is not computed from it.
async fn asked_about(address: &Mutex<String>) {
    let current = address.lock().await.clone();
    let better = ask(&current).await;
    if let Some(better) = better {
        work().await;
        *address.lock().await = better;
    }
}
async fn ask(_: &str) -> Option<String> {
    None
}

#[synchronized]
impl Annotated {
    async fn a_number_that_is_asked_for_again(&self) {
        let n = #[guarded(self.number)]
        {
            *number
        };
        if n > 3 {
            #[guarded(self.number)]
            {
                if *number > 3 {
                    *number -= 3;
                }
            }
        }
    }
    async fn a_number_of_its_own(&self) {
        let n = #[guarded(self.number)]
        {
            *number += 1;
            *number
        };
        if n > 3 {
            work().await;
            #[guarded(self.map)]
            {
                map.insert(1, 2);
            }
        }
    }
    async fn a_block_that_takes(&self, k: u32) {
        let v = #[guarded(self.map)]
        {
            map.remove(&k)
        };
        if let Some(v) = v {
            work().await;
            #[guarded(self.map)]
            {
                map.insert(k + 1, v);
            }
        }
    }
    async fn shown_only(&self) {
        let n = #[guarded(self.number)]
        {
            *number
        };
        if n > 3 {
            println!("{n}");
        }
    }
}
