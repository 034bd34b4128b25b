//! The table as a text.

use std::time::Duration;

use super::{snapshot::snapshot, stalls::stalls};

/// [`snapshot`] as a text, with what looks stuck below, for a log or a route of a service.
///
/// ```
/// use interlocking::observe;
///
/// observe::enable();
/// assert!(observe::report().starts_with("LOCK"));
/// # observe::disable();
/// ```
pub fn report() -> String {
    let snapshot = snapshot();
    let mut report = snapshot.to_string();
    for stall in stalls(&snapshot, Duration::from_secs(10)) {
        report.push_str(&format!("\n{stall}\n"));
    }
    report
}
