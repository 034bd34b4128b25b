//! Holds from their beginning to their end, and who was granted what by whom: what the graphical drawings show.

use std::{collections::BTreeMap, time::Duration};

use super::record::{Record, Step};

/// A hold, from its first wait to its release.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) target: &'static str,
    pub(super) kind: &'static str,
    pub(super) function: &'static str,
    pub(super) task: String,
    pub(super) place: String,
    /// When it began to wait; the same as `held` if it did not.
    pub(super) waits: Duration,
    /// `None` if it was given up.
    pub(super) held: Option<Duration>,
    pub(super) end: Duration,
    /// The hold whose release granted this one.
    pub(super) granted_by: Option<usize>,
    /// Whether it is on the longest chain of releases and grants.
    pub(super) is_critical: bool,
}

/// The holds of a recording, in the order in which they began. What has not ended ends with the recording.
pub(super) fn spans(records: &[Record]) -> Vec<Span> {
    let end = records.last().map_or(Duration::ZERO, |last| last.at);
    let (mut spans, mut of_hold): (Vec<Span>, BTreeMap<u64, usize>) = Default::default();
    // The last release of each primitive, by its name: there is no address in a record.
    let mut released: BTreeMap<&str, (usize, Duration)> = BTreeMap::new();
    for record in records {
        let index = *of_hold.entry(record.hold).or_insert_with(|| {
            spans.push(Span {
                target: record.target,
                kind: record.kind.name(),
                function: record.function.unwrap_or(record.target),
                task: record.task.clone(),
                place: record.place.clone(),
                waits: record.at,
                held: None,
                end,
                granted_by: None,
                is_critical: false,
            });
            spans.len() - 1
        });
        match record.step {
            Step::Waiting => {}
            Step::Held => {
                spans[index].held = Some(record.at);
                if spans[index].waits < record.at
                    && let Some(&(by, at)) = released.get(record.target)
                    && at >= spans[index].waits
                {
                    spans[index].granted_by = Some(by);
                }
                if !record.kind.is_held() {
                    spans[index].end = record.at;
                }
            }
            Step::Released => {
                spans[index].end = record.at;
                released.insert(record.target, (index, record.at));
            }
            Step::GaveUp => spans[index].end = record.at,
        }
    }
    mark_critical(&mut spans);
    spans
}

/// Marks the chain of grants that held for the longest time.
fn mark_critical(spans: &mut [Span]) {
    let mut total: Vec<Duration> = Vec::with_capacity(spans.len());
    // Who grants began before: its index may still be larger, if it was granted later than this one began to wait.
    let mut order: Vec<usize> =
        (0..spans.len()).filter(|index| spans[*index].held.is_some()).collect();
    order.sort_by_key(|index| spans[*index].held);
    total.resize(spans.len(), Duration::ZERO);
    for index in order {
        let span = &spans[index];
        let held = span.held.map_or(Duration::ZERO, |held| span.end.saturating_sub(held));
        total[index] = held + span.granted_by.map_or(Duration::ZERO, |by| total[by]);
    }
    let last = (0..spans.len()).max_by_key(|index| total[*index]);
    let mut next = last.filter(|last| spans[*last].granted_by.is_some());
    while let Some(index) = next {
        spans[index].is_critical = true;
        next = spans[index].granted_by;
    }
}
