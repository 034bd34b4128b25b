//! Guards of threads that end before the await point.

#![allow(unused)]
use dashmap::DashMap;
use std::sync::{Arc, Mutex, RwLock};
async fn work() {}
pub struct S {
    m: Mutex<u32>,
    pl: parking_lot::Mutex<Vec<u32>>,
    rw: RwLock<u32>,
    map: DashMap<u32, Arc<String>>,
}
impl S {
    pub async fn a(&self) {
        {
            let mut g = self.m.lock().unwrap();
            *g += 1;
        }
        work().await;
    }
    pub async fn b(&self) {
        let g = self.m.lock().unwrap();
        let x = *g;
        drop(g);
        work().await;
        let _ = x;
    }
    pub async fn c(&self) {
        *self.m.lock().unwrap() += 1;
        work().await;
    }
    pub async fn d(&self) {
        self.pl.lock().push(1);
        work().await;
        let n = self.pl.lock().len();
        work().await;
        let _ = n;
    }
    pub async fn e(&self) {
        let x = self.map.get(&1).map(|r| r.value().clone());
        work().await;
        drop(x);
    }
    pub async fn f(&self) {
        let x = self.map.get(&1).map(|r| r.clone());
        work().await;
        drop(x);
    }
    pub async fn g(&self) {
        let Some(x) = self.map.get(&1).map(|r| Arc::clone(&r)) else { return };
        work().await;
        drop(x);
    }
    pub async fn h(&self) {
        let keys: Vec<u32> = self.map.iter().map(|e| *e.key()).collect();
        for k in keys {
            work().await;
            self.map.remove(&k);
        }
    }
    pub async fn i(&self) {
        if self.map.contains_key(&1) {
            work().await;
            self.map.insert(1, Arc::new(String::new()));
        }
    }
    pub async fn j(&self) {
        let x = match self.rw.read() {
            Ok(g) => *g,
            Err(p) => *p.into_inner(),
        };
        work().await;
        let _ = x;
    }
    pub async fn k(&self) {
        let v = std::mem::take(&mut *self.pl.lock());
        for _ in v {
            work().await;
        }
    }
    pub async fn l(&self) {
        let job = self.pl.lock().pop();
        if let Some(_) = job {
            work().await
        }
    }
    pub async fn m(&self) {
        while let Some(_) = {
            let j = self.pl.lock().pop();
            j
        } {
            work().await
        }
    }
    pub async fn n(&self) {
        let fut = {
            let _g = self.m.lock().unwrap();
            work()
        };
        fut.await;
    }
    pub async fn o(&self) {
        tokio::task::spawn_blocking({
            let v = self.pl.lock().clone();
            move || v.len()
        })
        .await
        .unwrap();
    }
    pub async fn p(&self) {
        if let Ok(mut g) = self.m.try_lock() {
            *g += 1;
        }
        work().await;
    }
    pub async fn q(&self) -> bool {
        let ok = matches!(*self.m.lock().unwrap(), 1..=3);
        work().await;
        ok
    }
    pub async fn s(&self) {
        let (a, b) = {
            let g = self.m.lock().unwrap();
            (*g, *g + 1)
        };
        work().await;
        let _ = a + b;
    }
}
#[tokio::test(flavor = "current_thread")]
async fn t() {
    static E: Mutex<()> = Mutex::new(());
    let _g = E.lock().unwrap();
    work().await;
}

struct Queue {
    items: std::sync::Mutex<Vec<u32>>,
    filled: std::sync::Condvar,
}
impl Queue {
    pub async fn on_a_thread_that_may_block(self: std::sync::Arc<Self>) -> Option<u32> {
        let taken = tokio::task::spawn_blocking(move || {
            let mut items = self.items.lock().unwrap();
            while items.is_empty() {
                items = self.filled.wait(items).unwrap();
            }
            items.pop()
        });
        taken.await.unwrap()
    }
    pub async fn on_a_thread_of_its_own(self: std::sync::Arc<Self>) {
        std::thread::spawn(move || {
            let items = self.items.lock().unwrap();
            let mut items = self.filled.wait_while(items, |items| items.is_empty()).unwrap();
            items.pop()
        });
    }
}
