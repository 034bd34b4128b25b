//! Data that are copied out of a lock are no guard.

#![allow(unused)]
use interlocking::Lock;
use parking_lot::Mutex as PlMutex;
use std::sync::{Arc, Mutex as StdMutex, RwLock as StdRwLock};
use tokio::sync::{Mutex, RwLock};

pub struct S {
    maybe: Mutex<Option<u32>>,
    res: Mutex<Result<u32, String>>,
    plain: StdMutex<Option<String>>,
    rw: StdRwLock<Option<u64>>,
    pl: PlMutex<Option<Arc<str>>>,
    arw: RwLock<Option<Arc<Vec<u8>>>>,
    conn: Mutex<Option<Arc<Conn>>>,
    fut: futures::lock::Mutex<u32>,
    al: async_lock::Mutex<Option<u8>>,
    ours: Lock<Option<u32>>,
    tuple: (Mutex<Option<u32>>, u8),
}
pub struct Conn;
impl Conn {
    pub async fn send(&self, _: u32) {}
    pub async fn close(self: Arc<Self>) {}
}
async fn work() {}

impl S {
    pub async fn a(&self) -> u32 {
        let v = self.maybe.lock().await.unwrap();
        let w = self.maybe.lock().await.unwrap();
        v + w
    }
    pub async fn b(&self) -> u32 {
        let v = self.maybe.lock().await.expect("set");
        work().await;
        let w = self.maybe.lock().await.unwrap_or(3);
        v + w
    }
    pub async fn c(&self) -> Option<u32> {
        let v = (*self.maybe.lock().await)?;
        let w = (*self.maybe.lock().await)?;
        Some(v + w)
    }
    pub async fn d(&self) -> Result<u32, String> {
        let v = self.res.lock().await.clone().map_err(|e| e + "!")?;
        let w = self.res.lock().await.clone()?;
        Ok(v + w)
    }
    pub async fn e(&self) {
        let v = self.plain.lock().unwrap().clone().unwrap_or_default();
        work().await;
        drop(v);
    }
    pub async fn f(&self) {
        let v = self.rw.read().unwrap().unwrap();
        work().await;
        let _ = v;
    }
    pub async fn g(&self) {
        let v = self.pl.lock().clone().unwrap();
        work().await;
        drop(v);
    }
    pub async fn h(&self) {
        let c = self.conn.lock().await.clone();
        if let Some(c) = c {
            c.send(1).await;
        }
        let d = self.conn.lock().await.take();
        if let Some(d) = d {
            d.close().await;
        }
    }
    pub async fn i(&self) {
        let Some(c) = self.conn.lock().await.clone() else { return };
        c.send(2).await;
        *self.conn.lock().await = None;
    }
    pub async fn j(&self) -> u32 {
        let a = self.fut.lock().await.max(3);
        let b = *self.fut.lock().await;
        a + b
    }
    pub async fn k(&self) -> u8 {
        let a = self.al.lock().await.unwrap_or_default();
        let b = self.al.lock().await.unwrap_or_default();
        a + b
    }
    pub async fn l(&self) -> usize {
        let bytes = self.arw.read().await.as_ref().map(|b| b.len()).unwrap_or(0);
        *self.arw.write().await = None;
        bytes
    }
    pub async fn n(&self) -> u32 {
        let x = self.ours.lock().await.unwrap();
        let y = self.ours.lock().await.unwrap();
        x + y
    }
    pub async fn o(&self) -> u32 {
        let x = self.tuple.0.lock().await.unwrap();
        let y = self.tuple.0.lock().await.unwrap();
        x + y
    }
    pub async fn p(&self) -> u32 {
        match self.maybe.lock().await.as_ref().copied() {
            Some(x) => x,
            None => 0,
        }
    }
    pub async fn q(&self) -> u32 {
        let x = match *self.maybe.lock().await {
            Some(x) => x,
            None => 0,
        };
        work().await;
        let y = match *self.maybe.lock().await {
            Some(x) => x,
            None => 1,
        };
        x + y
    }
    pub async fn r(&self) -> u32 {
        let x = if let Some(x) = *self.maybe.lock().await { x } else { 0 };
        work().await;
        x
    }
    pub async fn s(&self) -> bool {
        let is = self.maybe.lock().await.is_some();
        work().await;
        is && self.maybe.lock().await.is_some()
    }
    pub async fn t(&self) -> bool {
        let is = self.maybe.lock().await.is_some_and(|x| x > 1);
        work().await;
        is && self.maybe.lock().await.is_some()
    }
    pub async fn u(&self) -> u32 {
        let x = {
            let g = self.maybe.lock().await;
            g.unwrap()
        };
        let y = {
            let g = self.maybe.lock().await;
            g.unwrap()
        };
        x + y
    }
    pub async fn v(&self) -> u32 {
        let x = self.maybe.lock().await.ok_or("none").unwrap();
        let y = self.maybe.lock().await.ok_or_else(|| "none").unwrap();
        x + y
    }
    pub async fn w(&self) -> String {
        let s: String = self.plain.lock().unwrap().as_deref().unwrap_or("x").to_owned();
        work().await;
        s
    }
    pub async fn x(&self) -> Option<String> {
        let s = self.plain.lock().ok()?.clone();
        work().await;
        s
    }
    pub async fn y(&self) -> Option<String> {
        let s = self.plain.lock().map(|g| g.clone()).unwrap_or(None);
        work().await;
        s
    }
    pub async fn z(&self) -> Option<String> {
        let s = self.plain.lock().map(|g| g.as_ref().map(|s| s.len())).unwrap();
        work().await;
        s.map(|n| n.to_string())
    }
}
static MAYBE: Lock<Option<u32>> = Lock::new(None);
static COUNT: Lock<u32> = Lock::new(0);
pub async fn statics() -> u32 {
    let a = MAYBE.lock().await.unwrap();
    let b = MAYBE.lock().await.unwrap();
    let c = *COUNT.lock().await;
    let d = COUNT.lock().await.pow(2);
    a + b + c + d
}
pub async fn down(l: &RwLock<u32>) -> u32 {
    let g = l.write().await;
    let r = g.downgrade();
    let x = *r;
    drop(r);
    *l.read().await + x
}
pub async fn into(l: Mutex<u32>, m: Mutex<Vec<u8>>) -> u32 {
    let x = l.into_inner();
    let y = m.into_inner();
    x + y.len() as u32
}
pub async fn arcs(l: Arc<Mutex<Option<u32>>>) -> u32 {
    let a = l.lock().await.take().unwrap_or(1);
    l.lock().await.replace(a);
    a
}
pub async fn tmp(l: &Mutex<Vec<u32>>) -> u32 {
    let first = l.lock().await[0];
    let last = *l.lock().await.last().unwrap();
    first + last
}
pub async fn tmp2(l: &Mutex<Vec<u32>>) -> usize {
    let v: Vec<u32> = l.lock().await.iter().copied().filter(|x| *x > 1).collect();
    for _ in &v {
        l.lock().await.push(1);
    }
    v.len()
}
pub async fn tmp3(l: &Mutex<Vec<Arc<Conn>>>) {
    let conns = l.lock().await.clone();
    for c in conns {
        c.send(1).await;
    }
    l.lock().await.clear();
}
pub async fn tmp4(l: &StdMutex<Vec<Arc<Conn>>>) {
    let conns: Vec<_> = l.lock().unwrap().drain(..).collect();
    for c in conns {
        c.send(1).await;
    }
}
pub async fn tmp5(l: &StdMutex<std::collections::HashMap<u32, Arc<Conn>>>) {
    let c = l.lock().unwrap().get(&1).cloned();
    if let Some(c) = c {
        c.send(1).await;
    }
}
pub async fn tmp6(l: &StdMutex<std::collections::HashMap<u32, Arc<Conn>>>) {
    let c = match l.lock().unwrap().entry(1) {
        std::collections::hash_map::Entry::Occupied(e) => e.get().clone(),
        std::collections::hash_map::Entry::Vacant(v) => v.insert(Arc::new(Conn)).clone(),
    };
    c.send(1).await;
}
pub async fn tmp7(l: &StdMutex<Option<Arc<Conn>>>) {
    let c = l.lock().unwrap_or_else(|p| p.into_inner()).clone();
    if let Some(c) = c {
        c.send(1).await
    }
}

/// A clone has cells of its own.
#[derive(Clone)]
pub struct Matrix {
    inner: std::cell::RefCell<Vec<f64>>,
}
impl Matrix {
    fn multiply(&self, left: &Matrix, right: &Matrix) {
        let left = left.inner.borrow();
        let right = right.inner.borrow();
        let mut product = self.inner.borrow_mut();
        product.extend(left.iter().chain(right.iter()));
    }
    pub fn by_a_clone(&self, right: &Matrix) {
        let left = self.clone();
        self.multiply(&left, right);
    }
    pub fn by_a_temporary(&self, right: &Matrix) {
        self.multiply(&self.clone(), right);
    }
    pub fn both_at_once(&self) {
        let left = self.clone();
        let left = left.inner.borrow();
        let mut own = self.inner.borrow_mut();
        own.extend(left.iter());
    }
}
