//! Shapes of public code that were reported once.

#![allow(unused)]
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock, Semaphore, SemaphorePermit};
use tokio::task::JoinHandle;
async fn work() {}
async fn with(_: u32) {}

/// A first permit is waited for, the others are taken if they are free.
pub async fn as_many_as_there_are(s: &Semaphore, n: usize) {
    let mut permits: Vec<SemaphorePermit<'_>> = Vec::new();
    permits.push(s.acquire().await.unwrap());
    for _ in 1..n {
        match s.try_acquire() {
            Ok(permit) => permits.push(permit),
            Err(_) => break,
        }
    }
    work().await;
}
pub async fn all_that_are_free(s: &Semaphore) {
    let mut permits = Vec::new();
    while let Ok(permit) = s.try_acquire() {
        permits.push(permit);
    }
    work().await;
}

pub struct System {
    handle: RefCell<Option<JoinHandle<()>>>,
    next: std::sync::Mutex<Option<u32>>,
}
impl System {
    /// The closure is given the guard, and drops it.
    pub async fn of_a_cell(&self) {
        if let Some(handle) = self.handle.try_borrow_mut().ok().and_then(|mut it| it.take()) {
            handle.await.unwrap();
        }
    }
    pub async fn of_an_attempt(&self) {
        if let Some(next) = self.next.try_lock().ok().and_then(|mut it| it.take()) {
            with(next).await;
        }
    }
    pub async fn of_a_result(&self) {
        if let Ok(is_there) = self.next.try_lock().map(|it| it.is_some()) {
            with(u32::from(is_there)).await;
        }
    }
    pub async fn of_a_lock(&self) {
        match self.next.lock().ok().map(|it| it.unwrap_or(1)) {
            Some(next) => with(next).await,
            None => {}
        }
    }
}

/// A block that only waits until the lock is free.
pub async fn gate(s: Arc<Mutex<u32>>) -> Option<u32> {
    {
        let _ = s.lock().await;
    }
    Arc::try_unwrap(s).ok().map(Mutex::into_inner)
}
pub async fn gate_of_a_statement(s: Arc<Mutex<u32>>) {
    {
        s.lock().await;
    }
    work().await;
}
pub async fn gate_in_a_branch(s: Arc<Mutex<u32>>, busy: bool) {
    if busy {
        let _ = s.lock().await;
    }
    work().await;
}

/// Whoever needs it meanwhile fails at once.
pub struct Directory(std::sync::Mutex<Vec<u32>>);
impl Directory {
    pub async fn next(&self) -> Result<u32, ()> {
        let mut entries = self.0.try_lock().map_err(|_| ())?;
        work().await;
        entries.pop().ok_or(())
    }
}
pub struct Child(RefCell<u32>);
impl Child {
    pub async fn wait(&self) -> Result<u32, ()> {
        let mut child = self.0.try_borrow_mut().map_err(|_| ())?;
        work().await;
        *child += 1;
        Ok(*child)
    }
}

pub struct Jobs {
    running: RwLock<HashMap<u32, u32>>,
}
impl Jobs {
    /// What is gone already need not be removed.
    pub async fn cancel(&self, id: u32) {
        let is_known = {
            let running = self.running.read().await;
            running.contains_key(&id)
        };
        if is_known {
            let mut running = self.running.write().await;
            if let Some(job) = running.get_mut(&id) {
                *job += 1;
            }
            running.remove(&id);
        }
    }
    pub async fn forget(&self, id: u32) {
        if self.running.read().await.contains_key(&id) {
            self.running.write().await.remove(&id);
        }
    }
    /// Nobody else has it meanwhile.
    pub async fn load(&mut self, id: u32) -> Result<(), ()> {
        if self.running.read().await.contains_key(&id) {
            return Err(());
        }
        self.running.write().await.insert(id, 1);
        Ok(())
    }
}

/// A macro of a library has the name of one of the crate, and two call each other.
macro_rules! migrate {
    ($directory:expr) => {
        $crate::macros_of_a_library::migrate!($directory)
    };
}
macro_rules! twice {
    ($it:expr) => {
        once!($it)
    };
}
macro_rules! once {
    ($it:expr) => {
        twice!($it)
    };
}
pub async fn expands() {
    migrate!("migrations").run().await;
    twice!(1).lock().await;
}

/// The future is registered when it is made, and the state is tested after that.
pub struct Once {
    value: std::sync::Mutex<Option<u32>>,
    done: tokio::sync::Notify,
}
impl Once {
    fn fill(&self, value: u32) {
        *self.value.lock().unwrap() = Some(value);
        self.done.notify_waiters();
    }
    pub async fn wait(&self, first: bool) -> Option<u32> {
        if first {
            return None;
        }
        let is_there = self.value.lock().unwrap().is_some();
        if is_there {
            return Some(0);
        }
        let filled = self.done.notified();
        if let Some(value) = *self.value.lock().unwrap() {
            return Some(value);
        }
        filled.await;
        *self.value.lock().unwrap()
    }
}

/// What the other arm waits for, it has not taken out.
pub struct Link {
    rest: Mutex<Option<(Vec<u8>, usize)>>,
}
impl Link {
    async fn receive(&self) -> Vec<u8> {
        Vec::new()
    }
    pub async fn read(&self, buffer: &mut [u8]) -> usize {
        let mut rest = self.rest.lock().await;
        let (bytes, start) = match rest.take() {
            Some(pair) => pair,
            None => {
                let bytes = self.receive().await;
                (bytes, 0)
            }
        };
        let end = buffer.len() + start;
        if end < bytes.len() {
            *rest = Some((bytes, end));
        }
        end
    }
    pub async fn read_if(&self) -> usize {
        let mut rest = self.rest.lock().await;
        let pair = if let Some(pair) = rest.take() { pair } else { (self.receive().await, 0) };
        let n = pair.1;
        *rest = Some(pair);
        n
    }
}

/// No other task runs on the thread of `main`.
#[tokio::main]
async fn main() {
    let jobs = std::thread::spawn(|| 1);
    work().await;
    jobs.join().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
}
