//! Whether the registry is on, and whether a subscriber listens.

use std::sync::{
    Once,
    atomic::{AtomicU8, Ordering::Relaxed},
};

/// `tracing` was not yet asked whether anybody listens.
const UNASKED: u8 = 1;
/// Somebody asked for snapshots.
pub(super) const REGISTRY: u8 = 2;
/// A subscriber of `tracing` listens.
#[cfg(feature = "tracing")]
pub(super) const TRACING: u8 = 4;
/// A subscriber that shows resources, as tokio-console's does.
#[cfg(feature = "console")]
pub(super) const CONSOLE: u8 = 8;

/// The bits above. It is not loom's: it orders nothing.
static LOOKS: AtomicU8 = AtomicU8::new(UNASKED);

/// Whether anybody looks.
#[inline]
pub(super) fn any() -> bool {
    LOOKS.load(Relaxed) > UNASKED
}

/// Whether anybody looks, or may.
#[inline]
pub(super) fn any_or_unasked() -> bool {
    LOOKS.load(Relaxed) != 0
}

/// Asks `tracing`, once; whoever comes meanwhile waits for the answer.
pub(super) fn ask(listen: fn()) {
    static ASKED: Once = Once::new();

    if LOOKS.load(Relaxed) & UNASKED != 0 {
        ASKED.call_once(|| {
            listen();
            LOOKS.fetch_and(!UNASKED, Relaxed);
        });
    }
}

pub(super) fn set(bit: u8, on: bool) {
    if on {
        LOOKS.fetch_or(bit, Relaxed);
    } else {
        LOOKS.fetch_and(!bit, Relaxed);
    }
}
