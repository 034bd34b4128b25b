//! `cargo interlocking`: finds deadlocks in async Rust code, maps who holds what while waiting for what, and explains the rules.
//!
//! It reads sources alone: nothing is built, the network is not used, and nothing is written but the baseline.

mod analysis;
mod args;
mod baseline;
mod book;
mod check;
mod error;
mod explain;
mod files;
mod levels;
mod map;
mod progress;
mod render;
mod sources;

use std::{
    io::{BufWriter, Write},
    process::ExitCode,
};

use crate::{
    args::{Args, Command},
    error::Error,
};

const FINDINGS: u8 = 1;
const FAILED: u8 = 2;

fn main() -> ExitCode {
    match run(&Args::parse_from_cargo().command) {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::from(FINDINGS),
        Err(error) => {
            if !error.is_closed_pipe() {
                eprintln!("error: {error}");
            }
            ExitCode::from(FAILED)
        }
    }
}

/// Runs the command; whether it found anything.
fn run(command: &Command) -> Result<bool, Error> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    let found = match command {
        Command::Check(options) => check::run(options, &mut out)?,
        Command::Map(options) => map::run(options, &mut out).map(|()| false)?,
        Command::Explain(options) => explain::run(options, &mut out).map(|()| false)?,
    };
    out.flush()?;
    Ok(found)
}
