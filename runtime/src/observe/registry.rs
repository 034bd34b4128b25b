//! Every named hold that somebody waits for or has, while somebody looks.
//!
//! A hold is known by where its future is, which is pinned, until it is acquired or dropped; after that by its primitive and its task.
//! What happened is told by the caller, after the registry is unlocked: a subscriber may hold and release what it likes.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    mem,
    panic::Location,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    Kind, Wanted,
    clock::{Instant, now},
    parts_of,
    task::TaskId,
    woken::Woken,
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
    /// How many permits it takes.
    pub(crate) amount: usize,
    /// How many permits there are, those of holders that are seen included, or how many parties meet.
    pub(crate) size: Option<usize>,
}

impl Site {
    /// `name` is the place, and perhaps the function: `self.accounts in transfer`.
    pub(super) fn new(
        name: &'static str,
        wanted: Wanted,
        place: &'static Location<'static>,
    ) -> Self {
        let (target, function) = parts_of(name);
        let Wanted { kind, address, amount, size } = wanted;
        Site { kind, target, function, place, address, amount, size }
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
    /// When it was woken, since its future was polled last.
    pub(crate) woken: Woken,
    /// What is acquired after it, as one with it.
    rest: Vec<Site>,
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
#[cfg_attr(
    not(all(feature = "tracing", feature = "timeline")),
    allow(dead_code, reason = "read by events and drawings")
)]
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
    /// The records of holds that were given up for a condition, by where the futures are that acquire them again.
    suspended: BTreeMap<usize, u64>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    next: 0,
    records: BTreeMap::new(),
    waiting: BTreeMap::new(),
    suspended: BTreeMap::new(),
});

fn registry() -> MutexGuard<'static, Registry> {
    // Nothing in here panics, and a table that a panic has left is a table.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `other` code, which may hold something itself, between a name and its future.
#[cfg(feature = "tracing")]
pub(super) fn apart(other: impl FnOnce()) {
    // A guard in a thread-local may be dropped after this one is gone.
    let named = NAMED.try_with(RefCell::take).unwrap_or_default();
    other();
    _ = NAMED.try_with(|now| now.replace(named));
}

/// A future that is polled next.
struct Named {
    task: TaskId,
    /// `None` if it has a record already.
    site: Option<Site>,
}

