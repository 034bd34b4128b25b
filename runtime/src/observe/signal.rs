//! The table on a signal.

use std::{io, thread};

use signal_hook::{consts::SIGQUIT, iterator::Signals};

use super::{report::report, snapshot::enable};

/// Turns the registry on, and prints [`report`] to the standard error at each `SIGQUIT`, from a thread of its own: `kill -QUIT`, or
/// Ctrl-\\ at a terminal, as `jstack` does for Java.
///
/// # Errors
///
/// If the signal cannot be registered, or no thread can be had.
pub fn dump_on_signal() -> io::Result<()> {
    enable();
    let mut signals = Signals::new([SIGQUIT])?;
    let dump = move || {
        for _ in signals.forever() {
            eprintln!("{}", report());
        }
    };
    thread::Builder::new().name("interlocking-dump".to_owned()).spawn(dump)?;
    Ok(())
}
