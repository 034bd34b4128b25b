//! What is stuck, found in a snapshot.
//!
//! A task that waits is stuck if everybody who could end its wait is stuck too: the holder of a lock, all holders of a semaphore's permits,
//! one of the readers before a writer. Found by taking away, again and again, whoever can go on; what is left cannot.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::{
    snapshot::{Entry, Snapshot, Waiter},
    text::short,
};
/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grade {
    /// It cannot go on: everybody waits for another of the same circle.
    Stuck,
    /// It may be slow, or stuck.
    Suspicious,
}

/// Something that is stuck or may be.
#[derive(Clone, Debug)]
pub struct Stall {
    /// How sure it is.
    pub grade: Grade,
    /// What it is, in one line.
    pub what: String,
    /// Who waits for what, and who has that, one line for each.
    pub chain: Vec<String>,
    /// How many more tasks wait behind it.
    pub behind: usize,
    /// The rule of the compiler that is about this.
    pub rule: &'static str,
}

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Stuck => "stuck",
            Grade::Suspicious => "suspicious",
        };
        writeln!(f, "{grade}: {}", self.what)?;
        for line in &self.chain {
            writeln!(f, "  {line}")?;
        }
        if self.behind > 0 {
            writeln!(f, "  {} more wait behind it", self.behind)?;
        }
        let page = "https://docs.rs/interlocking/latest/interlocking/rules/index.html";
        write!(f, "  rule: interlocking::{0}, see {page}#{0}", self.rule)
    }
}

/// A wait in a snapshot.
#[derive(Clone, Copy)]
struct Wait<'a> {
    entry: &'a Entry,
    waiter: &'a Waiter,
    /// The place in the queue.
    index: usize,
}

/// What is stuck in a snapshot, and what has lasted longer than `long` and so may be.
pub fn stalls(snapshot: &Snapshot, long: Duration) -> Vec<Stall> {
    let waits: Vec<Wait<'_>> = snapshot.entries.iter().flat_map(waits_of).collect();
    let stuck = stuck(&waits);
    let mut stalls: Vec<Stall> =
        circles(&stuck).iter().map(|circle| of_circle(circle, &waits)).collect();
    let in_circle = |task: &str| stuck.iter().any(|wait| wait.waiter.task == task);
    for entry in &snapshot.entries {
        let stall = not_polled(entry, long).or_else(|| suspicious(entry, long, &in_circle));
        stalls.extend(stall);
    }
    stalls
}

fn waits_of(entry: &Entry) -> impl Iterator<Item = Wait<'_>> {
    let waiters = entry.waiters.iter().enumerate();
    waiters.map(move |(index, waiter)| Wait { entry, waiter, index })
}

impl<'a> Wait<'a> {
    /// The tasks that must go on before it can, and whether one of them is enough.
    fn needs(self) -> (Vec<&'a str>, bool) {
        let holders = self.entry.holders.iter().filter(|holder| !holder.on_condition);
        match self.waiter.kind {
            "semaphore" => (holders.map(|holder| &*holder.task).collect(), true),
            // A reader waits for the writer, and for the writers that were there before it.
            "read" => {
                let writers = holders.filter(|holder| holder.kind == "write").map(|it| &*it.task);
                let before = self.entry.waiters[..self.index].iter();
                let before = before.filter(|waiter| waiter.kind == "write").map(|it| &*it.task);
                (writers.chain(before).collect(), false)
            }
            // Who sets an event or comes to a barrier is not known.
            "event" | "barrier" => (Vec::new(), false),
            _ => (holders.map(|holder| &*holder.task).collect(), false),
        }
    }
}

/// The waits that cannot end. A task that waits for what it holds itself may have another future that goes on.
fn stuck<'a>(waits: &[Wait<'a>]) -> Vec<Wait<'a>> {
    let mut left = waits.to_vec();
    loop {
        // A task is stuck if it has a wait, and each of its waits is stuck.
        let mut by_task: BTreeMap<&str, usize> = BTreeMap::new();
        waits.iter().for_each(|wait| *by_task.entry(&wait.waiter.task).or_default() += 1);
        let is_stuck = |task: &str| {
            let stuck = left.iter().filter(|wait| wait.waiter.task == task).count();
            stuck > 0 && by_task.get(task) == Some(&stuck)
        };
        let cannot_end = |wait: &Wait<'a>| {
            let (tasks, one_is_enough) = wait.needs();
            let mut others = tasks.into_iter().filter(|task| *task != wait.waiter.task).peekable();
            let has_others = others.peek().is_some();
            has_others && if one_is_enough { others.all(is_stuck) } else { others.any(is_stuck) }
        };
        let kept: Vec<Wait<'a>> = left.iter().filter(|wait| cannot_end(wait)).copied().collect();
        if kept.len() == left.len() {
            return kept;
        }
        left = kept;
    }
}

