//! Wrong code. The comment of each function names the rules that it breaks.

#![allow(unused)]
use futures::stream::{self, FuturesUnordered, StreamExt};
use interlocking::{Condition, Event, Lock, RwLock, Semaphore, guarded, semaphore, synchronized};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    mem,
    sync::{
        Arc, Mutex as StdMutex, RwLock as StdRwLock,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, Notify, mpsc, oneshot, watch},
    task::{JoinHandle, JoinSet, yield_now},
    time::{sleep, timeout},
};
static NUM: Lock<u32> = Lock::new(1);
static OPT: Lock<Option<u32>> = Lock::new(None);
static L: Lock<u32> = Lock::new(1);
static GATE: Semaphore = Semaphore::new(1);
static LIST: Lock<Vec<u32>> = Lock::new(Vec::new());
async fn work() {}
async fn compute(x: u32) -> u32 {
    x
}
// A method of the data takes no guard along.
/// `same_lock_twice`
async fn wrong_1_a() {
    let g = OPT.lock().await;
    let yes = g.is_some_and(|x| x > 1);
    let h = OPT.lock().await;
    drop((g, h, yes));
}
/// `same_lock_twice`
async fn wrong_1_b() {
    let g = LIST.lock().await;
    let n = g.iter().map(|x| x + 1).count();
    let h = LIST.lock().await;
    drop((g, h, n));
}
/// `same_lock_twice`
async fn wrong_1_c() {
    let g = LIST.lock().await;
    if g.iter().any(|x| *x > 1) {
        LIST.lock().await.push(1);
    }
    drop(g);
}
/// `same_lock_twice`
async fn wrong_1_e() {
    let g = LIST.lock().await;
    let s: u32 = g.iter().fold(0, |a, b| a + b);
    LIST.lock().await.push(s);
    drop(g);
}
/// `same_lock_twice`
async fn wrong_1_f() {
    let g = LIST.lock().await;
    let s = g.iter().find(|x| **x == 1).copied();
    LIST.lock().await.push(2);
    drop((g, s));
}
/// `held_across_await`
async fn wrong_1_g(l: &StdMutex<Option<u32>>) {
    let g = l.lock().unwrap();
    let yes = g.is_some_and(|x| x > 1);
    work().await;
    drop((g, yes));
}
// What a round of a loop still holds.
/// `same_lock_twice`
async fn wrong_2_a() {
    let mut g = L.lock().await;
    while *g > 0 {
        g = L.lock().await;
    }
}
/// `same_lock_twice`
async fn wrong_2_b() {
    let mut last = None;
    for _ in 0..3 {
        last = Some(L.lock().await);
    }
    drop(last);
}
/// `same_lock_twice`
async fn wrong_2_c(l: Arc<Mutex<u32>>) {
    let mut held = Vec::new();
    while held.len() < 3 {
        held.push(l.clone().lock_owned().await);
    }
}
/// `same_lock_twice`
async fn wrong_2_f() {
    let mut kept = HashMap::new();
    for round in 0..3 {
        kept.insert(round, L.lock().await);
    }
}
/// `busy_wait`
async fn wrong_2_d() {
    let jobs = LIST.lock().await;
    while jobs.is_empty() {
        yield_now().await;
    }
}
/// `busy_wait`
async fn wrong_2_e() {
    let jobs = LIST.lock().await;
    loop {
        if !jobs.is_empty() {
            break;
        }
        sleep(Duration::from_millis(1)).await;
    }
}
// One lock by several names.
/// `same_lock_twice`
async fn wrong_3_a() {
    let l = &L;
    let g = L.lock().await;
    let h = l.lock().await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_b(a: Arc<Lock<u32>>) {
    let b = a.clone();
    let g = a.lock().await;
    let h = b.lock().await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_c(a: Arc<Lock<u32>>) {
    let b = Arc::clone(&a);
    let g = b.lock().await;
    let h = a.lock().await;
    drop((g, h));
}
struct S {
    a: Lock<u32>,
    b: Mutex<u32>,
    v: Vec<Lock<u32>>,
    n: Notify,
    msg: StdMutex<Option<u32>>,
    done: AtomicBool,
    inflight: Mutex<HashMap<u32, u32>>,
    gate: tokio::sync::Semaphore,
    queue: Mutex<VecDeque<u32>>,
    running: Mutex<VecDeque<u32>>,
    busy: AtomicBool,
    count: AtomicU32,
    slot: Mutex<Option<u32>>,
    flag: Mutex<bool>,
}
impl S {
    fn a(&self) -> &Lock<u32> {
        &self.a
    }
    /// `same_lock_twice`
    async fn wrong_3_d(&self) {
        let this = self;
        let g = self.a.lock().await;
        let h = this.a.lock().await;
        drop((g, h));
    }
    /// `same_lock_twice`
    async fn wrong_3_e(&self) {
        let S { a, .. } = self;
        let g = a.lock().await;
        let h = self.a.lock().await;
        drop((g, h));
    }
    /// `same_lock_twice`
    async fn wrong_3_f(&self) {
        let g = self.a().lock().await;
        let h = self.a().lock().await;
        drop((g, h));
    }
    /// `same_lock_twice`
    async fn wrong_3_g(&self) {
        let g = self.v[0].lock().await;
        let h = self.v[0].lock().await;
        drop((g, h));
    }
    /// `same_lock_twice`
    async fn wrong_3_h(&self, i: usize) {
        let g = self.v[i].lock().await;
        let h = self.v[i].lock().await;
        drop((g, h));
    }
}
/// `same_lock_twice`
async fn wrong_3_i() {
    let g = L.lock().await;
    let h = crate::L.lock().await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_j(l: &&Lock<u32>) {
    let g = l.lock().await;
    let h = (**l).lock().await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_k() {
    let g = L.lock().await;
    let h = Lock::lock(&L).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_l() {
    let g = L.lock().await;
    let f = L.lock();
    tokio::pin!(f);
    let h = f.await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_m() {
    let g = L.lock().await;
    let h = Box::pin(L.lock()).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_n() {
    let g = L.lock().await;
    let h = (|| L.lock())().await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_o() {
    let g = L.lock().await;
    let (h, _) = futures::future::join(L.lock(), work()).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_p() {
    let g = L.lock().await;
    let h = futures::future::join_all([L.lock()]).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_q() {
    let g = L.lock().await;
    let h = interlocking::lock_all([&L, &NUM]).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_r() {
    let g = L.lock().await;
    println!("{}", *L.lock().await);
    drop(g);
}
/// `same_lock_twice`
async fn wrong_3_s() {
    let g = L.lock().await;
    tracing::info!("x {}", *L.lock().await);
    drop(g);
}
/// `same_lock_twice`
async fn wrong_3_t() {
    let f = timeout(Duration::from_secs(1), L.lock());
    let g = L.lock().await;
    let h = f.await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_u() {
    let g = L.lock().await;
    let h = std::future::IntoFuture::into_future(L.lock()).await;
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_v() {
    let g = L.lock().await;
    async fn inner() {
        L.lock().await;
    }
    inner().await;
    drop(g);
}
macro_rules! added {
    ($lock:expr, $n:expr) => {
        let mut number = $lock.lock().await;
        *number += $n;
        drop(number);
    };
}
/// `same_lock_twice`
async fn wrong_3_w() {
    let g = L.lock().await;
    added!(L, 1);
    drop(g);
}
/// `same_lock_twice`
async fn wrong_3_x() {
    let g = Some(L.lock().await);
    let h = Ok::<_, ()>(L.lock().await);
    drop((g, h));
}
/// `same_lock_twice`
async fn wrong_3_y(l: &Mutex<u32>) {
    let (one, other) = (l, l);
    let g = one.lock().await;
    let h = other.lock().await;
    drop((g, h));
}
/// `held_across_await`
async fn wrong_3_z(l: &parking_lot::Mutex<u32>) {
    let (g, n) = (l.lock(), 1);
    compute(n).await;
    drop(g);
}
// Permits.
/// `recursive_lock`
#[semaphore(1)]
async fn wrong_4_a(n: u32) {
    if n > 0 {
        Box::pin(wrong_4_a(n - 1)).await;
    }
}
/// `nested_permits`
#[semaphore(GATE)]
#[semaphore(GATE)]
async fn wrong_4_b() {
    work().await;
}
/// `nested_permits`
async fn wrong_4_c() {
    let p = GATE.acquire().await;
    let q = GATE.acquire().await;
    drop((p, q));
}
static SLOTS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(3);
/// `release_without_acquire`
async fn wrong_4_x() {
    let slot = SLOTS.acquire().await.unwrap();
    work().await;
    SLOTS.add_permits(1);
}
/// `release_without_acquire`
#[semaphore(SLOTS)]
async fn wrong_4_y() {
    work().await;
    SLOTS.add_permits(1);
}
// Tasks that are waited for under their lock.
/// `circular_wait`
async fn wrong_5_a() {
    let mut hs = Vec::new();
    for _ in 0..3 {
        hs.push(tokio::spawn(async {
            *L.lock().await += 1;
        }));
    }
    let g = L.lock().await;
    for h in hs {
        h.await.unwrap();
    }
    drop(g);
}
/// `circular_wait`
async fn wrong_5_b() {
    let hs: Vec<_> = (0..3)
        .map(|_| {
            tokio::spawn(async {
                *L.lock().await += 1;
            })
        })
        .collect();
    let g = L.lock().await;
    futures::future::join_all(hs).await;
    drop(g);
}
/// `circular_wait`, `same_lock_twice`
async fn wrong_5_c() {
    let a = tokio::spawn(async {
        *L.lock().await += 1;
    });
    let b = tokio::spawn(async {
        *L.lock().await += 1;
    });
    let g = L.lock().await;
    let _ = tokio::join!(a, b);
    drop(g);
}
/// `circular_wait`, `same_lock_twice`
async fn wrong_5_d() {
    let mut set = JoinSet::new();
    set.spawn(async {
        *L.lock().await += 1;
    });
    let g = L.lock().await;
    while let Some(r) = set.join_next().await {
        r.unwrap();
    }
    drop(g);
}
// Acting on a test from before the release.
impl S {
    /// `check_then_act`
    async fn wrong_6_b(&self) {
        if self.queue.lock().await.len() < 10 {
            work().await;
            self.queue.lock().await.push_back(1);
        }
    }
    /// `check_then_act`
    async fn wrong_6_c(&self) {
        let n = self.queue.lock().await.len();
        if n >= 10 {
            return;
        }
        self.queue.lock().await.push_back(1);
    }
    /// `check_then_act`
    async fn wrong_6_f(&self, k: u32) {
        let has = self.inflight.lock().await.contains_key(&k);
        if !has {
            self.inflight.lock().await.insert(k, compute(k).await);
        }
    }
    /// `check_then_act`
    async fn wrong_6_ao(&self) {
        if self.slot.lock().await.is_some() {
            let taken = self.slot.lock().await.unwrap();
            compute(taken).await;
        }
    }
    /// `check_then_act`
    async fn wrong_6_ap(&self) {
        if self.queue.lock().await.len() >= 10 {
            return;
        }
        let new = compute(1).await;
        self.queue.lock().await.push_back(new);
    }
    /// `check_then_act`
    async fn wrong_6_aq(&self, k: u32) {
        let inflight = self.inflight.lock().await;
        let count = inflight.len();
        drop(inflight);
        if count < 10 {
            work().await;
            let mut inflight = self.inflight.lock().await;
            inflight.insert(k, 0);
        }
    }
    /// `check_then_act`
    async fn wrong_6_ar(&self, k: u32) {
        let enough = self.inflight.lock().await.get(&k).is_some_and(|n| *n > 2);
        if enough {
            *self.inflight.lock().await.get_mut(&k).unwrap() -= 2;
        }
    }
    /// `check_then_act`
    async fn wrong_6_as(&self) {
        let is_busy = *self.flag.lock().await;
        if is_busy {
            return;
        }
        *self.flag.lock().await = true;
        work().await;
    }
    /// `check_then_act`
    async fn wrong_6_at(&self) {
        let best = *self.b.lock().await;
        let found = compute(3).await;
        if found > best {
            *self.b.lock().await = found;
        }
    }
    /// `check_then_act`
    async fn wrong_6_au(&self) {
        let n = *self.b.lock().await;
        if n < 10 {
            work().await;
            *self.b.lock().await += 1;
        }
    }
    /// `stale_length`
    async fn wrong_6_av(&self) {
        let at = LIST.lock().await.iter().position(|it| *it == 3);
        if let Some(at) = at {
            work().await;
            LIST.lock().await.remove(at);
        }
    }
    /// `stale_length`
    async fn wrong_6_aw(&self) {
        let id = self.inflight.lock().await.len() as u32 + 1;
        work().await;
        self.inflight.lock().await.insert(id, 0);
    }
    /// `lost_update`
    async fn wrong_6_ax(&self, k: u32) {
        let n = self.inflight.lock().await.get(&k).copied().unwrap_or(0);
        self.inflight.lock().await.insert(k, n + 1);
    }
    /// `check_then_act`
    async fn wrong_6_ay(&self) -> bool {
        let number = self.b.lock().await;
        if *number < 5 {
            return false;
        }
        drop(number);
        work().await;
        let mut number = self.b.lock().await;
        *number -= 5;
        true
    }
    /// `check_then_act`
    async fn wrong_6_az(&self) {
        let is_enough = {
            let number = self.b.lock().await;
            *number >= 5
        };
        if is_enough {
            *self.b.lock().await -= 5;
        }
    }
    // Lost wake-ups.
    /// `lost_wakeup`
    async fn wrong_7_a(&self) {
        while !self.done.load(SeqCst) {
            self.n.notified().await;
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_b(&self) {
        if self.done.load(SeqCst) {
            return;
        }
        self.n.notified().await;
    }
    /// `lost_wakeup`
    async fn wrong_7_c(&self) {
        if self.done.load(SeqCst) == false {
            self.n.notified().await;
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_d(&self) {
        if !self.done.load(SeqCst) {
            let _ = timeout(Duration::from_secs(1), self.n.notified()).await;
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_e(&self) {
        loop {
            if self.msg.lock().unwrap().is_some() {
                break;
            }
            self.n.notified().await;
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_n(&self) {
        while !self.done.load(SeqCst) {
            #[waits(self.n)]
            {}
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_o(&self) {
        if self.done.load(SeqCst) {
            return;
        }
        #[waits(self.n)]
        {
            work().await;
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_p(&self) {
        loop {
            if self.msg.lock().unwrap().is_some() {
                break;
            }
            #[waits(self.n, timeout = 1s, else => {})]
            {}
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_q(&self) {
        let n = &self.n;
        if !self.done.load(SeqCst) {
            #[waits(n)]
            {}
        }
    }
    /// `lost_wakeup`
    async fn wrong_7_r(&self) {
        loop {
            #[waits(self.n)]
            {
                if self.done.load(SeqCst) {
                    break;
                }
            }
        }
    }
    fn finish(&self) {
        self.done.store(true, SeqCst);
        self.n.notify_waiters();
    }
    // Marks that a cancelled task leaves.
    /// `await_between_writes`
    async fn wrong_8_a(&self, k: u32) {
        self.inflight.lock().await.insert(k, 0);
        work().await;
        self.inflight.lock().await.remove(&k);
    }
    /// `await_between_writes`
    async fn wrong_8_b(&self) {
        self.busy.store(true, SeqCst);
        work().await;
        self.busy.store(false, SeqCst);
    }
    /// `await_between_writes`
    async fn wrong_8_c(&self) {
        self.count.fetch_add(1, SeqCst);
        work().await;
        self.count.fetch_sub(1, SeqCst);
    }
    /// `await_between_writes`
    async fn wrong_8_d(&self) {
        *self.b.lock().await += 1;
        work().await;
        *self.b.lock().await -= 1;
    }
    /// `await_between_writes`
    async fn wrong_8_e(&self) {
        let job = self.queue.lock().await.pop_front();
        if let Some(job) = job {
            self.running.lock().await.push_back(job);
        }
    }
    /// `await_between_writes`
    async fn wrong_8_f(&self) {
        if self.busy.compare_exchange(false, true, SeqCst, SeqCst).is_ok() {
            work().await;
            self.busy.store(false, SeqCst);
        }
    }
    /// `await_between_writes`
    async fn wrong_8_g(&self) -> Result<(), String> {
        let m = self.msg.lock().unwrap().take().ok_or("none")?;
        compute(m).await;
        *self.msg.lock().unwrap() = Some(m);
        Ok(())
    }
}
struct Taken {
    pool: parking_lot::Mutex<Vec<u32>>,
    slot: Mutex<Option<u32>>,
    list: Mutex<Vec<u32>>,
    jobs: Mutex<VecDeque<u32>>,
    entries: Mutex<HashMap<u32, u32>>,
}
impl Taken {
    /// `await_between_writes`
    async fn wrong_8_h(&self) {
        let one = self.pool.lock().pop().unwrap();
        compute(one).await;
        self.pool.lock().push(one);
    }
    /// `await_between_writes`
    async fn wrong_8_i(&self) -> Result<(), String> {
        let one = self.slot.lock().await.take().ok_or_else(|| "none".to_owned())?;
        compute(one).await;
        self.slot.lock().await.replace(one);
        Ok(())
    }
    /// `await_between_writes`
    async fn wrong_8_j(&self) {
        let list: Vec<u32> = self.list.lock().await.drain(..).collect();
        work().await;
        self.list.lock().await.extend(list);
    }
    /// `await_between_writes`
    async fn wrong_8_k(&self) {
        let list = mem::take(&mut *self.list.lock().await);
        work().await;
        *self.list.lock().await = list;
    }
    /// `await_between_writes`
    async fn wrong_8_l(&self, k: u32) {
        let entry = self.entries.lock().await.remove(&k);
        if let Some(entry) = entry {
            let changed = compute(entry).await;
            self.entries.lock().await.insert(k, changed);
        }
    }
    /// `await_between_writes`
    async fn wrong_8_m(&self) {
        let mut jobs = self.jobs.lock().await;
        if let Some(job) = jobs.pop_front() {
            self.list.lock().await.push(job);
        }
    }
    /// `await_between_writes`
    async fn wrong_8_n(&self) {
        let taken = self.slot.lock().await.take();
        if let Some(taken) = taken {
            let changed = compute(taken).await;
            *self.slot.lock().await = Some(changed);
        }
    }
    /// `await_between_writes`
    async fn wrong_8_o(&self) {
        let mut list = self.list.lock().await;
        let all: Vec<u32> = list.drain(..).collect();
        for one in &all {
            compute(*one).await;
        }
        list.extend(all);
    }
}
/// `lost_wakeup`
async fn wrong_7_m(announced: Arc<Notify>) {
    let again = announced.clone();
    tokio::spawn(async move {
        work().await;
        again.notify_waiters();
    });
    announced.notified().await;
}
// Futures that are kept while their lock is asked for.
/// `futurelock`
async fn wrong_9_a() {
    let f = L.lock();
    tokio::pin!(f);
    tokio::select! { _ = &mut f => {}, _ = sleep(Duration::from_secs(1)) => {} }
    let g = L.lock().await;
    drop(g);
}
/// `futurelock`, `unused_guard`
async fn wrong_9_c() {
    let mut f = Box::pin(async {
        L.lock().await;
    });
    tokio::select! { _ = &mut f => {}, _ = sleep(Duration::from_secs(1)) => { L.lock().await; } }
}
/// `futurelock`
async fn wrong_9_d() {
    let mut f = std::pin::pin!(L.lock());
    tokio::select! { _ = &mut f => {}, _ = sleep(Duration::from_secs(1)) => {} }
    let g = L.lock().await;
    drop(g);
}
/// `futurelock`
async fn wrong_9_e() {
    let changed = async {
        let mut g = L.lock().await;
        *g = compute(*g).await;
    };
    let mut changed = std::pin::pin!(changed);
    if timeout(Duration::from_secs(1), &mut changed).await.is_err() {
        let g = L.lock().await;
        drop(g);
    }
}
/// `futurelock`
async fn wrong_9_f() {
    let f = L.lock();
    tokio::pin!(f);
    let in_time = timeout(Duration::from_secs(1), f.as_mut()).await.is_ok();
    let g = L.lock().await;
    drop((g, in_time));
}
/// `futurelock`
async fn wrong_9_g() {
    let mut f = std::pin::pin!(async {
        let g = L.lock().await;
        work().await;
        drop(g);
    });
    loop {
        tokio::select! {
            _ = f.as_mut() => break,
            _ = sleep(Duration::from_secs(1)) => {
                let g = L.lock().await;
                drop(g);
            }
        }
    }
}
/// `buffered_futurelock`
async fn wrong_9_h() {
    let futures = stream::iter(0..9).map(|x| async move {
        let g = L.lock().await;
        compute(*g + x).await
    });
    let mut done = futures.buffer_unordered(4);
    while let Some(x) = done.next().await {
        *L.lock().await += x;
    }
}
/// `buffered_futurelock`
async fn wrong_9_i() {
    let done = stream::iter(0..9).map(|x| async move {
        let permit = GATE.acquire().await;
        compute(x).await
    });
    let done = done.buffered(4);
    tokio::pin!(done);
    loop {
        let Some(x) = done.next().await else { break };
        let permit = GATE.acquire().await;
        compute(x).await;
    }
}
/// `buffered_futurelock`
async fn wrong_9_j() {
    let mut done = FuturesUnordered::new();
    for x in 0..9 {
        done.push(async move {
            let g = L.lock().await;
            compute(*g + x).await
        });
    }
    while let Some(x) = done.next().await {
        *L.lock().await += x;
    }
}
// Guards of the thread.
/// `same_lock_twice`
async fn wrong_10_a(m: &dashmap::DashMap<u32, u32>) {
    let e = m.get(&1).unwrap();
    m.insert(2, *e);
}
/// `same_lock_twice`
async fn wrong_10_b(m: &dashmap::DashMap<u32, u32>) {
    for e in m.iter() {
        m.remove(e.key());
    }
}
/// `same_lock_twice`
async fn wrong_10_c(m: &dashmap::DashMap<u32, u32>) {
    let a = m.get_mut(&1).unwrap();
    let b = m.get_mut(&2).unwrap();
    drop((a, b));
}
/// `same_lock_twice`
async fn wrong_10_d(r: &mut watch::Receiver<u32>, s: &watch::Sender<u32>) {
    let b = s.borrow();
    s.send_replace(*b + 1);
}
/// `same_lock_twice`
async fn wrong_10_e(c: &RefCell<u32>) {
    let a = c.borrow_mut();
    let b = c.borrow();
    drop((a, b));
}
struct T {
    x: StdRwLock<Vec<u32>>,
    m: parking_lot::Mutex<u32>,
}
/// `held_across_await`
impl T {
    async fn wrong_10_f(&self) {
        let g = self.x.read().unwrap();
        work().await;
        drop(g);
    }
    /// `held_across_await`
    async fn wrong_10_g(&self) -> Result<(), String> {
        let g = self.x.write().map_err(|e| e.to_string())?;
        work().await;
        drop(g);
        Ok(())
    }
    fn needs_the_lock_that_10_h_tries(&self) {
        *self.m.lock() += 1;
    }
    /// `held_across_await`
    async fn wrong_10_h(&self) {
        if let Some(g) = self.m.try_lock() {
            work().await;
            drop(g);
        }
    }
    /// `held_across_await`
    async fn wrong_10_i(&self) {
        for x in self.x.read().unwrap().clone() {
            compute(x).await;
        }
    }
}
/// `same_lock_twice`
async fn wrong_10_j(m: &dashmap::DashMap<u32, u32>) {
    m.retain(|key, _| m.contains_key(&(key + 1)));
}
/// `same_lock_twice`
async fn wrong_10_k(s: &watch::Sender<u32>) {
    s.send_modify(|value| *value = *s.borrow() + 1);
}
// Limits, events and callbacks.
/// `permit_not_held_by_task`
async fn wrong_11_a(jobs: Vec<u32>) {
    for j in jobs {
        let _p = GATE.acquire().await;
        tokio::spawn(async move {
            compute(j).await;
        });
    }
}
/// `permit_not_held_by_task`
async fn wrong_11_b(jobs: Vec<u32>) {
    let mut set = JoinSet::new();
    for j in jobs {
        let _permit = GATE.acquire().await;
        set.spawn(compute(j));
    }
    while set.join_next().await.is_some() {}
}
static EV: Event = Event::new();
async fn fallible() -> Result<u32, String> {
    Ok(1)
}
/// `event_not_set_on_error`
async fn wrong_11_c() {
    tokio::spawn(async {
        fallible().await?;
        EV.set();
        Ok::<(), String>(())
    });
    EV.wait().await;
}
/// `event_not_set_on_error`
async fn wrong_11_d() {
    if let Ok(v) = fallible().await {
        EV.set();
    }
}
/// `event_not_set_on_error`
async fn wrong_11_f() {
    match fallible().await {
        Ok(_) => EV.set(),
        Err(error) => println!("{error}"),
    }
}
/// `event_not_set_on_error`
async fn wrong_11_g() {
    if fallible().await.is_ok() {
        EV.set();
    }
}
/// `permit_not_held_by_task`
async fn wrong_11_h(j: u32) {
    let _permit = GATE.acquire().await;
    tokio::spawn(compute(j));
}
trait Probe {
    async fn check(&self);
}
/// `callback_under_lock`
async fn wrong_11_e<P: Probe>(probes: &[P]) {
    let g = L.lock().await;
    for p in probes {
        p.check().await;
    }
    drop(g);
}
// Blocking the thread.
/// `blocking_call`
async fn wrong_12_a() {
    use std::thread::sleep as nap;
    nap(Duration::from_secs(1));
    work().await;
}
/// `blocking_call`
async fn wrong_12_b() {
    std::thread::park();
    work().await;
}
/// `blocking_call`
async fn wrong_12_c(h: std::thread::JoinHandle<()>) {
    h.join().unwrap();
    work().await;
}
/// `blocking_call`
async fn wrong_12_d(r: std::sync::mpsc::Receiver<u32>) {
    let x = r.recv().unwrap();
    compute(x).await;
}
/// `blocking_call`
async fn wrong_12_e(h: tokio::runtime::Handle) {
    h.block_on(work());
}
/// `blocking_call`
async fn wrong_12_f() {
    (|| std::thread::sleep(Duration::from_secs(1)))();
    work().await;
}
/// `blocking_call`
async fn wrong_12_g() {
    use std::thread as threads;
    threads::sleep(Duration::from_secs(1));
    work().await;
}
/// `blocking_call`
async fn wrong_12_i(r: std::sync::mpsc::Receiver<u32>) {
    for x in r.iter() {
        println!("{x}");
    }
    work().await;
}
/// `blocking_call`
async fn wrong_12_j() {
    let nap = || std::thread::sleep(Duration::from_secs(1));
    nap();
    work().await;
}
// Input and output under a reader's guard.
/// `held_across_io`
async fn wrong_13_a(l: &tokio::sync::RwLock<u32>, s: &mut tokio::net::TcpStream) {
    use tokio::io::AsyncWriteExt;
    let g = l.read().await;
    s.write_all(b"x").await.unwrap();
    drop(g);
}
/// `held_across_io`
async fn wrong_13_b(l: &tokio::sync::RwLock<u32>, c: &reqwest::Client) {
    let g = l.read().await;
    c.get("http://x").send().await.unwrap();
    drop(g);
}

// Data that are tested, and written under a later acquisition.
struct Tested {
    balance: Mutex<u32>,
    open: Mutex<bool>,
    next: Mutex<Option<u32>>,
    queue: Mutex<Vec<u32>>,
    state: Mutex<Pair>,
}
#[derive(Clone)]
struct Pair {
    n: u32,
    m: u32,
}
impl Tested {
    /// `check_then_act`
    async fn wrong_6_p(&self, amount: u32) -> bool {
        if *self.balance.lock().await < amount {
            return false;
        }
        *self.balance.lock().await -= amount;
        true
    }
    /// `check_then_act`
    async fn wrong_6_q(&self) {
        if !*self.open.lock().await {
            work().await;
            *self.open.lock().await = true;
        }
    }
    /// `check_then_act`
    async fn wrong_6_r(&self, amount: u32) {
        let enough = *self.balance.lock().await >= amount;
        if enough {
            work().await;
            *self.balance.lock().await -= amount;
        }
    }
    /// `check_then_act`
    async fn wrong_6_s(&self) -> u32 {
        if self.next.lock().await.is_some() {
            self.next.lock().await.take().unwrap()
        } else {
            0
        }
    }
    /// `check_then_act`
    async fn wrong_6_t(&self) -> u32 {
        if self.queue.lock().await.is_empty() {
            return 0;
        }
        self.queue.lock().await.pop().expect("not empty")
    }
    /// `lost_update`
    async fn wrong_6_u(&self) {
        let state = self.state.lock().await.clone();
        let n = make(state.n).await;
        self.state.lock().await.n = n;
    }
    /// `lost_update`
    async fn wrong_6_v(&self) {
        let n;
        {
            n = *self.balance.lock().await;
        }
        work().await;
        *self.balance.lock().await = n + 1;
    }
}
async fn make(x: u32) -> u32 {
    x
}
/// `held_across_io`
async fn wrong_13_c(l: &tokio::sync::RwLock<String>) {
    let path = l.read().await;
    tokio::fs::read(&*path).await.unwrap();
}
/// `held_across_io`
async fn wrong_13_d(l: &tokio::sync::RwLock<Vec<String>>) {
    if let Some(url) = l.read().await.first() {
        reqwest::get(url).await.unwrap();
    }
}
/// `held_across_io`
async fn wrong_13_e(l: &RwLock<u32>) {
    use tokio::net::TcpStream as Connection;
    let g = l.read().await;
    let made = timeout(Duration::from_secs(1), Connection::connect("x:1")).await;
    drop((g, made));
}
/// `held_across_io`
async fn wrong_13_f(l: &RwLock<u32>) {
    let g = l.read().await;
    reqwest::Client::new().get("http://x").send().await.unwrap();
    drop(g);
}
/// `held_across_io`
async fn wrong_13_g(l: &RwLock<u32>) {
    use tokio::process::Command;
    let g = l.read().await;
    Command::new("x").output().await.unwrap();
    drop(g);
}
/// `unused_guard`
async fn wrong_gate_with_work_behind_it(l: &Mutex<u32>, ready: bool) {
    if ready {
        let _ = l.lock().await;
        work().await;
    }
}
/// `blocking_call`
#[tokio::main(flavor = "current_thread")]
async fn wrong_main_with_one_thread() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}
/// `blocking_call`
#[tokio::main]
async fn wrong_main_that_blocks_on(handle: tokio::runtime::Handle) {
    handle.block_on(work());
}

// Guards inside other types.
struct Tx<'a> {
    guard: tokio::sync::MutexGuard<'a, Vec<u32>>,
    pending: Vec<u32>,
}
struct Reading<'a>(tokio::sync::MutexGuard<'a, Vec<u32>>);
impl Tx<'_> {
    fn size(&self) -> usize {
        self.guard.len()
    }
}
impl<'a> Tx<'a> {
    async fn begin(db: &'a Db) -> Self {
        Tx { guard: db.rows.lock().await, pending: Vec::new() }
    }
}
struct Db {
    rows: Mutex<Vec<u32>>,
}
impl Db {
    async fn tx(&self) -> Tx<'_> {
        let guard = self.rows.lock().await;
        let tx = Tx { guard, pending: Vec::new() };
        tx
    }
    async fn reading(&self) -> Reading<'_> {
        Reading(self.rows.lock().await)
    }
    async fn try_reading(&self) -> Option<Reading<'_>> {
        let guard = self.rows.lock().await;
        if guard.is_empty() {
            return None;
        }
        Some(Reading(guard))
    }
    async fn rows_in_all(&self) -> usize {
        self.rows.lock().await.len()
    }
}
/// `same_lock_twice`
async fn wrong_wrapped_in_a_struct(db: &Db) {
    let tx = db.tx().await;
    db.rows_in_all().await;
    tx.size();
}
/// `same_lock_twice`
async fn wrong_wrapped_by_a_constructor(db: &Db) {
    let tx = Tx::begin(db).await;
    db.rows_in_all().await;
    tx.size();
}
/// `same_lock_twice`
async fn wrong_wrapped_in_a_tuple_struct(db: &Db) {
    let reading = db.reading().await;
    db.rows_in_all().await;
}
/// `same_lock_twice`
async fn wrong_wrapped_in_an_option(db: &Db) {
    if let Some(reading) = db.try_reading().await {
        db.rows_in_all().await;
    }
}
/// `same_lock_twice`
async fn wrong_wrapped_here(db: &Db) {
    let tx = Tx { guard: db.rows.lock().await, pending: Vec::new() };
    db.rows_in_all().await;
    tx.size();
}
struct ThreadQueue {
    items: StdMutex<Vec<u32>>,
    filled: std::sync::Condvar,
}
/// `blocking_call`
async fn wrong_condvar_in_async_code(queue: &ThreadQueue) -> Option<u32> {
    let mut items = queue.items.lock().unwrap();
    while items.is_empty() {
        items = queue.filled.wait(items).unwrap();
    }
    items.pop()
}
/// `blocking_call`
async fn wrong_condvar_with_a_timeout(queue: &ThreadQueue) {
    let items = queue.items.lock().unwrap();
    let (items, _) = queue.filled.wait_timeout(items, Duration::from_secs(1)).unwrap();
    drop(items);
}
