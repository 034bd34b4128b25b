//! Mistakes in the function's signature.

use proc_macro2::Span;
use syn::{Block, ExprAsync, Item, visit::Visit};

use crate::{
    diag::Diagnostics, known, language::Attribute, messages::attributes as messages, plan::Plan,
};

/// Acquiring means waiting, and only an `async fn` waits. A function that returns a future would release its guards before the
/// future is first polled.
pub(super) fn check_waits(plan: &Plan, diagnostics: &mut Diagnostics) {
    let (attribute, signature) = (plan.attribute, &plan.function.signature);
    if let Some(by) = &plan.function.written_by
        && attribute.is_written_at(Span::call_site())
    {
        let at = Span::call_site();
        diagnostics.push(messages::body_is_elsewhere(attribute, at, by));
        return;
    }
    if plan.function.is_async() {
        return;
    }
    let at = signature.fn_token.span;
    diagnostics.push(if let Some(constness) = &signature.constness {
        messages::const_fn(attribute, constness.span)
    } else if let Some(abi) = &signature.abi {
        messages::extern_fn(attribute, abi.extern_token.span)
    } else if plan.function.returns_future() {
        messages::not_async_returns_future(attribute, at, &signature.ident.to_string())
    } else if plan.function.block().is_some_and(contains_future) {
        messages::not_async_with_future(attribute, at)
    } else {
        messages::not_async(attribute, at, &signature.ident.to_string())
    });
}

/// Whether there is an async block in a body, such as one that is spawned.
fn contains_future(body: &Block) -> bool {
    struct Search(bool);

    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_async(&mut self, _: &'ast ExprAsync) {
            self.0 = true;
        }

        fn visit_item(&mut self, _: &'ast Item) {}
    }

    let mut search = Search(false);
    search.visit_block(body);
    search.0
}

/// A copy of the body that another attribute has made, without ours, lacks the names that they bind.
pub(super) fn check_is_no_copy(plan: &Plan, attributes: &[String], diagnostics: &mut Diagnostics) {
    let binds = plan.outer.names().next().is_some();
    let is_ours = |name: &&String| Attribute::ALL.iter().any(|ours| last(name) == ours.name());
    let mut above = attributes.iter().take_while(|name| !is_ours(name));
    let copying = above.find(|name| known::attributes::copies_body(last(name)));
    if let Some(copying) = copying.filter(|_| binds) {
        let by = format!("#[{copying}]");
        diagnostics.push(messages::body_is_copied(plan.attribute, Span::call_site(), &by));
    }
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// A method without a body has nothing to protect, and its implementations would lack the attribute.
pub(super) fn check_has_body(plan: &Plan, diagnostics: &mut Diagnostics) {
    let signature = &plan.function.signature;
    if plan.function.body.is_none() && signature.asyncness.is_some() {
        let name = &signature.ident;
        diagnostics.push(messages::no_body(plan.attribute, name.span(), &name.to_string()));
    }
}
