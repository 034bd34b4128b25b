//! Who looks at the holds.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// `tracing` was not yet asked whether anybody listens.
const UNASKED: u8 = 1;
/// Somebody asked for snapshots.
pub(super) const REGISTRY: u8 = 2;
/// A subscriber of `tracing` listens.
#[cfg(feature = "tracing")]
pub(super) const TRACING: u8 = 4;

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

/// Whether `tracing` is to be asked now: once.
pub(super) fn is_unasked() -> bool {
    LOOKS.load(Relaxed) & UNASKED != 0 && LOOKS.fetch_and(!UNASKED, Relaxed) & UNASKED != 0
}

pub(super) fn set(bit: u8, on: bool) {
    if on {
        LOOKS.fetch_or(bit, Relaxed);
    } else {
        LOOKS.fetch_and(!bit, Relaxed);
    }
}
