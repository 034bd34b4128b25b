//! Guards that are never dropped.

use std::ptr;

use proc_macro2::Ident;
use syn::{
    Expr, ExprCall, Macro, Pat,
    visit::{self, Visit},
};

use super::{picture::Picture, report::Reporter};
use crate::{
    flow::{Action, innermost, words},
    known::methods::{self, Effect},
    messages::rules as messages,
};

/// A leaked guard never releases. What keeps the guard, as a `ManuallyDrop` does, may go where it is taken back.
pub(super) fn leaked_guard(picture: &Picture<'_>, reporter: &mut Reporter) {
    if takes_back(picture) {
        return;
    }
    for (_, event) in picture.others() {
        if let Action::Leaks { function, call } = &event.action
            && (!can_be_taken_back(function) || is_lost(picture, call))
        {
            reporter.report(event, messages::leaked_guard(event.at, function));
        }
    }
}

/// Whether what a function returns is made to be turned into the guard again.
fn can_be_taken_back(function: &str) -> bool {
    function.ends_with("ManuallyDrop::new") || function.ends_with("Box::into_raw")
}

/// Whether the result of a call stays in the function: nothing keeps it, or a variable that is never passed on.
fn is_lost(picture: &Picture<'_>, call: &ExprCall) -> bool {
    if picture.is_ignored(call) {
        return true;
    }
    let mut bindings = picture.bindings();
    let bound = bindings.find(|(.., value)| matches!(value, Expr::Call(it) if ptr::eq(it, call)));
    match (bound, picture.body()) {
        (Some((_, _, Pat::Ident(binding), _)), Some(body)) => {
            let variable = &binding.ident;
            let mut uses = Uses { variable, call, is_bound: false, is_passed_on: false };
            uses.visit_block(body);
            !uses.is_passed_on
        }
        _ => false,
    }
}

/// Whether a variable is used other than to reach what it points to, after the call that it is bound to.
struct Uses<'a> {
    variable: &'a Ident,
    call: &'a ExprCall,
    is_bound: bool,
    is_passed_on: bool,
}

impl Uses<'_> {
    fn is_it(&self, expr: &Expr) -> bool {
        self.is_bound
            && matches!(innermost(expr), Expr::Path(path) if path.path.is_ident(self.variable))
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Call(call) if ptr::eq(call, self.call) => self.is_bound = true,
            Expr::Unary(deref) if self.is_it(&deref.expr) => {}
            Expr::Field(field) if self.is_it(&field.base) => {}
            Expr::MethodCall(call) if self.is_it(&call.receiver) => {
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            expr if self.is_it(expr) => self.is_passed_on = true,
            expr => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.is_passed_on |=
            self.is_bound && words(&call.tokens).iter().any(|word| self.variable == word);
    }
}

/// Whether the function takes back what it leaks, or unlocks by hand.
fn takes_back(picture: &Picture<'_>) -> bool {
    let last = |path: &str| path.rsplit("::").next().unwrap_or_default().to_owned();
    let by_function = |path: &str| {
        matches!(&*last(path), "into_inner" | "from_raw" | "take")
            || path.ends_with("ManuallyDrop::drop")
    };
    let by_method = |method: &str| {
        method.starts_with("force_unlock")
            || methods::does(method, Effect::Releases)
            || method == "add_permits"
    };
    picture.functions().any(|(_, _, path)| by_function(path))
        || picture.methods().any(|called| by_method(called.method))
}
