//! A page with a drawing that can be zoomed: one file, with nothing to load.

use super::{
    json::{list, text},
    record::Record,
    spans::{Span, spans},
};

const PAGE: &str = include_str!("timeline.html");

pub(super) fn page(records: &[Record]) -> String {
    PAGE.replace("/*SPANS*/[]", &list(spans(records).iter().map(row)))
}

/// The fields in the order that the page names.
fn row(span: &Span) -> String {
    let microseconds = |at: std::time::Duration| format!("{:.1}", at.as_secs_f64() * 1e6);
    let none = || "-1".to_owned();
    list([
        text(span.function),
        text(&span.task),
        text(span.target),
        text(span.kind),
        text(&span.place),
        microseconds(span.waits),
        span.held.map_or_else(none, microseconds),
        microseconds(span.end),
        span.granted_by.map_or_else(none, |by| by.to_string()),
        u8::from(span.is_critical).to_string(),
    ])
}
