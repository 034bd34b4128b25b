//! What happened to holds, in order, for a drawing.

use std::sync::{
    Arc, Mutex, PoisonError, Weak,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use super::{
    chrome,
    clock::{Instant, now},
    html, looks,
    record::{Record, Step},
    registry::{self, Happened},
    swimlanes,
};

/// Records what happens to the holds of the whole process, until it is dropped.
///
/// `Display` draws it: a lane for each function that holds, with a box while it does.
#[derive(Debug)]
pub struct Recording {
    records: Arc<Records>,
}

#[derive(Debug)]
struct Records {
    begin: Instant,
    records: Mutex<Vec<Record>>,
}

static RECORDINGS: Mutex<Vec<Weak<Records>>> = Mutex::new(Vec::new());
/// The number of recordings. While it is zero, a hold does not lock the list.
static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Recording {
    /// Begins to record, and turns the registry on.
    pub fn start() -> Recording {
        looks::set(looks::REGISTRY, true);
        let records = Arc::new(Records { begin: now(), records: Mutex::new(Vec::new()) });
        let mut recordings = RECORDINGS.lock().unwrap_or_else(PoisonError::into_inner);
        recordings.push(Arc::downgrade(&records));
        COUNT.store(recordings.len(), Relaxed);
        Recording { records }
    }

    /// What has happened so far.
    pub fn records(&self) -> Vec<Record> {
        self.records.records.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A page of HTML with a drawing that can be zoomed: lanes of functions and of primitives, an arrow from each release to the grant that
    /// followed, and the longest chain of them in another colour. One file, with nothing to load.
    pub fn html(&self) -> String {
        html::page(&self.records())
    }

    /// The trace format of Chrome, as JSON: [Perfetto](https://ui.perfetto.dev) opens it.
    pub fn chrome_trace(&self) -> String {
        chrome::trace(&self.records())
    }

    /// The drawing, with at most this number of characters in a line.
    pub fn draw(&self, width: usize) -> String {
        swimlanes::draw(&self.records(), width)
    }
}

impl std::fmt::Display for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.draw(100))
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let mut recordings = RECORDINGS.lock().unwrap_or_else(PoisonError::into_inner);
        recordings.retain(|other| !std::ptr::eq(other.as_ptr(), Arc::as_ptr(&self.records)));
        COUNT.store(recordings.len(), Relaxed);
    }
}

pub(super) fn record(happened: &Happened) {
    if COUNT.load(Relaxed) == 0 {
        return;
    }
    let recordings = RECORDINGS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for records in recordings.iter().filter_map(Weak::upgrade) {
        let record = Record {
            at: happened.at.saturating_duration_since(records.begin),
            hold: happened.hold.id,
            task: happened.hold.task.to_string(),
            target: happened.hold.site.target,
            kind: happened.hold.site.kind,
            function: happened.hold.site.function,
            place: happened.hold.site.place.to_string(),
            step: match happened.step {
                registry::Step::Waiting => Step::Waiting,
                registry::Step::Held => Step::Held,
                registry::Step::Released => Step::Released,
                registry::Step::GaveUp => Step::GaveUp,
            },
        };
        records.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }
}
