//! The part is put back before the `.await`, is not put back, or is not taken.

#![deny(warnings)]

use std::mem;

use interlocking::{Lock, LockGuard, guarded, synchronized};

static SESSION: Lock<Option<Session>> = Lock::new(None);
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());

#[derive(Default)]
struct Session {
    requests: u32,
}

impl Session {
    async fn step(mut self) -> Session {
        tokio::task::yield_now().await;
        self.requests += 1;
        self
    }

    async fn step_in_place(&mut self) {
        tokio::task::yield_now().await;
        self.requests += 1;
    }
}

/// The part is changed in place.
#[guarded(SESSION)]
async fn in_place() {
    if let Some(session) = session.as_mut() {
        session.step_in_place().await;
    }
}

/// The part is put back before the `.await`.
#[guarded(SESSION)]
async fn put_back_first() {
    let mut taken = session.take().unwrap_or_default();
    taken.requests += 1;
    *session = Some(taken);
    tokio::task::yield_now().await;
}

/// The part is taken for good.
#[guarded(QUEUE)]
async fn taken_for_good() {
    let jobs = mem::take(&mut *queue);
    drop(queue);
    for job in jobs {
        tokio::task::yield_now().await;
        println!("{job}");
    }
}

/// The new value does not come from the old one.
#[guarded(SESSION)]
async fn something_new() {
    let old = session.take().unwrap_or_default();
    println!("{}", old.step().await.requests);
    *session = Some(Session::default());
}

/// The value is taken from the caller, not from the guarded data.
#[guarded(SESSION)]
async fn from_the_caller(new: &mut Option<Session>) {
    let new = new.take().unwrap_or_default();
    *session = Some(new.step().await);
}

/// The value moves to another place.
#[guarded(jobs)]
async fn moved_on(jobs: &Lock<(Vec<u32>, Vec<u32>)>) {
    let waiting = mem::take(&mut jobs.0);
    tokio::task::yield_now().await;
    jobs.1 = waiting;
}

/// A guard that puts the part back when it is dropped.
struct PutBack<'a> {
    slot: LockGuard<'a, Option<Session>>,
    session: Option<Session>,
}

impl Drop for PutBack<'_> {
    fn drop(&mut self) {
        *self.slot = self.session.take();
    }
}

/// The drop guard puts the part back.
#[guarded(SESSION)]
async fn put_back_by_drop() {
    let taken = session.take();
    let mut work = PutBack { slot: session, session: taken };
    if let Some(session) = &mut work.session {
        session.step_in_place().await;
    }
}

#[synchronized]
async fn on_purpose(lines: &Lock<Vec<u8>>, path: &str) -> std::io::Result<()> {
    let mut lines = lines.lock().await;
    let mut buffer = mem::take(&mut *lines);
    buffer.clear();
    #[sync_allow(taken_across_await, reason = "a buffer that is lost is allocated again")]
    let read = tokio::fs::read(path).await?;
    buffer.extend(read);
    *lines = buffer;
    Ok(())
}

fn main() {
    drop((in_place(), put_back_first(), taken_for_good(), something_new()));
    drop((moved_on(&Lock::default()), put_back_by_drop(), on_purpose(&Lock::default(), "a")));
    drop(from_the_caller(&mut None));
}
