//! `cargo interlocking explain`.

use std::io::Write;

use interlocking_dsl::Rule;

use crate::{args::Explain, book, error::Error, render};

/// Prints the section of a rule, or which rules there are.
pub(crate) fn run(options: &Explain, out: &mut dyn Write) -> Result<(), Error> {
    match options.rule {
        Some(rule) => Ok(render::markdown::page(book::section(rule), out)?),
        None => list(out),
    }
}

fn list(out: &mut dyn Write) -> Result<(), Error> {
    for rule in Rule::ALL {
        let level = render::level(rule.level());
        writeln!(out, "{:28} {level:8} {}", rule.name(), rule.summary())?;
    }
    Ok(())
}
