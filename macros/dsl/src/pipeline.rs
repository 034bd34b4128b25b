//! parse -> plan -> check -> expand, on one screen; the only place where errors become tokens.

use proc_macro2::TokenStream;

use crate::{
    check, diag::Diagnostics, expand as expansion, fallback, members, parse::Function, plan::Plan,
};

/// The attributes of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `#[guarded(LOCK, ..)]`
    Guarded,
    /// `#[semaphore(8)]`
    Semaphore,
    /// `#[barrier(3)]`
    Barrier,
    /// `#[waits(EVENT)]`
    Waits,
    /// `#[sets(EVENT)]`
    Sets,
    /// `#[synchronized]`
    Synchronized,
}

impl Attribute {
    /// All of them.
    pub const ALL: [Attribute; 6] = [
        Attribute::Guarded,
        Attribute::Semaphore,
        Attribute::Barrier,
        Attribute::Waits,
        Attribute::Sets,
        Attribute::Synchronized,
    ];

    /// How it is written.
    pub fn name(self) -> &'static str {
        match self {
            Attribute::Guarded => "guarded",
            Attribute::Semaphore => "semaphore",
            Attribute::Barrier => "barrier",
            Attribute::Waits => "waits",
            Attribute::Sets => "sets",
            Attribute::Synchronized => "synchronized",
        }
    }
}

/// Expands `attribute`, written with `arguments`, on `item`, and with it every other of our attributes on and in the item.
///
/// With mistakes, the result is one `compile_error!` for each, and the item without our attributes, so that nothing else stops
/// making sense.
pub fn expand(attribute: Attribute, arguments: TokenStream, item: TokenStream) -> TokenStream {
    if attribute == Attribute::Synchronized
        && arguments.is_empty()
        && let Some(expanded) = members::expand(&item)
    {
        return expanded;
    }
    let mut diagnostics = Diagnostics::new();
    let Some(function) = Function::parse(attribute, &item, &mut diagnostics) else {
        return fallback::item(diagnostics, item);
    };
    let mut plan = Plan::new(attribute, arguments, function, &mut diagnostics);
    check::check(&mut plan, &mut diagnostics);
    match diagnostics.finish() {
        Ok(()) => expansion::function(plan),
        Err(errors) => fallback::function(&errors, plan),
    }
}
