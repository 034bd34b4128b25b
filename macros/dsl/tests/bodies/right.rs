//! Right code, by what it was once mistaken for. Nothing is reported here.

#![allow(unused)]
use interlocking::{Condition, Event, Lock, RwLock, Semaphore};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    mem::{self, ManuallyDrop},
    sync::{
        Arc, Mutex as StdMutex, RwLock as StdRwLock,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, Notify, mpsc, oneshot, watch},
    task::yield_now,
    time::{sleep, timeout},
};

static MAYBE: Lock<Option<u32>> = Lock::new(None);
static RES: Lock<Result<u32, String>> = Lock::new(Ok(1));
static NUM: Lock<u32> = Lock::new(1);
static OTHER: Lock<u32> = Lock::new(1);
static GATE1: Semaphore = Semaphore::new(1);
static STD: StdMutex<Option<u32>> = StdMutex::new(None);
async fn work() {}
async fn compute(x: u32) -> u32 {
    x
}

// Data that are copied out of a lock are no guard.
async fn right_1_a() -> u32 {
    let v = MAYBE.lock().await.unwrap();
    let w = MAYBE.lock().await.unwrap();
    v + w
}
async fn right_1_b() -> u32 {
    let v = MAYBE.lock().await.expect("v");
    let w = MAYBE.lock().await.unwrap_or(2);
    v + w
}
async fn right_1_c() -> u32 {
    let v = MAYBE.lock().await.unwrap_or_else(|| 3);
    let w = MAYBE.lock().await.unwrap_or_default();
    work().await;
    v + w
}
async fn right_1_d() -> Result<u32, String> {
    let v = RES.lock().await.clone().map_err(|e| e + "x")?;
    let w = RES.lock().await.clone()?;
    Ok(v + w)
}
async fn right_1_e() {
    let v = STD.lock().unwrap().unwrap();
    work().await;
    drop(v);
}
async fn right_1_f(m: &parking_lot::Mutex<Option<u32>>) {
    let v = m.lock().unwrap();
    work().await;
    drop(v);
}
async fn right_1_g(m: &StdMutex<Vec<u32>>) {
    let n = m.lock().map(|g| g.len()).unwrap();
    work().await;
    let k = m.lock().map(|g| g.len()).unwrap();
    drop(n + k);
}
async fn right_1_h(l: &tokio::sync::Mutex<Option<Arc<str>>>) {
    let a = l.lock().await.clone().unwrap();
    let b = l.lock().await.clone().unwrap();
    drop((a, b));
}
async fn right_1_i(l: &futures::lock::Mutex<u32>) -> u32 {
    use futures::FutureExt;
    let a = l.lock().map(|g| *g).await;
    let b = l.lock().map(|g| *g).await;
    a + b
}
async fn right_1_j(l: &Mutex<Option<Box<u32>>>) {
    let v = l.lock().await.take().unwrap();
    let w = l.lock().await.take();
    drop((v, w));
}
async fn right_1_k(l: &Mutex<HashMap<u32, u32>>) -> Option<u32> {
    let v = *l.lock().await.get(&1)?;
    let w = l.lock().await.get(&2).copied()?;
    Some(v + w)
}
async fn right_1_l(l: &StdMutex<Option<u32>>) -> u32 {
    let v = l.lock().unwrap().expect("x");
    compute(v).await
}
async fn right_1_m(l: &StdRwLock<Result<u32, ()>>) -> u32 {
    let v = l.read().unwrap().unwrap();
    compute(v).await
}
async fn right_1_n() -> u32 {
    let first = match *MAYBE.lock().await {
        Some(x) => x,
        None => 0,
    };
    first + *NUM.lock().await
}

