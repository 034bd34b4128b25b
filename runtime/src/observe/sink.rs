//! Tells what happened to everybody who listens.

use std::cell::Cell;

#[cfg(feature = "tracing")]
use super::registry;
use super::registry::Happened;

thread_local! {
    static TELLS: Cell<bool> = const { Cell::new(false) };
}

/// Nothing is locked here: whoever listens may hold and release what it likes, and may panic.
pub(super) fn tell(happened: Option<Happened>) {
    let Some(happened) = happened else { return };
    // What a listener holds itself is not told: it would be told of that, too.
    if TELLS.replace(true) {
        return;
    }
    #[cfg(feature = "tracing")]
    registry::apart(|| super::events::emit(&happened));
    #[cfg(feature = "console")]
    registry::apart(|| super::events::safely(|| super::console::show(&happened)));
    #[cfg(feature = "metrics")]
    super::measure::measure(&happened);
    #[cfg(feature = "timeline")]
    super::recording::record(&happened);
    // Without a listener, nobody.
    _ = happened;
    TELLS.set(false);
}
