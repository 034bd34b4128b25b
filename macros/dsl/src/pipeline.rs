//! parse -> plan -> check -> expand, on one screen; the only place where errors become tokens.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::{
    check::{self, Surroundings},
    diag::{Diagnostics, Report},
    edition,
    expand::{self as expansion, fallback},
    flow::oracle::Oracle,
    language::Attribute,
    manifest,
    messages::attributes as messages,
    model,
    parse::{First, Item, ParsedAttribute, members},
    plan::Plan,
    rules::levels,
};

/// Expands `attribute`, written with `arguments`, on `item`, and with it every other of our attributes on and in the item.
///
/// Each mistake becomes one `compile_error!`. The item is emitted all the same, so that its callers still compile; where an
/// attribute is wrong, with its guards but without their acquisition.
pub fn expand(attribute: Attribute, arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand_observed(attribute, arguments, item, &mut |_| {})
}

/// Expands `check!()`: reports what is wrong with the functions of the crate that have no attribute.
pub fn check_crate(arguments: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    if let Some(argument) = arguments.into_iter().next() {
        diagnostics.push(messages::check_with_arguments(argument.span()));
    }
    check::check_elsewhere(&model::found_elsewhere(Span::call_site()), &mut diagnostics);
    let Report { errors, warnings, .. } = diagnostics.finish();
    let errors = errors.map(|errors| errors.to_compile_error());
    let warnings = (!warnings.is_empty()).then(|| quote! { const _: () = { #warnings }; });
    quote! { #errors #warnings }
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
        && let Some(expanded) = expand_members(&arguments, &item)
    {
        return expanded;
    }
    expand_function(First { attribute, arguments, is_around: false }, item, ended)
}

fn expand_function(first: First, item: TokenStream, ended: &mut dyn FnMut(Stage)) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let found = model::found_in([&first.arguments, &item]);
    let Some(parsed) = Item::parse(first, &item, &mut diagnostics) else {
        return fallback::item(diagnostics, item);
    };
    let plan = Plan::new(parsed, &mut diagnostics);
    ended(Stage::Planned);
    let in_crate = model::function_of_this_compilation(&plan.function.signature.ident);
    let oracle = in_crate.as_ref().map(model::InCrate::oracle);
    let around = Surroundings {
        attributes: &in_crate.as_ref().map(model::InCrate::attributes).unwrap_or_default(),
        found: &found,
        oracle: oracle.as_ref().map(|oracle| oracle as &dyn Oracle),
        short_temporaries: edition::has_short_temporaries(),
    };
    let recoveries = check::check(&plan, &around, &mut diagnostics);
    ended(Stage::Checked);
    let is_first = manifest::is_first_use();
    for levels::Mistake { what, help } in is_first.then(levels::mistakes).into_iter().flatten() {
        diagnostics.push_violation(messages::manifest(Span::call_site(), what, &help));
    }
    let Report { errors, malformed, warnings } = diagnostics.finish();
    let watched = is_first.then(watched);
    let warnings = quote! { #watched #warnings };
    let function = if malformed || !recoveries.is_empty() {
        fallback::function(plan, &recoveries, warnings)
    } else {
        // With a violation of a rule, the attributes still say what to hold: every name in the body is bound.
        expansion::function(plan, warnings)
    };
    let errors = errors.map(|errors| errors.to_compile_error());
    quote! { #errors #function }
}

/// Makes the compiler watch the manifest: an edit of what it says of the rules takes effect at once.
fn watched() -> Option<TokenStream> {
    let is_in_compiler = Span::call_site().local_file().is_some();
    is_in_compiler.then(|| {
        quote_spanned! { Span::mixed_site()=>
            const _: &::core::primitive::str = ::core::include_str!(
                ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")
            );
        }
    })
}

/// Expands what is in an impl, a trait or a module with `#[synchronized(..)]`; `None` if the item is none of them.
fn expand_members(arguments: &TokenStream, item: &TokenStream) -> Option<TokenStream> {
    let item = members::parse(item)?;
    let mut diagnostics = Diagnostics::new();
    ParsedAttribute::parse(
        Attribute::Synchronized,
        arguments.clone(),
        Span::call_site(),
        &mut diagnostics,
    );
    let errors = diagnostics.finish().errors.map(|errors| errors.to_compile_error());
    // A mistake in the arguments is one mistake, not one in each function.
    let arguments = if errors.is_some() { &TokenStream::new() } else { arguments };
    let expanded = members::expand_members(arguments, item, |arguments, function| {
        let first = First { attribute: Attribute::Synchronized, arguments, is_around: true };
        expand_function(first, function, &mut |_| {})
    });
    Some(quote! { #errors #expanded })
}