// The same words mean another lock after a change.
async fn right_2_a(mut a: Arc<Lock<u32>>, mut b: Arc<Lock<u32>>) {
    let g = a.clone().lock_owned().await;
    mem::swap(&mut a, &mut b);
    let h = a.lock().await;
    drop((g, h));
}
async fn right_2_b(mut a: Arc<Lock<u32>>, mut b: Arc<Lock<u32>>) {
    let g = a.clone().lock_owned().await;
    (a, b) = (b, a);
    let h = a.lock().await;
    drop((g, h));
}
struct Node {
    lock: Arc<Lock<u32>>,
    next: Option<Arc<Node>>,
}
fn advance(node: &mut Arc<Node>) {
    let n = node.next.clone().unwrap();
    *node = n;
}
async fn right_2_c(mut node: Arc<Node>) {
    let g = node.lock.clone().lock_owned().await;
    advance(&mut node);
    let h = node.lock.clone().lock_owned().await;
    drop((g, h));
}
struct Ring {
    current: Arc<Lock<u32>>,
    others: Vec<Arc<Lock<u32>>>,
}
impl Ring {
    fn rotate(&mut self) {
        let x = self.others.remove(0);
        self.others.push(mem::replace(&mut self.current, x));
    }
    async fn right_2_d(&mut self) {
        let g = self.current.clone().lock_owned().await;
        self.rotate();
        let h = self.current.clone().lock_owned().await;
        drop((g, h));
    }
}
async fn right_2_e(mut q: VecDeque<Arc<Lock<u32>>>) {
    let g = q[0].clone().lock_owned().await;
    q.remove(0);
    let h = q[0].clone().lock_owned().await;
    drop((g, h));
}
async fn right_2_f(locks: &[Lock<u32>]) {
    let mut i = 0;
    let g = locks[i].lock().await;
    i += 1;
    let h = locks[i].lock().await;
    drop((g, h));
}
mod one {
    pub static L: interlocking::Lock<u32> = interlocking::Lock::new(0);
}
mod two {
    pub static L: interlocking::Lock<u32> = interlocking::Lock::new(0);
}
async fn right_2_g() {
    use one::L;
    let g = L.lock().await;
    {
        use two::L;
        let h = L.lock().await;
        drop(h);
    }
    drop(g);
}
async fn right_2_h<'a>(mut r: &'a Lock<u32>, y: &'a Lock<u32>) {
    let g = r.lock().await;
    r = y;
    let h = r.lock().await;
    drop((g, h));
}
async fn right_2_i(node: &mut Arc<Lock<u32>>, y: Arc<Lock<u32>>) {
    let g = node.clone().lock_owned().await;
    *node = y;
    let h = node.lock().await;
    drop((g, h));
}
async fn right_2_j(mut it: std::slice::Iter<'_, Lock<u32>>) {
    let a = it.next().unwrap().lock().await;
    let b = it.next().unwrap().lock().await;
    drop((a, b));
}
async fn right_2_k(locks: &[Lock<u32>]) {
    for pair in locks.windows(2) {
        let a = pair[0].lock().await;
        let b = pair[1].lock().await;
        drop((a, b));
    }
}

// Lost updates that something else rules out.
async fn right_3_a() {
    let _turn = GATE1.acquire().await;
    let v = *NUM.lock().await;
    let w = compute(v).await;
    *NUM.lock().await = w;
}
async fn right_3_b() {
    let o = OTHER.lock().await;
    let v = *NUM.lock().await;
    let w = compute(v).await;
    *NUM.lock().await = w;
    drop(o);
}
struct Own {
    n: Lock<u32>,
    cursor: Mutex<u64>,
    verbose: Lock<bool>,
}
impl Own {
    async fn right_3_c(&mut self) {
        let v = *self.n.lock().await;
        let w = compute(v).await;
        *self.n.lock().await = w;
    }
    async fn right_3_d(&self) {
        let before = *self.verbose.lock().await;
        *self.verbose.lock().await = true;
        work().await;
        *self.verbose.lock().await = before;
    }
    async fn right_3_e(&self) {
        loop {
            let from = *self.cursor.lock().await;
            let next = fetch(from).await;
            *self.cursor.lock().await = next;
        }
    }
    async fn right_3_f(&self) {
        let v = *self.n.lock().await;
        let w = compute(v).await;
        let mut g = self.n.lock().await;
        if *g == v {
            *g = w;
        }
    }
}
async fn fetch(x: u64) -> u64 {
    x
}

