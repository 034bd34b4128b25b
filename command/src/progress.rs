//! A line on the terminal that says that a long run is still going on.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

/// A run shorter than this needs no line.
const PATIENCE: Duration = Duration::from_secs(1);
const CLEAR: &str = "\r\x1b[2K";

/// Runs `work`. After a second, a line with `what` and the time stands on the terminal until it is done.
pub(crate) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !stderr().is_terminal() {
        return work();
    }
    let started = Instant::now();
    let (done, is_done) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut is_shown = false;
            // The channel is closed when the work is done, also if it panics.
            while is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                is_shown = true;
                show(&format!("{CLEAR}{what}, {} s", started.elapsed().as_secs()));
            }
            if is_shown {
                show(CLEAR);
            }
        });
        let _done = done;
        work()
    })
}

/// The line is a courtesy: a terminal that is gone is no reason to stop.
fn show(text: &str) {
    let mut terminal = stderr().lock();
    let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
}
