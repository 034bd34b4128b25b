//! Events of `tracing`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tracing::{
    Level, Metadata,
    callsite::{self, Callsite},
    field::FieldSet,
    metadata::Kind,
    subscriber::Interest,
};

use super::{
    looks,
    registry::{Happened, Site, Step},
    stalls::{Grade, Stall},
};

/// The target of every event.
const TARGET: &str = "interlocking";

/// Asks `tracing` whether anybody listens, now and whenever that changes.
pub(super) fn listen() {
    callsite::register(&EVENTS);
    #[cfg(feature = "console")]
    callsite::register(&RESOURCES);
}

/// A callsite that emits nothing: it is told whenever the interest in what it stands for changes.
struct Probe {
    metadata: &'static Metadata<'static>,
    bit: u8,
}

impl Callsite for Probe {
    fn set_interest(&self, interest: Interest) {
        looks::set(self.bit, !interest.is_never());
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata
    }
}

static EVENTS: Probe = Probe { metadata: &OF_EVENTS, bit: looks::TRACING };

static OF_EVENTS: Metadata<'static> = Metadata::new(
    "interlocking",
    TARGET,
    Level::DEBUG,
    None,
    None,
    None,
    FieldSet::new(&[], callsite::Identifier(&EVENTS)),
    Kind::EVENT,
);

#[cfg(feature = "console")]
static RESOURCES: Probe = Probe { metadata: &OF_RESOURCES, bit: looks::CONSOLE };

#[cfg(feature = "console")]
static OF_RESOURCES: Metadata<'static> = Metadata::new(
    "runtime.resource",
    super::console::TARGET,
    Level::TRACE,
    None,
    None,
    None,
    FieldSet::new(&[], callsite::Identifier(&RESOURCES)),
    Kind::SPAN,
);

pub(super) fn emit(happened: &Happened) {
    safely(|| event(happened));
}

/// A subscriber that panics breaks nothing: the hold goes on without its event.
pub(super) fn safely(tell: impl FnOnce()) {
    drop(catch_unwind(AssertUnwindSafe(tell)));
}

fn event(happened: &Happened) {
    let Happened { step, hold, lasted, .. } = happened;
    let Site { kind, target, function, place, .. } = hold.site;
    let (kind, task) = (kind.name(), tracing::field::display(hold.task));
    let place = tracing::field::display(place);
    let behind = hold.behind.map(|behind| tracing::field::display(behind.place));
    let behind_function = hold.behind.and_then(|behind| behind.function);
    let microseconds = u64::try_from(lasted.as_micros()).unwrap_or(u64::MAX);
    macro_rules! event {
        ($level:expr, $message:literal $(, $field:ident = $value:expr)*) => {
            tracing::event!(
                target: TARGET, $level, hold = hold.id, name = target, kind, function, place = %place, task = %task
                $(, $field = $value)*, $message
            )
        };
    }
    match (step, hold.has_waited) {
        (Step::Waiting, _) => {
            event!(Level::DEBUG, "waiting", behind = behind, behind_function = behind_function)
        }
        (Step::Held, true) => {
            event!(
                Level::DEBUG,
                "held",
                waited_us = microseconds,
                behind = behind,
                behind_function = behind_function
            )
        }
        (Step::Held, false) => event!(Level::TRACE, "held", waited_us = microseconds),
        (Step::Released, true) => event!(Level::DEBUG, "released", held_us = microseconds),
        (Step::Released, false) => event!(Level::TRACE, "released", held_us = microseconds),
        (Step::GaveUp, _) => {
            event!(
                Level::DEBUG,
                "gave up",
                waited_us = microseconds,
                behind = behind,
                behind_function = behind_function
            )
        }
    }
}

/// What a watch has found.
pub(super) fn stalled(stall: &Stall) {
    let Stall { grade, rule, behind, .. } = stall;
    match grade {
        Grade::Stuck => tracing::error!(target: TARGET, grade = "stuck", rule, behind, "{stall}"),
        Grade::Suspicious => {
            tracing::warn!(target: TARGET, grade = "suspicious", rule, behind, "{stall}");
        }
    }
}
