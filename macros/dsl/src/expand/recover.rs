//! A body whose mistakes rustc would report a second time is emitted without them.

use syn::{
    Block, Expr, Item, parse_quote,
    visit_mut::{self, VisitMut},
};

use crate::check::Recovery;

/// Counts the expressions as [`number_of`](crate::syntax::number_of) does, and changes those that are named.
pub(super) struct Recover<'a> {
    recoveries: &'a [Recovery],
    next: usize,
}

/// Applies every recovery to the body.
pub(super) fn recover(recoveries: &[Recovery], body: &mut Block) {
    Recover { recoveries, next: 0 }.visit_block_mut(body);
}

impl VisitMut for Recover<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let number = self.next;
        self.next += 1;
        // Children first, so that a change does not shift the numbers.
        visit_mut::visit_expr_mut(self, expr);
        for recovery in self.recoveries {
            apply(recovery, number, expr);
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn apply(recovery: &Recovery, number: usize, expr: &mut Expr) {
    match (recovery, expr) {
        (Recovery::ReplacePredicate { predicate }, expr) if *predicate == number => {
            *expr = parse_quote!(|_| true);
        }
        (Recovery::InsertGuard { call, argument, borrowed }, Expr::MethodCall(expr))
            if *call == number =>
        {
            let guard = match borrowed {
                Some(guard) => parse_quote!(&#guard),
                // Of the right type, and nothing is moved: the guard may be used afterwards.
                None => parse_quote!(::core::option::Option::unwrap(::core::option::Option::None)),
            };
            expr.args.insert(*argument, guard);
        }
        _ => {}
    }
}
