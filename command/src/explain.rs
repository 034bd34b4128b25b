//! `cargo interlocking explain`.

use std::io::Write;

use crate::{args::Explain, error::Error, render, rules};

/// Prints the page of a rule, or what rules there are.
pub(crate) fn run(options: &Explain, out: &mut dyn Write) -> Result<(), Error> {
    let Some(name) = &options.rule else { return list(out) };
    // A message names the rule by its path.
    let name = name.rsplit("::").next().unwrap_or(name);
    let Some(rule) = rules::all().find(|rule| rule.name == name) else {
        return Err(Error::unknown("rule", name, rules::all().map(|rule| rule.name)));
    };
    Ok(render::markdown::page(rule.page, out)?)
}

fn list(out: &mut dyn Write) -> Result<(), Error> {
    for rule in rules::all() {
        let summary = render::markdown::without_addresses(rule.summary);
        writeln!(out, "{:28} {:8} {summary}", rule.name, render::level(rule.level))?;
    }
    Ok(())
}
