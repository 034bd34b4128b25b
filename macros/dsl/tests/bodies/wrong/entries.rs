//! What was read or tested under one acquisition and is relied on under the next: entries, by a key that is a place or a literal;
//! through variables, patterns and blocks.

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
    balance: Mutex<u32>,
}

impl Store {
    /// `lost_update`
    async fn unwrapped_by_a_pattern(&self, k: u32) {
        let v = self.entries.lock().await.get(&k).copied();
        if let Some(v) = v {
            work().await;
            self.entries.lock().await.insert(k, v + 1);
        }
    }
    /// `lost_update`
    async fn by_index(&self, k: u32) {
        let v = self.entries.lock().await[&k];
        work().await;
        self.entries.lock().await.insert(k, v + 1);
    }
    /// `lost_update`
    async fn a_literal_key(&self) {
        let v = self.entries.lock().await.get(&1).copied();
        if let Some(v) = v {
            work().await;
            self.entries.lock().await.insert(1, v + 1);
        }
    }
    /// `lost_update`
    async fn or_the_default(&self, k: &str) {
        let n = self.names.read().await.get(k).cloned().unwrap_or_default();
        self.names.write().await.insert(k.to_string(), n + 1);
    }
    /// `lost_update`
    async fn a_step_with_a_name(&self, k: u32) {
        let n = self.entries.lock().await.get(&k).copied().unwrap_or(0) + 1;
        self.entries.lock().await.insert(k, n);
    }
    /// `lost_update`
    async fn a_step_of_all(&self) {
        let n = *self.balance.lock().await + 1;
        work().await;
        *self.balance.lock().await = n;
    }
    /// `lost_update`
    async fn a_step_in_a_block(&self) {
        let n = {
            let g = self.balance.lock().await;
            *g + 1
        };
        work().await;
        *self.balance.lock().await = n;
    }
    /// `check_then_act`
    async fn tested_and_indexed(&self) {
        let known = self.entries.lock().await.contains_key(&3);
        if known {
            let v = self.entries.lock().await[&3];
            println!("{v}");
        }
    }
    /// `check_then_act`
    async fn tested_and_unwrapped(&self, k: u32) {
        if self.entries.lock().await.contains_key(&k) {
            let v = *self.entries.lock().await.get(&k).unwrap();
            println!("{v}");
        }
    }
    /// `check_then_act`
    async fn tested_in_a_block(&self, k: u32) {
        let has = {
            let m = self.entries.lock().await;
            m.contains_key(&k)
        };
        if !has {
            return;
        }
        work().await;
        let m = self.entries.lock().await;
        println!("{}", m[&k]);
    }
    /// `check_then_act`
    async fn tested_under_a_name(&self) {
        let g = self.balance.lock().await;
        let enough = *g >= 10;
        drop(g);
        if enough {
            work().await;
            *self.balance.lock().await -= 10;
        }
    }
}

struct Annotated {
    number: Lock<i64>,
    map: Lock<HashMap<u32, u32>>,
}

#[synchronized]
impl Annotated {
    /// `check_then_act`
    async fn a_number_out_of_a_block(&self) {
        let n = #[guarded(self.number)]
        {
            *number
        };
        if n > 3 {
            #[guarded(self.number)]
            {
                *number -= 3;
            }
        }
    }
    /// `check_then_act`
    async fn a_test_out_of_a_block(&self) {
        let enough = #[guarded(self.number)]
        {
            *number > 3
        };
        if !enough {
            return;
        }
        work().await;
        #[guarded(self.number)]
        {
            *number -= 3;
        }
    }
    /// `check_then_act`
    async fn a_block_that_looks_for_an_entry(&self, k: u32) {
        let has = #[guarded(self.map)]
        {
            map.contains_key(&k)
        };
        if has {
            #[guarded(self.map)]
            {
                println!("{}", map[&k]);
            }
        }
    }
    /// `lost_update`
    async fn an_entry_out_of_a_block(&self, k: u32) {
        let v = #[guarded(self.map)]
        {
            map.get(&k).copied()
        };
        if let Some(v) = v {
            work().await;
            #[guarded(self.map)]
            {
                map.insert(k, v + 1);
            }
        }
    }
}
