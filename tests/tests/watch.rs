//! The watch reports through `tracing`, from its own thread: a subscriber for the whole process hears it.

use std::{
    fmt::Debug,
    sync::{Mutex, mpsc},
    time::Duration,
};

use interlocking::{Lock, WatchConfig, guarded, watch};
use tokio::task::yield_now;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

struct Listener(Mutex<mpsc::Sender<(Level, String)>>);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!("{}={value:?} ", field.name());
    }
}

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if metadata.target() == "interlocking" && *metadata.level() <= Level::WARN {
            let mut text = Text(String::new());
            event.record(&mut text);
            self.0.lock().unwrap().send((*metadata.level(), text.0)).unwrap();
        }
    }
}

static A: Lock<u32> = Lock::new(0);
static B: Lock<u32> = Lock::new(0);

#[guarded(A, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
async fn a_then_b() {
    yield_now().await;
    Box::pin(take_b()).await;
    *a += 1;
}

#[guarded(B, allow(lock_order_inversion, reason = "a deadlock on purpose"))]
async fn b_then_a() {
    yield_now().await;
    Box::pin(take_a()).await;
    *b += 1;
}

#[guarded(A)]
async fn take_a() {
    *a += 1;
}

#[guarded(B)]
async fn take_b() {
    *b += 1;
}

#[tokio::test]
async fn a_deadlock_is_an_error_event() {
    let (told, events) = mpsc::channel();
    let subscriber = tracing_subscriber::registry().with(Listener(Mutex::new(told)));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let watching = watch(WatchConfig { every: Duration::from_millis(1), ..WatchConfig::default() });
    let tasks = [tokio::spawn(a_then_b()), tokio::spawn(b_then_a())];
    for _ in 0..20 {
        yield_now().await;
    }
    let (level, text) = events.recv_timeout(Duration::from_secs(60)).expect("it is reported");
    assert_eq!(level, Level::ERROR);
    for part in
        ["grade=\"stuck\"", "rule=\"lock_order_inversion\"", "take_a", "take_b", "watch.rs:"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    drop(watching);
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
}