/// The circles among what is stuck: from each task to one that it waits for, until a task comes again.
fn circles<'a>(stuck: &[Wait<'a>]) -> Vec<Vec<Wait<'a>>> {
    let mut circles: Vec<Vec<Wait<'a>>> = Vec::new();
    for start in stuck {
        let mut path: Vec<Wait<'a>> = vec![*start];
        let circle = loop {
            let last = path[path.len() - 1];
            let needs = last.needs().0;
            let next = stuck.iter().find(|wait| {
                wait.waiter.task != last.waiter.task && needs.contains(&&*wait.waiter.task)
            });
            let Some(next) = next else { break None };
            match path.iter().position(|wait| wait.waiter.task == next.waiter.task) {
                Some(begin) => break Some(path.split_off(begin)),
                None => path.push(*next),
            }
        };
        let Some(circle) = circle else { continue };
        let is_known = |known: &Vec<Wait<'a>>| {
            known.iter().any(|wait| wait.waiter.task == circle[0].waiter.task)
        };
        if !circles.iter().any(is_known) {
            circles.push(circle);
        }
    }
    circles
}

fn of_circle(circle: &[Wait<'_>], waits: &[Wait<'_>]) -> Stall {
    let chain = circle.iter().map(|wait| {
        let (entry, waiter) = (wait.entry, wait.waiter);
        let needs = wait.needs().0;
        let holder = entry.holders.iter().find(|holder| needs.contains(&&*holder.task));
        let by = match holder {
            Some(holder) => format!("held by {}, {}", holder.task, holder.who()),
            None => "which a writer waits for".to_owned(),
        };
        format!(
            "{}, {} waits {} for `{}`, {by}",
            waiter.task,
            waiter.who(),
            short(waiter.waited),
            entry.name
        )
    });
    let tasks: Vec<&str> = circle.iter().map(|wait| &*wait.waiter.task).collect();
    let entries: Vec<usize> = circle.iter().map(|wait| wait.entry.address).collect();
    let behind = waits.iter().filter(|wait| {
        !tasks.contains(&&*wait.waiter.task) && entries.contains(&wait.entry.address)
    });
    Stall {
        grade: Grade::Stuck,
        what: format!("deadlock of {} tasks: each waits for what the next one holds", circle.len()),
        chain: chain.collect(),
        behind: behind.count(),
        rule: match circle.iter().all(|wait| wait.entry.kind == "lock") {
            true => "lock_order_inversion",
            false => "circular_wait",
        },
    }
}

/// Somebody was woken, and does not go on.
fn not_polled(entry: &Entry, long: Duration) -> Option<Stall> {
    let (waiter, woken) = entry.woken().filter(|(_, woken)| *woken >= long)?;
    Some(Stall {
        grade: Grade::Suspicious,
        what: format!(
            "{} was woken for `{}` {} ago, and its future has not been polled since",
            waiter.task,
            entry.name,
            short(woken)
        ),
        chain: vec![format!("{}, {}", waiter.task, waiter.who())],
        behind: entry.waiters.len() - 1,
        rule: "futurelock",
    })
}

/// What lasts long: a task that waits for what it holds, a barrier that is short, a hold with others behind it.
fn suspicious(entry: &Entry, long: Duration, in_circle: &dyn Fn(&str) -> bool) -> Option<Stall> {
    let oldest = entry.waiters.iter().find(|waiter| !in_circle(&waiter.task))?;
    if oldest.waited < long {
        return None;
    }
    let waited = short(oldest.waited);
    let own =
        entry.holders.iter().find(|holder| holder.task == oldest.task && !holder.on_condition);
    let (what, mut chain, rule) = match (entry.kind, own) {
        ("barrier", _) => (
            format!(
                "the barrier `{}` is short: {} wait there for {waited}",
                entry.name,
                entry.waiters.len()
            ),
            Vec::new(),
            "unfillable_barrier",
        ),
        ("event", _) => (
            format!("nobody has set `{}` for {waited}", entry.name),
            Vec::new(),
            "event_not_set_on_error",
        ),
        (_, Some(own)) => (
            format!(
                "{} waits {waited} for `{}`, which it holds itself: the same lock twice, or a future that nobody polls",
                oldest.task, entry.name
            ),
            vec![format!("held by {} for {}", own.who(), short(own.held))],
            "futurelock",
        ),
        (_, None) => {
            let holder = entry.holders.iter().find(|holder| !holder.on_condition)?;
            (
                format!(
                    "`{}` is held for {}, and {} wait for it",
                    entry.name,
                    short(holder.held),
                    entry.waiters.len()
                ),
                vec![format!("held by {}, {}", holder.task, holder.who())],
                "held_across_await",
            )
        }
    };
    chain.push(format!("{}, {} waits longest: {waited}", oldest.task, oldest.who()));
    let behind = entry.waiters.len() - 1;
    Some(Stall { grade: Grade::Suspicious, what, chain, behind, rule })
}