thread_local! {
    /// The futures that are polled next, in the order of their addresses, as several are acquired. An attribute awaits at once what
    /// it names.
    static NAMED: RefCell<Vec<Named>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn remember(mut site: Site) {
    if let (Kind::Counting, Some(available)) = (site.kind, &mut site.size) {
        *available +=
            registry().holders(site.address).map(|holder| holder.site.amount).sum::<usize>();
    }
    let task = TaskId::current();
    NAMED.with_borrow_mut(|named| {
        // What another task has left was never polled.
        named.retain(|named| named.task == task);
        named.push(Named { task, site: Some(site) });
        named.sort_by_key(|named| named.site.map(|site| site.address));
    });
}

/// The future that was named is ready, without having waited if its name is still there.
pub(super) fn end(held: bool) -> Option<Happened> {
    let task = TaskId::current();
    let next = NAMED.with_borrow_mut(|named| {
        named.retain(|named| named.task == task);
        let next = (!named.is_empty()).then(|| named.remove(0));
        if !held {
            named.clear();
        }
        next
    });
    let site = next?.site.filter(|_| held)?;
    let mut registry = registry();
    let at = now();
    let id = registry.insert(site, at, Vec::new());
    registry.hold(id, at)
}

/// A future waits, for the primitive at `address` if it knows that. The names behind it wait with it: this thread runs other tasks
/// now.
pub(super) fn wait(future: usize, address: Option<usize>, woken: Woken) -> Option<Happened> {
    let mut registry = registry();
    if registry.waiting.contains_key(&future) {
        registry.note(future, woken);
        return None;
    }
    let mut named = NAMED.take();
    let is_it = |named: &Named| {
        named.site.is_some_and(|site| address.is_none_or(|address| site.address == address))
    };
    let Some(index) = named.iter().position(is_it) else {
        // Something else waits, such as the signal of `unless`.
        NAMED.set(named);
        return None;
    };
    let mut sites = named.drain(index..).filter_map(|named| named.site);
    let site = sites.next()?;
    let at = now();
    let id = registry.insert(site, at, sites.collect());
    registry.waiting.insert(future, id);
    let record = registry.records.get_mut(&id)?;
    record.has_waited = true;
    record.woken = woken;
    let hold = record.clone();
    Some(Happened { step: Step::Waiting, hold, at, lasted: Duration::ZERO })
}

/// A future still waits, with another waker.
pub(super) fn note(future: usize, woken: Woken) {
    registry().note(future, woken);
}

/// A future has what it waited for, and goes on to what was named with it.
pub(super) fn acquire(future: usize) -> Option<Happened> {
    let mut registry = registry();
    if let Some(id) = registry.suspended.remove(&future) {
        return registry.change(id, State::Held, Step::Held);
    }
    let id = registry.waiting.remove(&future)?;
    let task = TaskId::current();
    let rest = registry.records.get_mut(&id).map(|record| mem::take(&mut record.rest));
    let rest = rest.into_iter().flatten().map(|site| Named { task, site: Some(site) });
    // It is ready next itself.
    NAMED.set([Named { task, site: None }].into_iter().chain(rest).collect());
    registry.hold(id, now())
}

pub(super) fn cancel(future: usize) -> Option<Happened> {
    let mut registry = registry();
    let waiting = registry.waiting.remove(&future);
    let id = waiting.or_else(|| registry.suspended.remove(&future))?;
    registry.give_up(id, now())
}

pub(super) fn release(address: usize) -> Option<Happened> {
    let mut registry = registry();
    let id = registry.held_by(address, TaskId::current())?;
    registry.release(id, now())
}

/// A hold is given up while a condition is waited for, and will be acquired again by this future.
pub(super) fn suspend(address: usize, future: usize, woken: Woken) -> Option<Happened> {
    let mut registry = registry();
    let id = registry.held_by(address, TaskId::current())?;
    registry.suspended.insert(future, id);
    registry.note(future, woken);
    registry.change(id, State::Suspended, Step::Released)
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
    registry.suspended.clear();
}

impl Registry {
    fn holders(&self, address: usize) -> impl Iterator<Item = &Record> {
        self.records
            .values()
            .filter(move |record| record.site.address == address && record.state == State::Held)
    }

    /// The hold of a primitive that this task has; of any task, if it was moved to this one.
    fn held_by(&self, address: usize, task: TaskId) -> Option<u64> {
        let own = self.holders(address).filter(|record| record.task == task).last();
        own.or_else(|| self.holders(address).next()).map(|record| record.id)
    }

    fn insert(&mut self, site: Site, since: Instant, rest: Vec<Site>) -> u64 {
        let id = self.next;
        // 64 bits last for centuries.
        self.next += 1;
        let behind = self.holders(site.address).next().map(|record| record.site);
        let (task, state) = (TaskId::current(), State::Waiting);
        let (has_waited, woken) = (false, Woken::default());
        let record = Record { id, site, task, state, since, behind, has_waited, woken, rest };
        self.records.insert(id, record);
        id
    }

    fn note(&mut self, future: usize, woken: Woken) {
        let id = self.waiting.get(&future).or_else(|| self.suspended.get(&future));
        if let Some(record) = id.and_then(|id| self.records.get_mut(id)) {
            record.woken = woken;
        }
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

    fn change(&mut self, id: u64, to: State, step: Step) -> Option<Happened> {
        let record = self.records.get_mut(&id)?;
        let at = now();
        let lasted = at.saturating_duration_since(record.since);
        (record.state, record.since, record.has_waited) = (to, at, true);
        Some(Happened { step, hold: record.clone(), at, lasted })
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
