//! A thread that looks at the table from time to time, and says what is stuck.

use std::{
    collections::BTreeSet,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    snapshot::{enable, snapshot},
    stalls::{Grade, Stall, stalls},
};

/// How [`watch_with`] looks.
#[derive(Clone, Copy, Debug)]
pub struct WatchConfig {
    /// How often. 1 s by default.
    pub every: Duration,
    /// How long a wait lasts before it is suspicious. 10 s by default.
    pub long: Duration,
}

impl Default for WatchConfig {
    fn default() -> Self {
        WatchConfig { every: Duration::from_secs(1), long: Duration::from_secs(10) }
    }
}

/// The thread of [`watch_with`]; dropping it ends the thread.
#[derive(Debug)]
#[must_use = "the watch ends when this is dropped"]
pub struct Watching {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Turns the registry on, and looks for what is stuck from a thread of its own. Each stall is reported once, for as long as it lasts, as an
/// event of `tracing`: at `ERROR` what is stuck, at `WARN` what is suspicious, with the fields `grade`, `rule` and `behind`.
///
/// What is stuck is looked at a second time before it is reported. Time in which this thread did not run, since the process or the machine
/// was suspended, counts for nobody's wait.
#[cfg(feature = "tracing")]
pub fn watch(config: WatchConfig) -> Watching {
    watch_with(config, super::events::stalled)
}

/// [`watch`](super::watch()) that gives each stall to `report` instead.
pub fn watch_with(
    config: WatchConfig,
    mut report: impl FnMut(&Stall) + Send + 'static,
) -> Watching {
    enable();
    let (stop, stopped) = mpsc::channel::<()>();
    let thread = thread::Builder::new().name("interlocking-watch".to_owned()).spawn(move || {
        let mut watcher = Watcher::new(config);
        loop {
            match stopped.recv_timeout(config.every) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
            watcher.look(Instant::now(), &mut report);
        }
    });
    let thread = thread.expect("the system has a thread left");
    Watching { stop: Some(stop), thread: Some(thread) }
}

impl Drop for Watching {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It panics only if the report did, which has said so.
            _ = thread.join();
        }
    }
}

/// What was reported already.
struct Watcher {
    config: WatchConfig,
    last: Instant,
    /// Time in which the watcher itself did not run.
    gaps: Duration,
    seen: BTreeSet<String>,
    reported: BTreeSet<String>,
}

impl Watcher {
    fn new(config: WatchConfig) -> Self {
        let (seen, reported) = (BTreeSet::new(), BTreeSet::new());
        Watcher { config, last: Instant::now(), gaps: Duration::ZERO, seen, reported }
    }

    fn look(&mut self, at: Instant, report: &mut dyn FnMut(&Stall)) {
        let passed = at.saturating_duration_since(self.last);
        self.last = at;
        self.gaps = match passed.checked_sub(self.config.every * 2) {
            Some(gap) => self.gaps + gap,
            // A gap is forgotten once nobody can have waited through it unnoticed.
            None => self.gaps.saturating_sub(passed),
        };
        let found = stalls(&snapshot(), self.config.long + self.gaps);
        let keys: BTreeSet<String> = found.iter().map(key).collect();
        for stall in &found {
            let key = key(stall);
            // What is stuck stays: it is believed at the second look.
            let is_sure = stall.grade == Grade::Suspicious || self.seen.contains(&key);
            if is_sure && self.reported.insert(key) {
                #[cfg(feature = "metrics")]
                super::measure::stalled(stall.rule);
                report(stall);
            }
        }
        self.reported.retain(|key| keys.contains(key));
        self.seen = keys;
    }
}

/// What stays the same of a stall while it lasts.
fn key(stall: &Stall) -> String {
    let mut key = format!("{:?} {}", stall.grade, stall.rule);
    for line in &stall.chain {
        // Without the times.
        key.extend(line.split(" waits ").next());
        key.push(';');
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_which_it_did_not_run_counts_for_nobody() {
        let config = WatchConfig::default();
        let mut watcher = Watcher::new(config);
        let begin = watcher.last;
        watcher.look(begin + Duration::from_secs(1), &mut |_| {});
        assert_eq!(watcher.gaps, Duration::ZERO);
        watcher.look(begin + Duration::from_secs(61), &mut |_| {});
        assert_eq!(watcher.gaps, Duration::from_secs(58));
        watcher.look(begin + Duration::from_secs(62), &mut |_| {});
        assert_eq!(watcher.gaps, Duration::from_secs(57));
    }
}
