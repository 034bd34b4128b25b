//! What rustc would report a second time, in other words, is mended in the body, which then serves as a fallback only.

use std::ptr;

use proc_macro2::Ident;
use syn::{
    Expr, ExprMethodCall, Item, parse_quote,
    visit_mut::{self, VisitMut},
};

use crate::plan::Plan;

/// Where is said by the address in the body, which stays where it is.
pub(super) enum Mend {
    /// A call lacks its guard, as the argument with this number.
    Argument { call: *const ExprMethodCall, at: usize, guard: Ident },
    /// A predicate waits.
    Predicate(*const Expr),
}

pub(super) fn apply(mends: &[Mend], plan: &mut Plan) {
    let Some(body) = &mut plan.function.body else { return };
    if let Some(block) = &mut body.block {
        Mender(mends).visit_block_mut(block);
        body.rewritten = true;
    }
}

struct Mender<'a>(&'a [Mend]);

impl VisitMut for Mender<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let is_it = |mend: &Mend| matches!(mend, Mend::Predicate(it) if ptr::eq(*it, expr));
        if self.0.iter().any(is_it) {
            *expr = parse_quote!(|_| true);
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        for mend in self.0 {
            if let Mend::Argument { call: it, at, guard } = mend
                && ptr::eq(*it, call)
            {
                let borrowed = call.method.to_string().starts_with("notify");
                let guard = if borrowed { parse_quote!(&#guard) } else { parse_quote!(#guard) };
                call.args.insert(*at, guard);
            }
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
