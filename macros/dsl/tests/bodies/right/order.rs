//! Two locks that something puts into an order.

#![allow(unused)]
use std::{cmp::Ordering, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, Semaphore},
    time::timeout,
};
pub struct Account {
    id: u32,
    balance: Mutex<u32>,
    name: String,
}
static ONE: Semaphore = Semaphore::const_new(1);
fn before(a: &Account, b: &Account) -> bool {
    a.id < b.id
}
pub async fn a(a: &Account, b: &Account) {
    let o = a.id.cmp(&b.id);
    let (x, y) = match o {
        Ordering::Less => (a, b),
        _ => (b, a),
    };
    let g = x.balance.lock().await;
    let h = y.balance.lock().await;
    drop((g, h));
}
pub async fn b(a: &Account, b: &Account) {
    if !before(a, b) {
        return;
    }
    let g = a.balance.lock().await;
    let h = b.balance.lock().await;
    drop((g, h));
}
pub async fn c(a: &Account, b: &Account) {
    debug_assert!(a.id < b.id);
    let g = a.balance.lock().await;
    let h = b.balance.lock().await;
    drop((g, h));
}
pub async fn d(a: &Account, b: &Account) {
    let _p = ONE.acquire().await.unwrap();
    let g = a.balance.lock().await;
    let h = b.balance.lock().await;
    drop((g, h));
}
pub async fn e(a: &Account, b: &Account) {
    loop {
        let g = a.balance.lock().await;
        if let Ok(h) = timeout(Duration::from_millis(1), b.balance.lock()).await {
            drop((g, h));
            return;
        }
        drop(g);
    }
}
pub async fn f(a: &Account, b: &Account) {
    let (a, b) = if a.id < b.id { (a, b) } else { (b, a) };
    let g = a.balance.lock().await;
    let h = b.balance.lock().await;
    drop((g, h));
}
pub async fn g(a: &Account, b: &Account) {
    if a.id < b.id {
        let g = a.balance.lock().await;
        let h = b.balance.lock().await;
        drop((g, h));
    } else {
        let h = b.balance.lock().await;
        let g = a.balance.lock().await;
        drop((g, h));
    }
}
pub async fn h(a: &Account, b: &Account) {
    let mut both = [a, b];
    both.sort_by_key(|a| a.id);
    let g = both[0].balance.lock().await;
    let h = both[1].balance.lock().await;
    drop((g, h));
}
pub async fn i(a: &Account, b: &Account) {
    if std::ptr::eq(a, b) {
        return;
    }
    let (f, s) = if (a as *const Account) < (b as *const Account) { (a, b) } else { (b, a) };
    let g = f.balance.lock().await;
    let h = s.balance.lock().await;
    drop((g, h));
}
pub async fn j(a: &Arc<Mutex<u32>>, b: &Arc<Mutex<u32>>) {
    let (a, b) = if Arc::as_ptr(a) < Arc::as_ptr(b) { (a, b) } else { (b, a) };
    let g = a.lock().await;
    let h = b.lock().await;
    drop((g, h));
}
pub async fn k(a: &Account, b: &Account) {
    assert!(a.name < b.name, "ordered by name");
    let g = a.balance.lock().await;
    let h = b.balance.lock().await;
    drop((g, h));
}
pub async fn l(a: &Account, b: &Account) {
    let g = a.balance.lock().await;
    match b.balance.try_lock() {
        Ok(h) => drop((g, h)),
        Err(_) => {}
    }
}
pub async fn m(a: &Account, b: &Account) {
    let x = *a.balance.lock().await;
    *b.balance.lock().await += x;
}
pub struct Dir {
    parent: Option<Arc<Dir>>,
    files: Mutex<Vec<u32>>,
}
pub async fn n(parent: &Dir, child: &Dir) {
    let g = parent.files.lock().await;
    let h = child.files.lock().await;
    drop((g, h));
}
pub async fn o(d: &Dir) {
    if let Some(p) = &d.parent {
        let g = p.files.lock().await;
        let h = d.files.lock().await;
        drop((g, h));
    }
}
#[cfg(test)]
async fn helper(a: &Mutex<u32>, b: &Mutex<u32>) {
    let g = a.lock().await;
    let h = b.lock().await;
    drop((g, h));
}
pub async fn p(a: &Account, b: &Account) {
    match a.id.cmp(&b.id) {
        Ordering::Less => {
            let g = a.balance.lock().await;
            let h = b.balance.lock().await;
            drop((g, h));
        }
        Ordering::Greater => {
            let h = b.balance.lock().await;
            let g = a.balance.lock().await;
            drop((g, h));
        }
        Ordering::Equal => {}
    }
}
