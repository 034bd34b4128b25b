//! Metrics of the `metrics` facade. Labels are the names in the attributes and their places: as many as there are attributes.

use std::{
    collections::HashMap,
    panic::Location,
    sync::{Mutex, PoisonError},
};

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use super::registry::{Happened, Site, Step};

/// What is measured at one attribute. It is registered once.
#[derive(Clone)]
struct Meters {
    wait: Histogram,
    held: Histogram,
    contended: Counter,
    waiters: Gauge,
    in_use: Option<Gauge>,
}

impl Meters {
    fn new(site: &Site) -> Self {
        let (target, kind, place) = (site.target, site.kind.name(), site.place.to_string());
        let in_use = kind == "semaphore";
        Meters {
            wait: histogram!("interlocking_wait_seconds", "target" => target, "kind" => kind, "site" => place.clone()),
            held: histogram!("interlocking_held_seconds", "target" => target, "kind" => kind, "site" => place.clone()),
            contended: counter!("interlocking_contended_total", "target" => target, "kind" => kind, "site" => place),
            waiters: gauge!("interlocking_waiters", "target" => target),
            in_use: in_use.then(|| gauge!("interlocking_permits_in_use", "target" => target)),
        }
    }
}

/// An attribute, by the name and the place of its target.
type Attribute = (&'static str, &'static Location<'static>);

static METERS: Mutex<Option<HashMap<Attribute, Meters>>> = Mutex::new(None);

/// The time that others have waited for the holder at a place.
static BLAMED: Mutex<Option<HashMap<Attribute, Gauge>>> = Mutex::new(None);

fn meters(site: &Site) -> Meters {
    let mut meters = METERS.lock().unwrap_or_else(PoisonError::into_inner);
    let meters = meters.get_or_insert_default();
    meters.entry((site.target, site.place)).or_insert_with(|| Meters::new(site)).clone()
}

/// Forgets the meters: they belong to the recorder that was there when they were made.
pub(super) fn forget() {
    METERS.lock().unwrap_or_else(PoisonError::into_inner).take();
    BLAMED.lock().unwrap_or_else(PoisonError::into_inner).take();
}

pub(super) fn measure(happened: &Happened) {
    let Happened { step, hold, lasted, .. } = happened;
    let meters = meters(&hold.site);
    let seconds = lasted.as_secs_f64();
    match step {
        Step::Waiting => {
            meters.contended.increment(1);
            meters.waiters.increment(1.0);
        }
        Step::Held => {
            meters.wait.record(seconds);
            if hold.has_waited {
                meters.waiters.decrement(1.0);
                blame(hold.site.target, hold.behind, seconds);
            }
            if let Some(in_use) = &meters.in_use {
                in_use.increment(hold.site.amount as f64);
            }
        }
        Step::Released => {
            meters.held.record(seconds);
            if let Some(in_use) = &meters.in_use {
                in_use.decrement(hold.site.amount as f64);
            }
        }
        Step::GaveUp => {
            meters.wait.record(seconds);
            meters.waiters.decrement(1.0);
            blame(hold.site.target, hold.behind, seconds);
        }
    }
}

/// The time of a wait, for the holder that was waited for last. It is a gauge that only grows, as a counter of the facade counts whole
/// numbers.
fn blame(target: &'static str, behind: Option<Site>, seconds: f64) {
    let Some(behind) = behind else { return };
    let mut blamed = BLAMED.lock().unwrap_or_else(PoisonError::into_inner);
    let blamed = blamed.get_or_insert_default();
    let blamed = blamed.entry((target, behind.place)).or_insert_with(|| {
        let site = behind.place.to_string();
        gauge!("interlocking_blamed_wait_seconds_total", "target" => target, "holder_site" => site)
    });
    blamed.increment(seconds);
}

/// Counts what [`watch`](super::watch()) reports.
pub(super) fn stalled(rule: &'static str) {
    counter!("interlocking_stalls_total", "rule" => rule).increment(1);
}
