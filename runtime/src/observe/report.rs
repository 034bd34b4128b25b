//! The table as a text.

use std::time::Duration;

use super::{snapshot::snapshot, stalls::stalls};

/// [`snapshot`] as a text, with what looks stuck below, for a log or a route of a service:
///
/// ```ignore
/// Router::new().route("/debug/locks", get(|| async { interlocking::observe::report() }))
/// ```
pub fn report() -> String {
    let snapshot = snapshot();
    let mut report = snapshot.to_string();
    for stall in stalls(&snapshot, Duration::from_secs(10)) {
        report.push_str(&format!("\n{stall}\n"));
    }
    report
}
