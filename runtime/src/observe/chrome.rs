//! The trace format of Chrome, which Perfetto opens.

use std::{collections::BTreeMap, time::Duration};

use super::{
    json::{list, text},
    record::Record,
    spans::{Span, spans},
};

/// One event of a trace.
struct Event<'a> {
    phase: &'a str,
    name: &'a str,
    lane: usize,
    at: Duration,
    rest: String,
}

impl Event<'_> {
    fn json(&self) -> String {
        let Event { phase, name, lane, at, rest } = self;
        let (name, at) = (text(name), microseconds(*at));
        format!(
            r#"{{"ph":"{phase}","name":{name},"cat":"hold","pid":1,"tid":{lane},"ts":{at}{rest}}}"#
        )
    }
}

fn microseconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64() * 1e6)
}

/// The trace: a track for each function and task, with its waits and holds, and an arrow from each release to the grant that followed.
pub(super) fn trace(records: &[Record]) -> String {
    let spans = spans(records);
    let mut lanes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut events = Vec::new();
    for span in &spans {
        let next = lanes.len() + 1;
        lanes.entry((span.function, &span.task)).or_insert(next);
    }
    let lane_of = |span: &Span| lanes[&(span.function, &*span.task)];
    for (index, span) in spans.iter().enumerate() {
        let lane = lane_of(span);
        let details = format!(
            r#","args":{{"kind":{},"place":{},"critical":{}}}"#,
            text(span.kind),
            text(&span.place),
            span.is_critical
        );
        let waited = span.held.unwrap_or(span.end).saturating_sub(span.waits);
        if !waited.is_zero() {
            let name = format!("waits for {}", span.target);
            let rest = format!(r#","dur":{}{details}"#, microseconds(waited));
            events.push(Event { phase: "X", name: &name, lane, at: span.waits, rest }.json());
        }
        if let Some(held) = span.held {
            let dur = microseconds(span.end.saturating_sub(held));
            let rest = format!(r#","dur":{dur}{details}"#);
            events.push(Event { phase: "X", name: span.target, lane, at: held, rest }.json());
        }
        if let (Some(by), Some(held)) = (span.granted_by, span.held) {
            let from = lane_of(&spans[by]);
            let id = format!(r#","id":{index}"#);
            let at = spans[by].end;
            events
                .push(Event { phase: "s", name: "grant", lane: from, at, rest: id.clone() }.json());
            let rest = format!(r#"{id},"bp":"e""#);
            events.push(Event { phase: "f", name: "grant", lane, at: held, rest }.json());
        }
    }
    for ((function, task), lane) in &lanes {
        let rest = format!(r#","args":{{"name":{}}}"#, text(&format!("{function} ({task})")));
        let at = Duration::ZERO;
        events.push(Event { phase: "M", name: "thread_name", lane: *lane, at, rest }.json());
    }
    format!(r#"{{"displayTimeUnit":"ms","traceEvents":{}}}"#, list(events))
}
