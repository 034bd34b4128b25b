//! Guarded data are taken out, and an `.await` comes before they are put back: a cancelled task loses them.

#![deny(deprecated)]

use std::mem;

use interlocking::{Lock, guarded, synchronized};

static SESSION: Lock<Option<Session>> = Lock::new(None);

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
}

#[derive(Default)]
struct Connection {
    session: Option<Session>,
    buffer: Vec<u8>,
}

#[guarded(SESSION)]
async fn of_the_guard() {
    let taken = session.take().unwrap_or_default();
    let taken = taken.step().await;
    *session = Some(taken);
}

#[guarded(SESSION)]
async fn with_question_mark() -> Option<u32> {
    let taken = session.take()?;
    let stepped = taken.step().await;
    let requests = stepped.requests;
    *session = Some(stepped);
    Some(requests)
}

#[guarded(SESSION)]
async fn if_there_is_one() {
    if let Some(taken) = session.take() {
        *session = Some(taken.step().await);
    }
}

#[guarded(SESSION)]
async fn or_nothing() {
    let Some(taken) = session.take() else { return };
    let taken = taken.step().await;
    *session = Some(taken);
}

#[guarded(connection)]
async fn of_a_field(connection: &Lock<Connection>) {
    let taken = connection.session.take();
    if let Some(session) = &taken {
        println!("{}", session.requests);
        tokio::task::yield_now().await;
    }
    connection.session = taken;
}

#[synchronized]
async fn of_a_buffer(connection: &Lock<Connection>, path: &str) -> std::io::Result<()> {
    let mut connection = connection.lock().await;
    let mut buffer = mem::take(&mut connection.buffer);
    buffer.extend(tokio::fs::read(path).await?);
    connection.buffer = buffer;
    Ok(())
}

#[guarded(session)]
async fn replaced(session: &Lock<Session>) {
    let taken = mem::replace(&mut *session, Session { requests: 0 });
    *session = taken.step().await;
}

fn main() {
    drop((if_there_is_one(), or_nothing()));
    drop((of_the_guard(), with_question_mark(), of_a_field(&Lock::default())));
    drop((of_a_buffer(&Lock::default(), "a"), replaced(&Lock::default())));
}
