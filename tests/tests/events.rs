//! The events of `tracing`: their names and fields are stable.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use interlocking::{Lock, Semaphore, guarded, semaphore};
use tokio_test::{assert_pending, assert_ready, task::spawn};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

type Fields = BTreeMap<&'static str, String>;

/// Keeps our events, and does something at each.
#[derive(Clone)]
struct Listener {
    level: Level,
    events: Arc<Mutex<Vec<(Level, Fields)>>>,
    at_each: fn(),
}

impl Listener {
    fn new(level: Level, at_each: fn()) -> Self {
        Listener { level, events: Arc::default(), at_each }
    }

    /// Runs `test` with this listener.
    fn hear(self, test: impl FnOnce()) -> Vec<(Level, Fields)> {
        tracing::subscriber::with_default(tracing_subscriber::registry().with(self.clone()), test);
        self.events.lock().unwrap().clone()
    }
}

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        write!(text, "{value:?}").unwrap();
        self.0.insert(field.name(), text.trim_matches('"').to_owned());
    }
}

impl<S: Subscriber> Layer<S> for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == "interlocking" && *metadata.level() <= self.level
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Reader(&mut fields));
        self.events.lock().unwrap().push((*event.metadata().level(), fields));
        (self.at_each)();
    }
}

struct Bank {
    accounts: Lock<u32>,
    gate: Semaphore,
    tokio: tokio::sync::Mutex<u32>,
}

impl Bank {
    fn new() -> Self {
        let (accounts, gate) = (Lock::new(0), Semaphore::new(1));
        Bank { accounts, gate, tokio: tokio::sync::Mutex::new(0) }
    }

    #[guarded(self.accounts)]
    async fn transfer(&self, end: &tokio::sync::Notify) {
        end.notified().await;
        *accounts += 1;
    }

    #[guarded(self.accounts)]
    async fn audit(&self) -> u32 {
        *accounts
    }

    #[guarded(self.accounts, nowait, else { return false })]
    async fn try_audit(&self) -> bool {
        true
    }

    #[semaphore(self.gate)]
    async fn pass(&self) {}

    #[guarded(self.tokio)]
    async fn foreign(&self) -> u32 {
        *tokio
    }
}

fn nothing() {}

/// Holds, waits, releases, gives up.
fn story(bank: &Bank) {
    let end = tokio::sync::Notify::new();
    let mut transfer = spawn(bank.transfer(&end));
    assert_pending!(transfer.poll());
    let mut audit = spawn(bank.audit());
    assert_pending!(audit.poll());
    let mut cancelled = spawn(bank.audit());
    assert_pending!(cancelled.poll());
    drop(cancelled);
    assert!(!assert_ready!(spawn(bank.try_audit()).poll()));
    end.notify_one();
    assert_ready!(transfer.poll());
    assert_eq!(assert_ready!(audit.poll()), 1);
    assert_ready!(spawn(bank.pass()).poll());
}

fn told(events: &[(Level, Fields)]) -> Vec<String> {
    let told = |(level, fields): &(Level, Fields)| {
        format!("{level} {} {} {}", fields["message"], fields["name"], fields["function"])
    };
    events.iter().map(told).collect()
}

#[test]
fn everything_is_told_at_trace() {
    let events = Listener::new(Level::TRACE, nothing).hear(|| story(&Bank::new()));
    let expected = [
        "TRACE held self.accounts transfer",
        "DEBUG waiting self.accounts audit",
        "DEBUG waiting self.accounts audit",
        "DEBUG gave up self.accounts audit",
        "TRACE released self.accounts transfer",
        "DEBUG held self.accounts audit",
        "DEBUG released self.accounts audit",
        "TRACE held self.gate pass",
        "TRACE released self.gate pass",
    ];
    assert_eq!(told(&events), expected);
    let (_, held) = &events[0];
    let (_, waiting) = &events[1];
    assert_eq!((held["kind"].as_str(), events[7].1["kind"].as_str()), ("lock", "semaphore"));
    assert!(
        held["place"].starts_with("tests/tests/events.rs:") || held["place"].contains("events.rs:")
    );
    assert_eq!(waiting["behind"], held["place"], "both ends of a wait are known");
    assert_eq!(waiting["behind_function"], "transfer");
    assert_eq!(events[1].1["hold"], events[5].1["hold"], "one number for the life of a hold");
    assert!(events[5].1.contains_key("waited_us") && events[6].1.contains_key("held_us"));
    assert!(held["task"].starts_with("thread "), "{}", held["task"]);
}

#[test]
fn at_debug_only_what_waits_is_told() {
    let events = Listener::new(Level::DEBUG, nothing).hear(|| story(&Bank::new()));
    assert!(events.iter().all(|(level, _)| *level == Level::DEBUG));
    assert_eq!(events.len(), 5, "{:?}", told(&events));
}

#[test]
fn a_primitive_of_another_crate_is_told_as_far_as_it_is_seen() {
    let events = Listener::new(Level::TRACE, nothing).hear(|| {
        let bank = Bank::new();
        let held = bank.tokio.try_lock().unwrap();
        let mut foreign = spawn(bank.foreign());
        assert_pending!(foreign.poll());
        assert_pending!(foreign.poll());
        drop(held);
        assert_ready!(foreign.poll());
    });
    let expected = ["DEBUG waiting self.tokio foreign", "DEBUG held self.tokio foreign"];
    assert_eq!(told(&events), expected);
}

#[test]
fn a_subscriber_that_panics_breaks_nothing() {
    let bank = Bank::new();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let events = Listener::new(Level::TRACE, || panic!("the subscriber")).hear(|| story(&bank));
    std::panic::set_hook(hook);
    assert_eq!(events.len(), 9);
    assert_eq!(*bank.accounts.try_lock().unwrap(), 1);
    assert_eq!((bank.accounts.waiters(), bank.gate.available()), (0, 1));
}

#[test]
fn a_subscriber_may_hold_locks_itself() {
    static OWN: Lock<u32> = Lock::new(0);

    #[guarded(OWN)]
    async fn count() {
        *own += 1;
    }

    let events = Listener::new(Level::TRACE, || assert_ready!(spawn(count()).poll()))
        .hear(|| story(&Bank::new()));
    assert_eq!(events.len(), 9, "what it holds itself is not told: {:?}", told(&events));
    assert_eq!(*OWN.try_lock().unwrap(), 9);
}
