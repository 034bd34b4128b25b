//! Right code beside small mistakes: closures under a map's lock, events, permits, notifications, threads.

#![allow(unused)]
use std::{sync::Arc, time::Duration};

use interlocking::{Event, Lock};
use tokio::sync::{Mutex, Notify, Semaphore, watch};

static DONE: Event = Event::new();
static SLOTS: Semaphore = Semaphore::const_new(3);
async fn work() {}
async fn fallible() -> Result<u32, String> {
    Ok(1)
}

async fn another_map(m: &dashmap::DashMap<u32, u32>, n: &dashmap::DashMap<u32, u32>) {
    m.retain(|key, _| n.contains_key(key));
}
async fn modified(s: &watch::Sender<u32>) {
    let last = *s.borrow();
    s.send_modify(|value| *value = last + 1);
}
async fn set_in_both() {
    match fallible().await {
        Ok(_) => DONE.set(),
        Err(error) => {
            println!("{error}");
            DONE.set();
        }
    }
}
async fn set_after_the_match() {
    match fallible().await {
        Ok(number) => println!("{number}"),
        Err(error) => println!("{error}"),
    }
    DONE.set();
}
async fn permit_for_the_work_here(j: u32) -> u32 {
    let _permit = SLOTS.acquire().await.unwrap();
    let result = fallible().await.unwrap_or(j);
    tokio::spawn(async move { println!("{result}") });
    result
}
async fn permit_is_forgotten() {
    let slot = SLOTS.acquire().await.unwrap();
    slot.forget();
    work().await;
    SLOTS.add_permits(1);
}
async fn permit_is_dropped(more: &Semaphore) {
    let slot = SLOTS.acquire().await.unwrap();
    more.add_permits(1);
    drop(slot);
    SLOTS.add_permits(2);
}
async fn registered_before_the_task(announced: Arc<Notify>) {
    let again = announced.clone();
    let wait = announced.notified();
    tokio::spawn(async move {
        again.notify_waiters();
    });
    wait.await;
}
async fn stored_by_the_task(done: Arc<Notify>) {
    let again = done.clone();
    tokio::spawn(async move {
        again.notify_one();
    });
    done.notified().await;
}
struct State {
    value: Mutex<Option<u32>>,
    changed: Notify,
}
impl State {
    async fn registered_under_the_lock(&self) -> u32 {
        loop {
            let value = self.value.lock().await;
            if let Some(value) = *value {
                return value;
            }
            let changed = self.changed.notified();
            drop(value);
            changed.await;
        }
    }
    async fn set(&self, new: u32) {
        *self.value.lock().await = Some(new);
        self.changed.notify_waiters();
    }
}
async fn on_a_thread(r: std::sync::mpsc::Receiver<u32>) {
    let read = move || {
        for x in r.iter() {
            println!("{x}");
        }
    };
    std::thread::spawn(read);
    work().await;
}
async fn handed_on() {
    let nap = || std::thread::sleep(Duration::from_secs(1));
    tokio::task::spawn_blocking(nap).await.unwrap();
}
async fn joined_when_it_has_finished(thread: Option<std::thread::JoinHandle<()>>) {
    if thread.as_ref().is_some_and(|it| !it.is_finished()) {
        return;
    }
    if let Some(thread) = thread {
        thread.join().unwrap();
    }
}
async fn parts_of_a_tuple(a: &Mutex<u32>, b: &Mutex<u32>) {
    let (one, other) = (a, b);
    let g = one.lock().await;
    let h = other.lock().await;
    drop((g, h));
}
async fn copied_into_a_tuple(l: &parking_lot::Mutex<u32>, m: &parking_lot::Mutex<u32>) {
    let (number, _) = (*l.lock(), m.lock());
    work().await;
    println!("{number}");
}
async fn part_is_dropped(l: &Mutex<u32>) {
    let (g, n) = (l.lock().await, 1);
    drop(g);
    *l.lock().await += n;
}
