//! Every named hold that somebody waits for or has, while somebody looks.
//!
//! A hold is known by where its future is, which is pinned, until it is acquired or dropped; after that by its primitive and its task.
//! What happened is told by the caller, after the registry is unlocked: a subscriber may hold and release what it likes.

use std::{
    cell::Cell,
    collections::BTreeMap,
    panic::Location,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};

use super::{
    Kind,
    clock::{Instant, now},
    parts_of,
    task::TaskId,
};

/// What is held, and by which attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) kind: Kind,
    /// The place in the attribute: `self.accounts`.
    pub(crate) target: &'static str,
    pub(crate) function: Option<&'static str>,
    pub(crate) place: &'static Location<'static>,
    pub(crate) address: usize,
}

impl Site {
    /// `name` is the place, and perhaps the function: `self.accounts in transfer`.
    pub(super) fn new(
        kind: Kind,
        name: &'static str,
        address: usize,
        place: &'static Location<'static>,
    ) -> Self {
        let (target, function) = parts_of(name);
        Site { kind, target, function, place, address }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Held,
    /// Given up while a condition is waited for.
    Suspended,
}

/// A hold that somebody waits for or has.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: u64,
    pub(crate) site: Site,
    pub(crate) task: TaskId,
    pub(crate) state: State,
    /// When it began to wait, or was acquired.
    pub(crate) since: Instant,
    /// Who held the primitive when it began to wait, or released it last since then.
    pub(crate) behind: Option<Site>,
    /// Whether the first poll did not acquire it.
    pub(crate) has_waited: bool,
}

/// What happened to a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Waiting,
    Held,
    Released,
    /// The limit was reached, the signal came, or the future was dropped.
    GaveUp,
}

/// A step of a hold, for those who listen.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) step: Step,
    pub(crate) hold: Record,
    pub(crate) at: Instant,
    /// For how long it waited, or was held.
    pub(crate) lasted: Duration,
}

#[derive(Default)]
struct Registry {
    next: u64,
    records: BTreeMap<u64, Record>,
    /// The records of futures that wait, by where they are.
    waiting: BTreeMap<usize, u64>,
}

static REGISTRY: Mutex<Registry> =
    Mutex::new(Registry { next: 0, records: BTreeMap::new(), waiting: BTreeMap::new() });

fn registry() -> MutexGuard<'static, Registry> {
    // Nothing in here panics, and a table that a panic has left is a table.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// What the future that is polled next waits for. An attribute awaits at once what it names.
    static NEXT: Cell<Vec<Site>> = const { Cell::new(Vec::new()) };
}

pub(super) fn remember(site: Site) {
    NEXT.with(|next| {
        let mut sites = next.take();
        sites.push(site);
        // In the order of their addresses, as several are acquired.
        sites.sort_by_key(|site| site.address);
        next.set(sites);
    });
}

fn next_site() -> Option<Site> {
    NEXT.with(|next| {
        let mut sites = next.take();
        let site = (!sites.is_empty()).then(|| sites.remove(0));
        next.set(sites);
        site
    })
}

/// A future is polled: makes its record, if it is the first time.
pub(super) fn begin(future: usize) {
    let mut registry = registry();
    if registry.waiting.contains_key(&future) {
        return;
    }
    let Some(site) = next_site() else { return };
    let id = registry.next;
    // 64 bits last for centuries.
    registry.next += 1;
    let behind = registry.holders(site.address).next().map(|record| record.site);
    let (task, since) = (TaskId::current(), now());
    let state = State::Waiting;
    registry.records.insert(id, Record { id, site, task, state, since, behind, has_waited: false });
    registry.waiting.insert(future, id);
}

/// A future was polled, and waits, has acquired, or has failed.
pub(super) fn end(future: usize, polled: Poll<bool>) -> Option<Happened> {
    let mut registry = registry();
    let &id = registry.waiting.get(&future)?;
    let at = now();
    match polled {
        Poll::Pending => registry.wait(id, at),
        Poll::Ready(true) => {
            registry.waiting.remove(&future);
            registry.hold(id, at)
        }
        Poll::Ready(false) => {
            registry.waiting.remove(&future);
            registry.give_up(id, at)
        }
    }
}

pub(super) fn cancel(future: usize) -> Option<Happened> {
    let mut registry = registry();
    let id = registry.waiting.remove(&future)?;
    registry.give_up(id, now())
}

pub(super) fn release(address: usize) -> Option<Happened> {
    let mut registry = registry();
    let id = registry.held_by(address, TaskId::current(), State::Held)?;
    registry.release(id, now())
}

pub(super) fn suspend(address: usize) {
    change(address, State::Held, State::Suspended);
}

pub(super) fn resume(address: usize) {
    change(address, State::Suspended, State::Held);
}

fn change(address: usize, from: State, to: State) {
    let mut registry = registry();
    let id = registry.held_by(address, TaskId::current(), from);
    if let Some(record) = id.and_then(|id| registry.records.get_mut(&id)) {
        record.state = to;
    }
}

/// All records, the oldest first.
pub(super) fn all() -> Vec<Record> {
    registry().records.values().cloned().collect()
}

/// Forgets everything: what is held is not seen to be released while nobody looks.
pub(super) fn clear() {
    let mut registry = registry();
    registry.records.clear();
    registry.waiting.clear();
}

impl Registry {
    fn holders(&self, address: usize) -> impl Iterator<Item = &Record> {
        self.records
            .values()
            .filter(move |record| record.site.address == address && record.state == State::Held)
    }

    /// The hold of a primitive that this task has; of any task, if it was moved to this one.
    fn held_by(&self, address: usize, task: TaskId, state: State) -> Option<u64> {
        let all = || {
            self.records
                .values()
                .filter(|record| record.site.address == address && record.state == state)
        };
        let own = all().rfind(|record| record.task == task);
        own.or_else(|| all().next()).map(|record| record.id)
    }

    fn wait(&mut self, id: u64, at: Instant) -> Option<Happened> {
        let record = self.records.get_mut(&id)?;
        if std::mem::replace(&mut record.has_waited, true) {
            return None;
        }
        let hold = record.clone();
        Some(Happened { step: Step::Waiting, hold, at, lasted: Duration::ZERO })
    }

    fn hold(&mut self, id: u64, at: Instant) -> Option<Happened> {
        let record = self.records.get_mut(&id)?;
        let lasted = at.saturating_duration_since(record.since);
        (record.state, record.since) = (State::Held, at);
        let hold = record.clone();
        if !hold.site.kind.is_held() {
            self.records.remove(&id);
        }
        Some(Happened { step: Step::Held, hold, at, lasted })
    }

    fn give_up(&mut self, id: u64, at: Instant) -> Option<Happened> {
        let hold = self.records.remove(&id)?;
        let lasted = at.saturating_duration_since(hold.since);
        Some(Happened { step: Step::GaveUp, hold, at, lasted })
    }

    fn release(&mut self, id: u64, at: Instant) -> Option<Happened> {
        let hold = self.records.remove(&id)?;
        for waiting in self.records.values_mut() {
            if waiting.state == State::Waiting && waiting.site.address == hold.site.address {
                waiting.behind = Some(hold.site);
            }
        }
        let lasted = at.saturating_duration_since(hold.since);
        Some(Happened { step: Step::Released, hold, at, lasted })
    }
}
