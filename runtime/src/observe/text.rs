//! Durations as a person reads them.

use std::time::Duration;

/// `31.2 s`, `250 ms`
pub(super) fn short(duration: Duration) -> String {
    match duration.as_millis() {
        0 => format!("{} us", duration.as_micros()),
        1..1000 => format!("{} ms", duration.as_millis()),
        _ => format!("{:.1} s", duration.as_secs_f64()),
    }
}
