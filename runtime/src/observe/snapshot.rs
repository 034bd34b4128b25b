//! The table of what is held and waited for.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::{
    Kind,
    clock::{Instant, now},
    looks,
    registry::{self, Record, State},
    text::short,
};

/// Turns the registry on. What is held already is not in it.
pub fn enable() {
    looks::set(looks::REGISTRY, true);
}

/// Turns the registry off, and forgets what is in it.
pub fn disable() {
    looks::set(looks::REGISTRY, false);
    registry::clear();
    #[cfg(feature = "metrics")]
    super::measure::forget();
}

/// What is held and waited for now; empty while the registry is off.
///
/// Never fails, and waits for nothing but a short look into the registry.
pub fn snapshot() -> Snapshot {
    Snapshot::of(registry::all(), now())
}

/// A table of what is held and waited for: one entry for each primitive.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Snapshot {
    /// In the order in which they came into use.
    pub entries: Vec<Entry>,
}

/// A primitive that is held or waited for.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Entry {
    /// How an attribute names it: `self.accounts`.
    pub name: &'static str,
    /// `lock`, `rwlock`, `semaphore`, `barrier` or `event`.
    pub kind: &'static str,
    /// Tells apart two primitives of one name, within this process.
    pub address: usize,
    /// How many permits a semaphore has, as far as attributes hold them, or how many parties meet at a barrier; `None` of other
    /// primitives, and where the primitive cannot say it.
    pub size: Option<usize>,
    /// Who has it, the oldest first.
    pub holders: Vec<Holder>,
    /// Who waits for it, the oldest first; at a barrier, who has arrived.
    pub waiters: Vec<Waiter>,
}

/// Somebody who holds a primitive.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Holder {
    /// `lock`, `read`, `write` or `semaphore`.
    pub kind: &'static str,
    /// The function with the attribute.
    pub function: Option<&'static str>,
    /// `file:line:column` of the attribute.
    pub place: String,
    /// `task 7`, or `thread 2`.
    pub task: String,
    /// How many permits it has; 1 of other primitives.
    pub permits: usize,
    /// For how long it has it.
    pub held: Duration,
    /// Whether it has given the lock up to wait for a condition.
    pub on_condition: bool,
}

/// Somebody who waits for a primitive.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Waiter {
    /// `lock`, `read`, `write`, `semaphore`, `barrier` or `event`.
    pub kind: &'static str,
    /// The function with the attribute.
    pub function: Option<&'static str>,
    /// `file:line:column` of the attribute.
    pub place: String,
    /// `task 7`, or `thread 2`.
    pub task: String,
    /// For how long it waits.
    pub waited: Duration,
    /// Where the primitive was held that it waits for.
    pub behind: Option<String>,
    /// Since when it has been woken, and not polled: it has what it waits for, and whoever is behind it waits for it. Of
    /// another crate's primitive it may have to wait again.
    pub woken: Option<Duration>,
}

impl Snapshot {
    pub(crate) fn of(records: Vec<Record>, at: Instant) -> Snapshot {
        let mut places = BTreeMap::new();
        let mut entries: Vec<Entry> = Vec::new();
        for record in records {
            let site = record.site;
            let index = *places.entry(site.address).or_insert_with(|| {
                let kind = match site.kind {
                    Kind::Reading | Kind::Writing => "rwlock",
                    kind => kind.name(),
                };
                let (holders, waiters) = (Vec::new(), Vec::new());
                let (name, address) = (site.target, site.address);
                entries.push(Entry { name, kind, address, size: None, holders, waiters });
                entries.len() - 1
            });
            let entry: &mut Entry = &mut entries[index];
            entry.size = site.size.or(entry.size);
            let lasted = at.saturating_duration_since(record.since);
            let (kind, function, place) = (site.kind.name(), site.function, site.place.to_string());
            let task = record.task.to_string();
            let woken = record.woken.at().map(|woken| at.saturating_duration_since(woken));
            match (record.state, woken) {
                // A lock that was given up for a condition is handed over with the notification.
                (State::Waiting, _) | (State::Suspended, Some(_)) => {
                    let behind = record.behind.map(|behind| behind.place.to_string());
                    entry.waiters.push(Waiter {
                        kind,
                        function,
                        place,
                        task,
                        waited: lasted,
                        behind,
                        woken,
                    });
                }
                (State::Held | State::Suspended, _) => {
                    let on_condition = record.state == State::Suspended;
                    let (permits, held) = (site.amount, lasted);
                    entry.holders.push(Holder {
                        kind,
                        function,
                        place,
                        task,
                        permits,
                        held,
                        on_condition,
                    });
                }
            }
        }
        Snapshot { entries }
    }
}

