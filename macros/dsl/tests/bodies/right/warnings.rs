//! What is often done on purpose.

#![allow(unused)]
use interlocking::{Barrier, Event, Lock, guarded, semaphore};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::*},
    },
};
use tokio::sync::{Mutex, Notify, RwLock, Semaphore, mpsc, oneshot};
#[async_trait::async_trait]
pub trait Store {
    async fn put(&self, k: u32);
    async fn get(&self, k: u32) -> Option<u32>;
}
pub struct S {
    store: Arc<dyn Store>,
    state: Mutex<State>,
    map: RwLock<HashMap<u32, u32>>,
    seen: Mutex<HashSet<u32>>,
    ready: Event,
    stop: Notify,
    flag: AtomicBool,
    max: AtomicU64,
}
pub struct State {
    a: u32,
    b: u32,
    open: bool,
}
async fn fetch(_: u32) -> Result<u32, String> {
    Ok(0)
}
impl S {
    pub async fn a(&self, store: &dyn Store) {
        let g = self.state.lock().await;
        store.put(g.a).await;
    }
    pub async fn b(&self) {
        let g = self.state.lock().await;
        self.store.put(g.a).await;
    }
    pub async fn d(&self, k: u32) -> Result<(), String> {
        if k == 0 {
            return Err("zero".into());
        }
        let v = fetch(k).await;
        self.ready.set();
        v.map(|_| ())
    }
    pub async fn e(&self, is_party: bool, b: &Barrier) {
        if is_party {
            b.wait().await.ok();
        }
    }
    pub async fn f(&self, n: u32, b: &Barrier) -> Result<(), String> {
        if n == 0 {
            return Err("none".into());
        }
        b.wait().await.map_err(|_| "broken".to_string())?;
        Ok(())
    }
    pub async fn g(&self, k: u32) {
        let known = self.seen.lock().await.contains(&k);
        if known {
            return;
        }
        fetch(k).await.ok();
        self.seen.lock().await.insert(k);
    }
    pub async fn h(&self, k: u32) {
        if !self.map.read().await.contains_key(&k) {
            self.map.write().await.entry(k).or_insert(3);
        }
    }
    pub async fn i(&self) {
        let f = self.flag.load(Relaxed);
        self.flag.store(!f, Relaxed);
    }
    pub async fn j(&self, x: u64) {
        let m = self.max.load(Relaxed);
        if x > m {
            self.max.store(x, Relaxed);
        }
    }
    pub async fn k(&self) {
        loop {
            tokio::select! { _ = self.stop.notified() => break, r = fetch(1) => { r.ok(); } }
        }
    }
    pub async fn l(&self, tx: oneshot::Sender<u32>) {
        let g = self.state.lock().await;
        tx.send(g.a).ok();
    }
    pub async fn m(&self, tx: &mpsc::UnboundedSender<u32>) {
        let g = self.state.lock().await;
        tx.send(g.a).ok();
    }
    pub async fn n(&self) {
        let g = self.state.lock().await;
        let a = g.a;
        let h = tokio::spawn(async move { a + 1 });
        let r = h.await.unwrap();
        drop(g);
        let _ = r;
    }
    pub async fn o(&self) {
        let lock = Arc::new(Mutex::new(0));
        let l = lock.clone();
        tokio::spawn(async move {
            *l.lock().await += 1;
        });
        *lock.lock().await += 1;
    }
    pub async fn p(&self) -> Arc<Mutex<u32>> {
        let lock = Arc::new(Mutex::new(0));
        *lock.lock().await += 1;
        lock
    }
    pub async fn q(&self) {
        let lock = Mutex::new(0);
        futures::future::join(async { *lock.lock().await += 1 }, async { *lock.lock().await += 1 })
            .await;
    }
    pub async fn r(&self) {
        let mut g = self.state.lock().await;
        if g.open {
            return;
        }
        g.open = true;
    }
    pub async fn s(&self) -> Result<(), String> {
        let mut g = self.state.lock().await;
        g.a = fetch(1).await?;
        g.b = fetch(2).await?;
        Ok(())
    }
    pub async fn t(&self) {
        let sem = Arc::new(Semaphore::new(3));
        let mut hs = vec![];
        for i in 0..9 {
            let p = sem.clone().acquire_owned().await.unwrap();
            hs.push(tokio::spawn(async move {
                fetch(i).await.ok();
                drop(p);
            }));
        }
        for h in hs {
            h.await.unwrap();
        }
    }
    pub async fn u(&self) {
        let n = self.stop.notified();
        if self.flag.load(Acquire) {
            return;
        }
        n.await;
    }
    pub async fn v(&self) {
        while !self.flag.load(Acquire) {
            let n = self.stop.notified();
            if self.flag.load(Acquire) {
                break;
            }
            n.await;
        }
    }
}
static CODE: Lock<()> = Lock::new(());
static DATA: Lock<u32> = Lock::new(0);
#[guarded(_only = CODE)]
pub async fn w() {
    fetch(1).await.ok();
}
#[guarded(DATA)]
pub async fn x(data2: u32) {
    let data = *data + data2;
    println!("{data}");
}
#[semaphore(1)]
pub async fn y(s: &S, k: u32) {
    if !s.seen.lock().await.contains(&k) {
        fetch(k).await.ok();
        s.seen.lock().await.insert(k);
    }
}
#[guarded(DATA)]
pub async fn z() -> u32 {
    *data += 1;
    fetch(*data).await.unwrap_or(0)
}
