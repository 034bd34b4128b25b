//! parse -> plan -> check -> expand, on one screen; the only place where errors become tokens.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    check,
    diag::{Diagnostics, Report},
    expand::{self as expansion, fallback},
    language::Attribute,
    parse::{Item, members},
    plan::Plan,
};

/// Expands `attribute`, written with `arguments`, on `item`, and with it every other of our attributes on and in the item.
///
/// Each mistake becomes one `compile_error!`. The item is emitted all the same, so that its callers still compile; where an
/// attribute is wrong, without what the attributes hold.
pub fn expand(attribute: Attribute, arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand_observed(attribute, arguments, item, &mut |_| {})
}

/// A part of the expansion of one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The function is parsed, and what its attributes say is planned.
    Planned,
    /// The checks have run.
    Checked,
}

/// As [`expand`], and calls `ended` at the end of each stage, for measurements.
pub fn expand_observed(
    attribute: Attribute,
    arguments: TokenStream,
    item: TokenStream,
    ended: &mut dyn FnMut(Stage),
) -> TokenStream {
    if attribute == Attribute::Synchronized
        && arguments.is_empty()
        && let Some(expanded) = members::expand_members(&item, synchronized)
    {
        return expanded;
    }
    let mut diagnostics = Diagnostics::new();
    let Some(parsed) = Item::parse(attribute, arguments, &item, &mut diagnostics) else {
        return fallback::item(diagnostics, item);
    };
    let plan = Plan::new(parsed, &mut diagnostics);
    ended(Stage::Planned);
    let recoveries = check::check(&plan, &mut diagnostics);
    ended(Stage::Checked);
    let Report { errors, malformed, warnings } = diagnostics.finish();
    let function = if malformed || !recoveries.is_empty() {
        fallback::function(plan, &recoveries, warnings)
    } else {
        // With a violation of a rule, the attributes still say what to hold: every name in the body is bound.
        expansion::function(plan, warnings)
    };
    let errors = errors.map(|errors| errors.to_compile_error());
    quote! { #errors #function }
}

/// A function inside of an item with `#[synchronized]`.
fn synchronized(function: TokenStream) -> TokenStream {
    expand(Attribute::Synchronized, TokenStream::new(), function)
}
