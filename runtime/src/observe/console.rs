//! Holds as resources of tokio-console.
//!
//! Its subscriber knows spans by their names and events by their targets: `runtime.resource` is a primitive, `runtime.resource.async_op` a
//! hold of it, and `runtime.resource.async_op.poll` that hold's polls. Whose they are is said by the spans that are entered on the thread.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tracing::{Span, trace, trace_span};

use super::registry::{Happened, Site, Step};

/// How many primitives that nobody holds are remembered: a console shows what was there a while ago.
const IDLE: usize = 256;

/// The target of our spans: the console's own filter asks for those that begin with `runtime`.
pub(super) const TARGET: &str = "runtime::resource";

/// The spans of a hold: of the operation, and of its polls.
#[derive(Clone)]
struct Operation {
    span: Span,
    poll: Span,
}

/// A primitive that was seen, and its holds that wait or are held.
struct Resource {
    span: Span,
    operations: BTreeMap<u64, Operation>,
    held: u64,
}

static RESOURCES: Mutex<BTreeMap<usize, Resource>> = Mutex::new(BTreeMap::new());

fn resources() -> MutexGuard<'static, BTreeMap<usize, Resource>> {
    RESOURCES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn resource_span(site: &Site) -> Span {
    let (file, line, column) = (site.place.file(), site.place.line(), site.place.column());
    trace_span!(
        target: TARGET,
        parent: None,
        "runtime.resource",
        concrete_type = site.target,
        kind = site.kind.name(),
        loc.file = file,
        loc.line = line,
        loc.col = column,
        is_internal = false,
    )
}

impl Operation {
    fn new(resource: &Span, source: &'static str) -> Self {
        let span = resource.in_scope(|| {
            trace_span!(target: TARGET, "runtime.resource.async_op", source, inherits_child_attrs = false)
        });
        let poll = span.in_scope(|| trace_span!(target: TARGET, "runtime.resource.async_op.poll"));
        Operation { span, poll }
    }
}

/// Shows a step of a hold. Spans are made, entered and dropped while nothing is locked: each of these asks the subscriber.
pub(super) fn show(happened: &Happened) {
    let hold = &happened.hold;
    let (address, id) = (hold.site.address, hold.id);
    let known = resources()
        .get(&address)
        .map(|resource| (resource.span.clone(), resource.operations.get(&id).cloned()));
    let (resource, operation) = match known {
        Some((resource, operation)) => (resource, operation),
        None => (resource_span(&hold.site), None),
    };
    let source = hold.site.function.unwrap_or("-");
    let operation = operation.unwrap_or_else(|| Operation::new(&resource, source));
    let (held, over) = note(happened, resource.clone(), operation.clone());
    drop(over);

    let is_ready = happened.step != Step::Waiting;
    let op_name = match hold.site.kind.name() {
        "semaphore" => "poll_acquire",
        "barrier" | "event" => "poll_wait",
        _ => "poll_lock",
    };
    resource.in_scope(|| {
        if happened.step != Step::Released {
            operation.span.in_scope(|| {
                operation.poll.in_scope(|| {
                    trace!(target: "runtime::resource::poll_op", op_name, is_ready);
                });
            });
        }
        trace!(target: "runtime::resource::state_update", holders = held, holders.op = "override");
    });
}

/// Notes a step; what is over is given back, to be dropped by the caller.
fn note(
    happened: &Happened,
    resource: Span,
    operation: Operation,
) -> (u64, (Vec<Resource>, Option<Operation>)) {
    let hold = &happened.hold;
    let mut resources = resources();
    let mut idle = Vec::new();
    if resources.len() > IDLE {
        let unused = resources.iter().filter(|(_, resource)| resource.operations.is_empty());
        let unused: Vec<usize> = unused.map(|(address, _)| *address).collect();
        idle.extend(unused.iter().filter_map(|address| resources.remove(address)));
    }
    let resource = resources.entry(hold.site.address).or_insert_with(|| Resource {
        span: resource,
        operations: BTreeMap::new(),
        held: 0,
    });
    let is_held = hold.site.kind.is_held();
    match happened.step {
        Step::Held if is_held => resource.held += 1,
        Step::Released => resource.held = resource.held.saturating_sub(1),
        Step::Waiting | Step::Held | Step::GaveUp => {}
    }
    let ends = match happened.step {
        Step::Released | Step::GaveUp => true,
        Step::Held => !is_held,
        Step::Waiting => false,
    };
    let over = match ends {
        true => resource.operations.remove(&hold.id),
        false => resource.operations.insert(hold.id, operation),
    };
    (resource.held, (idle, over))
}
