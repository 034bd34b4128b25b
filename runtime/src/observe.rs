//! Who holds what, who waits, and since when.
//!
//! Each attribute passes on what it holds, at which place and in which function. While the registry or a subscriber is on, this module
//! keeps a record of each hold. It records what attributes hold, not what is acquired by hand. It does not see when a primitive of
//! another crate is released, so those holds are events, but not in the table.
//!
//! While nothing is on, a hold tests a flag three times: before it is acquired, when it is acquired and when it is released. Without the
//! feature `observe`, which `tracing` turns on, it costs nothing.
//!
//! # Events
//!
//! With the feature `tracing`, which is on by default, every hold emits events with the target `interlocking`, at `DEBUG` if
//! it had to wait, else at `TRACE`:
//!
//! | message | fields beside those of all |
//! |---|---|
//! | `waiting` | `behind`, `behind_function` |
//! | `held` | `waited_us`, `behind`, `behind_function` |
//! | `released` | `held_us` |
//! | `gave up` | `waited_us`, `behind`, `behind_function` |
//!
//! All have `hold`, a number for the life of the hold; `name`, the place in the attribute; `kind`: `lock`, `read`, `write`, `semaphore`,
//! `barrier` or `event`; `function`; `place`, as `file:line:column`; and `task`. `behind` is the place of the holder that was waited for
//! last. A lock that is given up to wait for a condition is `released`, and `held` again afterwards. Times are microseconds. These
//! names are stable. A subscriber may panic, and may hold any primitive: the registry is not locked while it runs.
//!
//! # The table
//!
//! [`enable`] turns the registry on, for the process; [`snapshot`] is a table of what is held and waited for, and [`report`] the same as a
//! text, with what [looks stuck](stalls).
//!
//! ```
//! # #[cfg(feature = "observe")]
//! # futures::executor::block_on(async {
//! use interlocking::{Lock, guarded, observe};
//!
//! static ACCOUNTS: Lock<u32> = Lock::new(0);
//!
//! #[guarded(ACCOUNTS)]
//! async fn transfer() -> String {
//!     observe::snapshot().to_string()
//! }
//!
//! observe::enable();
//! let table = transfer().await;
//! assert!(table.contains("ACCOUNTS") && table.contains("transfer"), "{table}");
//! # observe::disable();
//! # });
//! ```

#[cfg(feature = "timeline")]
mod chrome;
#[cfg(feature = "observe")]
mod clock;
#[cfg(feature = "console")]
mod console;
#[cfg(feature = "tracing")]
mod events;
#[cfg(feature = "observe")]
pub(crate) mod hook;
#[cfg(not(feature = "observe"))]
#[path = "observe/off.rs"]
pub(crate) mod hook;
#[cfg(feature = "timeline")]
mod html;
#[cfg(feature = "timeline")]
mod json;
#[cfg(feature = "observe")]
mod looks;
#[cfg(feature = "metrics")]
mod measure;
#[cfg(feature = "timeline")]
mod record;
#[cfg(feature = "timeline")]
mod recording;
#[cfg(feature = "observe")]
mod registry;
#[cfg(feature = "observe")]
mod report;
#[cfg(all(feature = "signal", unix))]
mod signal;
#[cfg(feature = "observe")]
mod sink;
#[cfg(feature = "observe")]
mod snapshot;
#[cfg(feature = "timeline")]
mod spans;
#[cfg(feature = "observe")]
mod stalls;
#[cfg(feature = "timeline")]
mod swimlanes;
#[cfg(feature = "observe")]
mod task;
#[cfg(feature = "observe")]
mod text;
#[cfg(feature = "observe")]
mod watch;
#[cfg(feature = "observe")]
mod woken;

#[cfg(feature = "tracing")]
pub use self::watch::watch;
#[cfg(feature = "observe")]
pub use self::{
    report::report,
    snapshot::{Entry, Holder, Snapshot, Waiter, disable, enable, snapshot},
    stalls::{Grade, Stall, stalls},
    watch::{WatchConfig, Watching, watch_with},
};

#[cfg(all(feature = "signal", unix))]
pub use self::signal::dump_on_signal;
#[cfg(feature = "timeline")]
pub use self::{
    record::{Record, Step},
    recording::Recording,
};

/// How something is held. The variants have other names than the primitives, so that a compiler calls those by their short names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A lock, by one.
    Excluding,
    /// A reader-writer lock, to read.
    Reading,
    /// A reader-writer lock, to write.
    Writing,
    /// Permits of a semaphore.
    Counting,
    /// A meeting at a barrier.
    Meeting,
    /// An event that is waited for.
    Signalling,
    /// A primitive of another crate, whose release is not seen.
    Foreign,
}

/// A primitive that an attribute is about to wait for.
#[cfg_attr(not(feature = "observe"), allow(dead_code, reason = "nobody looks"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    kind: Kind,
    address: usize,
    /// How many permits.
    amount: usize,
    /// How many permits are available, or how many parties meet.
    size: Option<usize>,
}

impl Wanted {
    pub(crate) fn one(kind: Kind, address: usize) -> Self {
        Wanted { kind, address, amount: 1, size: None }
    }

    pub(crate) fn permits(kind: Kind, address: usize, n: usize, available: Option<usize>) -> Self {
        Wanted { kind, address, amount: n, size: available }
    }

    pub(crate) fn meeting(address: usize, parties: Option<usize>) -> Self {
        Wanted { kind: Kind::Meeting, address, amount: 1, size: parties }
    }
}

impl Kind {
    /// Its name in events and tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Excluding => "lock",
            Kind::Reading => "read",
            Kind::Writing => "write",
            Kind::Counting => "semaphore",
            Kind::Meeting => "barrier",
            Kind::Signalling => "event",
            Kind::Foreign => "foreign",
        }
    }

    /// Whether there is something to release afterwards.
    #[cfg(feature = "observe")]
    pub(crate) fn is_held(self) -> bool {
        !matches!(self, Kind::Meeting | Kind::Signalling | Kind::Foreign)
    }
}

/// The place and the function in what an attribute calls a hold: `self.accounts in transfer`.
pub(crate) fn parts_of(name: &'static str) -> (&'static str, Option<&'static str>) {
    match name.rsplit_once(" in ") {
        Some((target, function)) => (target, Some(function)),
        None => (name, None),
    }
}
