//! The whole item: a function with everything that our attributes say about it.

use proc_macro2::{Span, TokenStream};

use syn::ExprAsync;

use super::{
    attribute::{Attributes, ParsedAttribute},
    blocks::{self, InBody},
    function::Function,
    marks,
    moved::Output,
};
use crate::{diag::Diagnostics, language::Attribute, rules::Allowance};

/// A function, and what is written on it. Our attributes are off it and off its body; marks in the body point into `blocks` and
/// `allowances`.
pub(crate) struct Item {
    /// The attribute that was expanded first.
    pub(crate) attribute: Attribute,
    pub(crate) function: Function,
    pub(crate) attributes: Attributes,
    pub(crate) blocks: Vec<Attributes>,
    /// Of statements.
    pub(crate) allowances: Vec<Allowance>,
}

/// The attribute that is expanded.
pub(crate) struct First {
    pub(crate) attribute: Attribute,
    pub(crate) arguments: TokenStream,
    /// Whether it stands on the impl, the trait or the module around the function.
    pub(crate) is_around: bool,
}

impl Item {
    /// Parses an item with the attribute that is expanded first. `None` if it is no function.
    pub(crate) fn parse(
        first: First,
        item: &TokenStream,
        diagnostics: &mut Diagnostics,
    ) -> Option<Item> {
        let First { attribute, arguments, is_around } = first;
        let mut function = Function::parse(attribute, item, diagnostics)?;
        let arguments = function.renamed(arguments);
        function.rename_attributes();
        let first = ParsedAttribute::parse(attribute, arguments, Span::call_site(), diagnostics);
        if is_around {
            // Some other function may need them.
            first.allowed.iter().for_each(Allowance::use_elsewhere);
        }
        let output = function.output();
        let mut attributes = Attributes { parsed: vec![first], consumed: Vec::new(), output };
        attributes.take(&mut function.attributes, diagnostics);
        let body = function.body.as_mut();
        let in_body = body.map(|body| blocks::take(body, &mut attributes.consumed, diagnostics));
        let InBody { mut blocks, allowances } = in_body.unwrap_or_default();
        if let Some((future, output)) = function.made_future()
            && attributes.parsed.iter().any(ParsedAttribute::says_something)
        {
            hold_in(future, output, std::mem::take(&mut attributes), &mut blocks);
            function.rewrite_body();
        }
        Some(Item { attribute, function, attributes, blocks, allowances })
    }
}

/// The attributes of a function that makes a future are those of the future.
fn hold_in(
    future: &mut ExprAsync,
    output: Output,
    attributes: Attributes,
    blocks: &mut Vec<Attributes>,
) {
    let own = marks::mark_of_attributes(&future.attrs);
    let index = own.unwrap_or_else(|| {
        future.attrs.insert(0, marks::block(blocks.len()));
        blocks.push(Attributes::default());
        blocks.len() - 1
    });
    let of_future = &mut blocks[index];
    of_future.output = output;
    of_future.parsed.splice(0..0, attributes.parsed);
    of_future.consumed.splice(0..0, attributes.consumed);
}