// Temporaries that end early, and parts that are moved out.
async fn right_4_a(c: bool) -> u32 {
    (if c { *NUM.lock().await } else { 0 }) + *NUM.lock().await
}
async fn right_4_b() {
    let pair = (NUM.lock().await, 1);
    drop(pair.0);
    let g = NUM.lock().await;
    drop(g);
}
async fn right_4_c() {
    let mut t = (Some(NUM.lock().await), 1);
    t.0 = None;
    let g = NUM.lock().await;
    drop(g);
    drop(t.1);
}
async fn right_4_d() {
    let mut t = (Some(NUM.lock().await), 1);
    drop(t.0.take());
    let g = NUM.lock().await;
    drop(g);
}
async fn right_4_e() {
    let mut slots = [Some(NUM.lock().await)];
    slots[0] = None;
    let g = NUM.lock().await;
    drop(g);
}
struct H<'a> {
    g: interlocking::LockGuard<'a, u32>,
    n: u32,
}
async fn right_4_f() {
    let h = H { g: NUM.lock().await, n: 1 };
    drop(h.g);
    let g = NUM.lock().await;
    drop(g);
}
async fn right_4_g() {
    let H { g, n } = H { g: NUM.lock().await, n: 1 };
    drop(g);
    let g = NUM.lock().await;
    drop((g, n));
}

// Tests that prove exclusion.
#[tokio::test]
async fn right_5_a() {
    let g = NUM.lock().await;
    assert!(timeout(Duration::from_millis(10), NUM.lock()).await.is_err());
    drop(g);
}
#[tokio::test]
async fn right_5_b() {
    let g = NUM.lock().await;
    tokio::select! { _ = NUM.lock() => panic!("two guards"), _ = sleep(Duration::from_millis(10)) => {} }
    drop(g);
}
#[tokio::test]
#[should_panic]
async fn right_5_c() {
    let g = NUM.blocking_lock();
    drop(g);
}
#[tokio::test(start_paused = true)]
async fn right_5_d() {
    std::thread::sleep(Duration::from_millis(1));
    work().await;
}
#[tokio::test]
async fn right_5_e() {
    let l = RwLock::new(1);
    let a = l.read().await;
    let b = l.read().await;
    assert_eq!(*a, *b);
}

// Ways out of a loop.
fn die() -> ! {
    std::process::exit(1)
}
async fn right_6_a() {
    let mut g = NUM.lock().await;
    loop {
        *g += 1;
        if *g > 10 {
            die()
        }
        work().await;
    }
}
async fn right_6_b() {
    let g = NUM.lock().await;
    loop {
        work().await;
        if *g > 3 {
            std::panic::panic_any("x");
        }
    }
}
async fn right_6_c() {
    let mut g = Some(NUM.lock().await);
    loop {
        work().await;
        g = None;
    }
}

// Guards that are leaked and taken back.
async fn right_8_a() {
    let mut g = ManuallyDrop::new(NUM.lock().await);
    **g += 1;
    drop(ManuallyDrop::into_inner(g));
    let h = NUM.lock().await;
    drop(h);
}
async fn right_8_b() {
    let mut g = ManuallyDrop::new(NUM.lock().await);
    unsafe { ManuallyDrop::drop(&mut g) };
    work().await;
}
async fn right_8_c() {
    let p = Box::into_raw(Box::new(NUM.lock().await));
    drop(unsafe { Box::from_raw(p) });
}
async fn right_8_d(m: &parking_lot::Mutex<u32>) {
    mem::forget(m.lock());
    unsafe { m.force_unlock() };
    work().await;
}
async fn right_8_e(s: &tokio::sync::Semaphore) {
    mem::forget(s.acquire().await.unwrap());
    s.add_permits(1);
}

