//! The whole item: a function with everything that our attributes say about it.

use proc_macro2::{Span, TokenStream};

use super::{
    attribute::{Attributes, ParsedAttribute},
    blocks::{self, InBody},
    function::Function,
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

impl Item {
    /// Parses the item that `attribute` stands on. `None` if it is no function.
    pub(crate) fn parse(
        attribute: Attribute,
        arguments: TokenStream,
        item: &TokenStream,
        diagnostics: &mut Diagnostics,
    ) -> Option<Item> {
        let mut function = Function::parse(attribute, item, diagnostics)?;
        let arguments = function.renamed(arguments);
        function.rename_attributes();
        let first = ParsedAttribute::parse(attribute, arguments, Span::call_site(), diagnostics);
        let mut attributes = Attributes { parsed: vec![first], consumed: Vec::new() };
        attributes.take(&mut function.attributes, diagnostics);
        let body = function.body.as_mut();
        let in_body = body.map(|body| blocks::take(body, &mut attributes.consumed, diagnostics));
        let InBody { blocks, allowances } = in_body.unwrap_or_default();
        Some(Item { attribute, function, attributes, blocks, allowances })
    }
}