impl Entry {
    /// `held`, `0 of 8`, `2 of 3 arrived`.
    fn state(&self) -> String {
        let held = self.holders.iter().filter(|holder| !holder.on_condition);
        let permits: usize = held.clone().map(|holder| holder.permits).sum();
        match (self.kind, held.count()) {
            ("barrier", _) => match self.size {
                Some(parties) => format!("{} of {parties} arrived", self.waiters.len()),
                None => format!("{} arrived", self.waiters.len()),
            },
            ("event", _) => "not set".to_owned(),
            ("semaphore", _) => match self.size {
                Some(all) => format!("{} of {all}", all.saturating_sub(permits)),
                None => format!("{permits} in use"),
            },
            (_, 0) if self.woken().is_some() => "handed over".to_owned(),
            (_, 0) => "free".to_owned(),
            ("rwlock", held) if self.holders.iter().all(|holder| holder.kind == "read") => {
                format!("read by {held}")
            }
            ("rwlock", _) => "written".to_owned(),
            (_, _) => "held".to_owned(),
        }
    }
}

impl Holder {
    pub(crate) fn who(&self) -> String {
        who(self.function, &self.place)
    }
}

impl Waiter {
    pub(crate) fn who(&self) -> String {
        who(self.function, &self.place)
    }
}

/// `transfer  src/bank.rs:88`
fn who(function: Option<&str>, place: &str) -> String {
    let place = place.rsplit_once(':').map_or(place, |(line, _column)| line);
    format!("{}  {place}", function.unwrap_or("-"))
}

impl Entry {
    /// The waiter that was woken first, and for how long it has not been polled.
    pub(super) fn woken(&self) -> Option<(&Waiter, Duration)> {
        let woken = self.waiters.iter().filter_map(|waiter| Some((waiter, waiter.woken?)));
        woken.max_by_key(|(_, since)| *since)
    }

    /// What is to be said besides: who was woken and does not go on, how many parties are missing at a barrier.
    fn remark(&self) -> String {
        let missing = self.size.and_then(|parties| parties.checked_sub(self.waiters.len()));
        match (self.woken(), self.kind, missing) {
            (Some((_, woken)), ..) => format!("woken {} ago, not polled since", short(woken)),
            (None, "barrier", Some(missing)) => format!("short of {missing}"),
            _ => String::new(),
        }
    }
}

/// One line for each primitive, with its holders and the length of its queue.
impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = vec![
            ["LOCK", "KIND", "STATE", "HELD BY", "SINCE", "QUEUE", "OLDEST WAIT", ""]
                .map(str::to_owned),
        ];
        for entry in &self.entries {
            let by = match &entry.holders[..] {
                [] => "-".to_owned(),
                [one] => one.who(),
                [oldest, ..] => format!("{} holders, oldest {}", entry.holders.len(), oldest.who()),
            };
            let since = entry.holders.first().map_or_else(|| "-".to_owned(), |it| short(it.held));
            let oldest =
                entry.waiters.first().map_or_else(|| "-".to_owned(), |it| short(it.waited));
            rows.push([
                entry.name.to_owned(),
                entry.kind.to_owned(),
                entry.state(),
                by,
                since,
                entry.waiters.len().to_string(),
                oldest,
                entry.remark(),
            ]);
        }
        let widths: [usize; 8] = std::array::from_fn(|column| {
            rows.iter().map(|row| row[column].len()).max().unwrap_or(0)
        });
        for row in rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                line.push_str(&format!("{cell:<width$}   "));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