// Predicates and arguments.
static UNIT: Lock<()> = Lock::new(());
static CH: Condition<()> = Condition::new();
static READY: AtomicBool = AtomicBool::new(false);
async fn right_9_a() {
    let g = UNIT.lock().await;
    let g = CH.wait_for(g, |_| READY.load(SeqCst)).await;
    drop(g);
}
async fn n() -> u32 {
    1
}
async fn right_9_b(s: &tokio::sync::Semaphore) {
    let p = s.acquire_many(n().await).await;
    drop(p);
}

// Two locks in an order.
struct Acct {
    id: u32,
    lock: Lock<u32>,
}
async fn right_10_a(a: &Acct, b: &Acct) {
    let o = a.id.cmp(&b.id);
    let (x, y) = if o.is_lt() { (a, b) } else { (b, a) };
    let g = x.lock.lock().await;
    let h = y.lock.lock().await;
    drop((g, h));
}
fn before(a: &Acct, b: &Acct) -> bool {
    a.id < b.id
}
async fn right_10_b(a: &Acct, b: &Acct) {
    if !before(a, b) {
        return;
    }
    let g = a.lock.lock().await;
    let h = b.lock.lock().await;
    drop((g, h));
}
async fn right_10_c(a: &Acct, b: &Acct) {
    debug_assert!(a.id < b.id);
    let g = a.lock.lock().await;
    let h = b.lock.lock().await;
    drop((g, h));
}
async fn right_10_d(a: &Acct, b: &Acct) {
    let _turn = GATE1.acquire().await;
    let g = a.lock.lock().await;
    let h = b.lock.lock().await;
    drop((g, h));
}
async fn right_10_e(a: &Acct, b: &Acct) {
    loop {
        let g = a.lock.lock().await;
        match timeout(Duration::from_millis(5), b.lock.lock()).await {
            Ok(h) => {
                drop((g, h));
                return;
            }
            Err(_) => {
                drop(g);
                yield_now().await;
            }
        }
    }
}
async fn right_10_f(a: &Acct, b: &Acct) {
    match a.id.cmp(&b.id) {
        std::cmp::Ordering::Less => {
            let g = a.lock.lock().await;
            let h = b.lock.lock().await;
            drop((g, h));
        }
        _ => {
            let h = b.lock.lock().await;
            let g = a.lock.lock().await;
            drop((g, h));
        }
    }
}

// Other things with the names of locks.
struct File2;
impl File2 {
    async fn read(&self) -> Result<Vec<u8>, String> {
        Ok(vec![])
    }
    async fn write(&self, b: &[u8]) -> Result<(), String> {
        Ok(())
    }
}
async fn right_11_a(file: &File2) -> Result<(), String> {
    let a = file.read().await?;
    let b = file.read().await?;
    file.write(&a).await?;
    file.write(&b).await
}
struct Vault;
impl Vault {
    async fn lock(&self) -> Result<(), String> {
        Ok(())
    }
}
async fn right_11_b(vault: &Vault) -> Result<(), String> {
    vault.lock().await?;
    vault.lock().await
}
struct Flash;
impl Flash {
    fn blocking_write(&self, o: u32, b: &[u8]) {}
}
async fn right_11_c(flash: &Flash) {
    flash.blocking_write(1, &[]);
    work().await;
}
struct Door;
impl Door {
    fn lock(&self) {}
    async fn alock(&self) {}
}
async fn right_11_d(door: &Door) {
    door.lock();
    door.lock();
    work().await;
}
async fn right_11_e(file: &mut tokio::fs::File, buf: &mut [u8]) -> std::io::Result<()> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let n = file.read(buf).await?;
    let m = file.read(buf).await?;
    file.write(&buf[..n]).await?;
    file.write(&buf[..m]).await?;
    Ok(())
}
async fn block_on(x: u32) {}
async fn right_11_f() {
    block_on(1).await;
}
async fn right_11_g(pool: &mut Pool) {
    let a = pool.borrow_mut().await;
    work().await;
    let b = pool.borrow_mut().await;
    drop((a, b));
}
struct Pool;
impl Pool {
    async fn borrow_mut(&mut self) -> u32 {
        1
    }
}
async fn right_11_h(mut v: Vec<u32>) {
    use std::borrow::BorrowMut;
    let s: &mut [u32] = v.borrow_mut();
    s[0] = 1;
    work().await;
}
async fn right_11_i(redis: &RedisLock) -> Option<()> {
    let a = redis.lock("a").await?;
    let b = redis.lock("b").await?;
    Some(())
}
struct RedisLock;
impl RedisLock {
    async fn lock(&self, k: &str) -> Option<()> {
        None
    }
}
async fn right_11_j(unknown: &extern_crate::Thing) -> Result<(), extern_crate::Error> {
    unknown.lock().await?;
    unknown.lock().await?;
    unknown.read().await?;
    unknown.write().await?;
    Ok(())
}

