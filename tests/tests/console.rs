//! What tokio-console's subscriber matches: the names of spans, the targets of events, their fields, and whose they are.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use interlocking::{Lock, Semaphore, guarded, semaphore};
use tokio_test::{assert_pending, assert_ready, task::spawn};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

/// A span or an event: its name or its target, the spans around it, and its fields with their kinds.
type Seen = (String, Vec<&'static str>, BTreeMap<&'static str, String>);

#[derive(Clone, Default)]
struct Console(Arc<Mutex<Vec<Seen>>>);

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), format!("str {value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name(), format!("bool {value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name(), format!("u64 {value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("debug {value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Console {
    /// As the console's own filter: `tokio=trace,runtime=trace`.
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with("runtime") || metadata.target().starts_with("tokio")
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let parents = context.span(id).into_iter().flat_map(|span| span.scope().skip(1));
        let parents = parents.map(|span| span.name()).collect();
        self.0.lock().unwrap().push((attributes.metadata().name().to_owned(), parents, fields.0));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let around = context.event_scope(event).into_iter().flatten();
        let around = around.map(|span| span.name()).collect();
        self.0.lock().unwrap().push((event.metadata().target().to_owned(), around, fields.0));
    }
}

static ACCOUNTS: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(1);

#[guarded(ACCOUNTS)]
async fn transfer() {
    *accounts += 1;
}

#[semaphore(GATE)]
async fn upload() {}

#[test]
fn primitives_are_resources_and_holds_their_operations() {
    let console = Console::default();
    let registry = tracing_subscriber::registry().with(console.clone());
    tracing::subscriber::with_default(registry, || {
        let held = ACCOUNTS.try_lock().unwrap();
        let mut waiting = spawn(transfer());
        assert_pending!(waiting.poll());
        drop(held);
        assert_ready!(waiting.poll());
        assert_ready!(spawn(upload()).poll());
    });
    let seen = console.0.lock().unwrap().clone();
    let all = |name: &str| -> Vec<&Seen> { seen.iter().filter(|seen| seen.0 == name).collect() };

    let resources = all("runtime.resource");
    assert_eq!(resources.len(), 2);
    let (_, parents, fields) = resources[0];
    assert!(parents.is_empty());
    assert_eq!(fields["concrete_type"], "str ACCOUNTS");
    assert_eq!(
        (fields["kind"].as_str(), fields["is_internal"].as_str()),
        ("str lock", "bool false")
    );
    assert!(fields["loc.file"].ends_with("console.rs") && fields["loc.line"].starts_with("u64"));

    let operations = all("runtime.resource.async_op");
    assert_eq!(operations.len(), 2);
    assert_eq!(operations[0].1, ["runtime.resource"]);
    assert_eq!(operations[0].2["source"], "str transfer");
    let polls = all("runtime.resource.async_op.poll");
    assert_eq!(polls[0].1, ["runtime.resource.async_op", "runtime.resource"]);

    let poll_ops = all("runtime::resource::poll_op");
    let ready: Vec<_> = poll_ops.iter().map(|seen| seen.2["is_ready"].as_str()).collect();
    assert_eq!(ready, ["bool false", "bool true", "bool true"]);
    assert_eq!(poll_ops[0].2["op_name"], "str poll_lock");
    let around =
        ["runtime.resource.async_op.poll", "runtime.resource.async_op", "runtime.resource"];
    assert!(poll_ops.iter().all(|seen| seen.1 == around));

    let states = all("runtime::resource::state_update");
    let holders: Vec<_> = states.iter().map(|seen| seen.2["holders"].as_str()).collect();
    assert_eq!(holders, ["u64 0", "u64 1", "u64 0", "u64 1", "u64 0"]);
    assert!(states.iter().all(|seen| seen.2["holders.op"] == "str override"));
    assert!(states.iter().all(|seen| seen.1 == ["runtime.resource"]));
}
