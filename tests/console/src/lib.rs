//! What tokio-console gets: a real console-subscriber, and a client that reads its gRPC stream.

#![cfg(test)]

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use console_api::{
    Attribute, Id, field,
    instrument::{InstrumentRequest, Update, instrument_client::InstrumentClient},
    resources::resource::kind::Kind,
};
use console_subscriber::{ConsoleLayer, ServerParts};
use interlocking::{Lock, Semaphore, guarded, semaphore};
use tokio::{net::TcpListener, sync::Notify, time::timeout};
use tonic::transport::server::{Server, TcpIncoming};
use tracing::{Instrument, Span, trace_span};
use tracing_subscriber::prelude::*;

static ACCOUNTS: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(2);

#[guarded(ACCOUNTS)]
async fn transfer(end: Arc<Notify>) {
    end.notified().await;
    *accounts += 1;
}

#[guarded(ACCOUNTS)]
async fn audit() -> u32 {
    *accounts
}

#[semaphore(GATE)]
async fn upload(end: Arc<Notify>) {
    end.notified().await;
}

/// The span that tokio makes of a task, with `tokio_unstable`: a console shows polls of tasks that it knows.
fn task() -> Span {
    trace_span!(target: "tokio::task", "runtime.spawn", kind = "task", task.name = "by-hand")
}

/// What the stream has said so far.
#[derive(Default)]
struct Console {
    /// By their ids: name, kind, file, and how many hold it now.
    resources: BTreeMap<u64, (String, String, String, Option<String>)>,
    /// By their ids: function, the resource, and how often it was polled.
    operations: BTreeMap<u64, (String, u64, u64)>,
    /// Whether each poll had it, by the name of the operation.
    polls: Vec<(String, bool)>,
}

fn number(id: Option<Id>) -> u64 {
    id.expect("it has an id").id
}

fn value(attributes: &[Attribute], name: &str) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let field = attribute.field.as_ref()?;
        let value = match field.value.as_ref()? {
            field::Value::U64Val(value) => value.to_string(),
            value => format!("{value:?}"),
        };
        (field.name == Some(field::Name::StrName(name.to_owned()))).then_some(value)
    })
}

impl Console {
    fn read(&mut self, update: Update) {
        if let Some(update) = update.resource_update {
            for resource in update.new_resources {
                let kind = match resource.kind.and_then(|kind| kind.kind) {
                    Some(Kind::Other(kind)) => kind,
                    kind => format!("{kind:?}"),
                };
                let file = resource.location.and_then(|location| location.file).unwrap_or_default();
                let seen = (resource.concrete_type, kind, file, None);
                self.resources.insert(number(resource.id), seen);
            }
            for (id, stats) in update.stats_update {
                if let Some(resource) = self.resources.get_mut(&id) {
                    resource.3 = value(&stats.attributes, "holders").or(resource.3.take());
                }
            }
            let polls = update.new_poll_ops.into_iter();
            self.polls.extend(polls.map(|poll| (poll.name, poll.is_ready)));
        }
        if let Some(update) = update.async_op_update {
            for operation in update.new_async_ops {
                let seen = (operation.source, number(operation.resource_id), 0);
                self.operations.insert(number(operation.id), seen);
            }
            for (id, stats) in update.stats_update {
                if let (Some(operation), Some(polls)) =
                    (self.operations.get_mut(&id), stats.poll_stats)
                {
                    operation.2 = polls.polls;
                }
            }
        }
    }

    fn holders(&self, name: &str) -> Option<&str> {
        let mut all = self.resources.values();
        all.find(|resource| resource.0 == name).and_then(|resource| resource.3.as_deref())
    }

    fn functions(&self, name: &str) -> Vec<&str> {
        let is_of = |id: &u64| self.resources.get(id).is_some_and(|it| it.0 == name);
        let of = self.operations.values().filter(|(_, resource, _)| is_of(resource));
        let mut functions: Vec<&str> = of.map(|(function, ..)| function.as_str()).collect();
        functions.sort_unstable();
        functions
    }
}

#[tokio::test]
async fn the_stream_of_a_console_has_resources_operations_and_states() {
    let (layer, server) =
        ConsoleLayer::builder().publish_interval(Duration::from_millis(20)).build();
    tracing_subscriber::registry().with(layer).init();
    let ServerParts { instrument_server, aggregator, .. } = server.into_parts();
    tokio::spawn(aggregator.run());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Server::builder().add_service(instrument_server);
    tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));

    let mut client = InstrumentClient::connect(address).await.unwrap();
    let mut updates = client.watch_updates(InstrumentRequest {}).await.unwrap().into_inner();
    let mut console = Console::default();
    // Reads until the stream says it: how soon is the console's affair.
    let mut until = async |is_there: &dyn Fn(&Console) -> bool| {
        while !is_there(&console) {
            let update = timeout(Duration::from_secs(30), updates.message()).await;
            console.read(update.expect("it goes on").unwrap().expect("it does not end"));
        }
    };

    let end = Arc::new(Notify::new());
    let holder = tokio::spawn(transfer(end.clone()).instrument(task()));
    tokio::task::yield_now().await;
    let waiter = tokio::spawn(audit().instrument(task()));
    let uploads = [(); 2].map(|()| tokio::spawn(upload(end.clone())));
    until(&|console| {
        (console.holders("ACCOUNTS"), console.holders("GATE")) == (Some("1"), Some("2"))
            && console.functions("ACCOUNTS") == ["audit", "transfer"]
            && console.functions("GATE") == ["upload", "upload"]
            && [true, false].iter().all(|had| console.polls.contains(&("poll_lock".into(), *had)))
    })
    .await;

    end.notify_waiters();
    holder.await.unwrap();
    assert_eq!(waiter.await.unwrap(), 1);
    for upload in uploads {
        upload.await.unwrap();
    }
    until(&|console| {
        (console.holders("ACCOUNTS"), console.holders("GATE")) == (Some("0"), Some("0"))
    })
    .await;
    let seen: Vec<_> = console.resources.values().collect();
    let of = |name: &str| seen.iter().find(|resource| resource.0 == name).unwrap();
    assert_eq!((of("ACCOUNTS").1.as_str(), of("GATE").1.as_str()), ("lock", "semaphore"));
    assert!(seen.iter().all(|resource| resource.2.ends_with("lib.rs")), "{seen:?}");
    assert!(console.operations.values().any(|(_, _, polls)| *polls > 0));
}