// Patterns that are meant so.
struct Svc {
    store: Arc<dyn Store>,
    state: Mutex<State2>,
    ev: Event,
}
#[derive(Default)]
struct State2 {
    hits: u32,
    last: u64,
    cfg: Option<u32>,
    cache: HashMap<u32, u32>,
}
#[async_trait::async_trait]
trait Store {
    async fn put(&self, k: u32) -> Result<(), String>;
}
impl Svc {
    async fn right_13_a(&self) -> Result<(), String> {
        let g = self.state.lock().await;
        self.store.put(g.hits).await
    }
    async fn right_13_b(&self) {
        let mut g = self.state.lock().await;
        g.hits += 1;
        work().await;
        g.last = 7;
    }
    async fn right_13_c(&self, n: u32) -> Result<(), String> {
        if n == 0 {
            return Err("zero".into());
        }
        work().await;
        self.ev.set();
        Ok(())
    }
    async fn right_13_d(&self, k: u32) {
        if self.state.lock().await.cache.contains_key(&k) {
            return;
        }
        let v = compute(k).await;
        self.state.lock().await.cache.insert(k, v);
    }
}
async fn right_13_e(n: u32, meet: &interlocking::Barrier) -> Result<(), String> {
    if n == 0 {
        return Err("none".into());
    }
    let _ = meet.wait().await;
    Ok(())
}
async fn right_13_f(flag: &AtomicBool) {
    let f = flag.load(SeqCst);
    work().await;
    flag.store(!f, SeqCst);
}
async fn right_13_g(max: &AtomicU32, x: u32) {
    let m = max.load(SeqCst);
    work().await;
    max.store(m.max(x), SeqCst);
}
async fn right_13_h() {
    let g = CH_N.lock().await;
    let g = COND_N.wait(g).await;
    drop(g);
}
static CH_N: Lock<u32> = Lock::new(0);
static COND_N: Condition<u32> = Condition::new();
async fn right_13_i() {
    let l = Arc::new(Lock::new(1));
    helper(l.clone()).await;
    let g = l.lock().await;
    drop(g);
}
async fn helper(l: Arc<Lock<u32>>) {
    tokio::spawn(async move {
        *l.lock().await += 1;
    });
}
async fn right_13_j() {
    let g = NUM.lock().await;
    let x = tokio::task::spawn_blocking(move || 1 + 1).await.unwrap();
    drop((g, x));
}

// Waiting until a lock is free.
async fn right_14_a(gate: &Mutex<()>) {
    work().await;
    gate.lock().await;
}
async fn right_14_b(gate: &Semaphore) {
    let _ = gate.acquire().await;
}
