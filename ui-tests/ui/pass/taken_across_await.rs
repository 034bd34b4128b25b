//! What is taken is put back before the wait, or is not put back, or stays where it is.

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

/// It is worked on where it is.
#[guarded(SESSION)]
async fn in_place() {
    if let Some(session) = session.as_mut() {
        session.step_in_place().await;
    }
}

/// It is put back before the wait.
#[guarded(SESSION)]
async fn put_back_first() {
    let mut taken = session.take().unwrap_or_default();
    taken.requests += 1;
    *session = Some(taken);
    tokio::task::yield_now().await;
}

/// It is taken for good.
#[guarded(QUEUE)]
async fn taken_for_good() {
    let jobs = mem::take(&mut *queue);
    drop(queue);
    for job in jobs {
        tokio::task::yield_now().await;
        println!("{job}");
    }
}

/// What is put there is something new.
#[guarded(SESSION)]
async fn something_new() {
    let old = session.take().unwrap_or_default();
    println!("{}", old.step().await.requests);
    *session = Some(Session::default());
}

/// It is taken from the caller, not out of what is guarded.
#[guarded(SESSION)]
async fn from_the_caller(new: &mut Option<Session>) {
    let new = new.take().unwrap_or_default();
    *session = Some(new.step().await);
}

/// It goes from one place to another.
#[guarded(jobs)]
async fn moved_on(jobs: &Lock<(Vec<u32>, Vec<u32>)>) {
    let waiting = mem::take(&mut jobs.0);
    tokio::task::yield_now().await;
    jobs.1 = waiting;
}

/// Puts it back whatever happens.
struct PutBack<'a> {
    slot: LockGuard<'a, Option<Session>>,
    session: Option<Session>,
}

impl Drop for PutBack<'_> {
    fn drop(&mut self) {
        *self.slot = self.session.take();
    }
}

/// A `Drop` puts it back.
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
