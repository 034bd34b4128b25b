//! Methods that are named like those of locks.

#![allow(unused)]
use std::borrow::BorrowMut;
use std::cell::RefCell;
pub struct File;
impl File {
    pub async fn read(&self) -> Result<Vec<u8>, String> {
        Ok(vec![])
    }
    pub async fn write(&self, _: &[u8]) -> Result<(), String> {
        Ok(())
    }
    pub fn lock(&self) -> Result<(), String> {
        Ok(())
    }
}
pub struct Vault;
impl Vault {
    pub async fn lock(&self) -> Result<(), String> {
        Ok(())
    }
    pub async fn unlock(&self) {}
    pub async fn acquire(&self) -> u32 {
        3
    }
}
pub struct Flash;
impl Flash {
    pub fn blocking_write(&self, _: u32, _: &[u8]) {}
    pub fn blocking_read(&self, _: u32) -> u8 {
        3
    }
    pub fn blocking_lock(&self, _: u32) {}
}
pub struct Door;
impl Door {
    pub fn lock(&self) {}
    pub fn unlock(&self) {}
    pub async fn wait(&self) {}
    pub fn set(&self, _: u32) {}
    pub fn notify_one(&self) {}
    pub fn notify_all(&self) {}
}
pub struct Pool;
impl Pool {
    pub async fn borrow_mut(&self) -> u32 {
        3
    }
    pub async fn borrow(&self) -> u32 {
        4
    }
    pub async fn read(&self) -> u32 {
        3
    }
    pub async fn write(&self) -> u32 {
        3
    }
    pub async fn get(&self, _: &u32) -> Option<u32> {
        None
    }
}
async fn block_on(f: impl std::future::Future<Output = u32>) -> u32 {
    f.await
}
async fn sleep(_: u32) {}
async fn work() {}
pub async fn a(f: &File) -> Result<usize, String> {
    let x = f.read().await?;
    let y = f.read().await?;
    f.write(&x).await?;
    f.lock()?;
    f.lock()?;
    Ok(y.len())
}
pub async fn b(v: &Vault) -> Result<(), String> {
    v.lock().await?;
    v.lock().await?;
    v.unlock().await;
    let a = v.acquire().await;
    let b = v.acquire().await;
    let _ = a + b;
    Ok(())
}
pub async fn c(f: &Flash) {
    f.blocking_write(3, &[1]);
    f.blocking_read(3);
    f.blocking_lock(3);
}
pub async fn d(d: &Door) {
    d.lock();
    work().await;
    d.lock();
    d.wait().await;
    d.notify_one();
    d.notify_all();
    d.set(3);
    d.unlock();
}
pub async fn e(p: &Pool) -> u32 {
    let a = p.borrow_mut().await;
    let b = p.borrow_mut().await;
    let c = p.read().await;
    let d = p.write().await;
    let e = p.get(&1).await;
    a + b + c + d + e.unwrap_or(0) + p.borrow().await
}
pub async fn f(mut v: Vec<u32>) -> usize {
    let w: &mut [u32] = v.borrow_mut();
    w[0] = 1;
    work().await;
    v.len()
}
pub async fn g() -> u32 {
    let x = block_on(async { 3 }).await;
    sleep(3).await;
    x
}
pub async fn h(c: &RefCell<u32>) {
    let x = *c.borrow();
    work().await;
    *c.borrow_mut() = x + 1;
}
pub struct Redis;
impl Redis {
    pub async fn lock(&self, _: &str) -> RedisGuard {
        RedisGuard
    }
}
pub struct RedisGuard;
impl RedisGuard {
    async fn release(self) {}
}
pub async fn i(r: &Redis) {
    let g = r.lock("a").await;
    let h = r.lock("b").await;
    g.release().await;
    h.release().await;
}
pub struct Condvar;
impl Condvar {
    async fn wait(&self) {}
    fn notify_one(&self) {}
}
pub async fn j(c: &Condvar) {
    c.wait().await;
    c.notify_one();
}
pub struct Semaphore;
impl Semaphore {
    async fn acquire(&self) -> u32 {
        3
    }
    fn release(&self) {}
}
pub async fn k(s: &Semaphore) {
    s.acquire().await;
    s.acquire().await;
    s.release();
    s.release();
}
pub struct Lock;
impl Lock {
    async fn lock(&self) -> Tok {
        Tok
    }
}
pub struct Tok;
pub async fn l(s: &Lock) {
    let _ = s.lock().await;
    s.lock().await;
}

macro_rules! declare {
    ($name:ident) => {
        pub struct $name;
    };
}
declare!(Counter);
static COUNT: tokio::sync::Mutex<u32> = tokio::sync::Mutex::const_new(0);
impl Counter {
    pub async fn advance(&self) {
        *COUNT.lock().await += 1;
    }
}
/// What is called here is not known: it is not the only method of that name that is in sight.
async fn another_of_that_name(stream: elsewhere::Stream) {
    let count = COUNT.lock().await;
    stream.advance().await;
    elsewhere::made_by(*count).advance().await;
    drop(count);
}
