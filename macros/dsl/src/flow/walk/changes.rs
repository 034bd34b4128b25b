//! What changes which object a place names: an assignment, `&mut`, a method that takes `&mut self`. The same words mean another
//! object then.

use syn::{Expr, ExprMethodCall, Member, Pat, PatIdent, visit::Visit};

use super::state::Walk;
use crate::{
    flow::{
        ids::VarId,
        oracle::Callee,
        place::{innermost, root},
        value::Change,
    },
    known::methods::{self, Effect},
};

impl Walk<'_> {
    /// Notes that what an expression names may be another object from here on.
    pub(super) fn changes(&mut self, place: &Expr) {
        match place {
            Expr::Tuple(parts) => parts.elems.iter().for_each(|part| self.changes(part)),
            Expr::Array(parts) => parts.elems.iter().for_each(|part| self.changes(part)),
            Expr::Struct(parts) => parts.fields.iter().for_each(|part| self.changes(&part.expr)),
            Expr::Call(parts) => parts.args.iter().for_each(|part| self.changes(part)),
            place => {
                if let Some(variable) = self.root_variable(place) {
                    self.changed.push(Change { variable, fields: fields(place) });
                }
            }
        }
    }

    /// The variable that a place begins with, and how often what it names has changed.
    pub(super) fn version(&self, place: &Expr) -> Option<(VarId, usize)> {
        let place = receiver(place);
        let variable = self.root_variable(place)?;
        let fields = fields(place);
        let overlaps = |change: &&Change| {
            change.variable == variable && change.fields.iter().zip(&fields).all(|(a, b)| a == b)
        };
        Some((variable, self.changed.iter().filter(overlaps).count()))
    }

    /// Whether a variable is still what it was bound to.
    pub(super) fn is_unchanged(&self, variable: VarId) -> bool {
        !self.changed.iter().any(|change| change.variable == variable)
    }

    /// Notes what a method may change of its receiver.
    pub(super) fn changes_receiver(&mut self, expr: &Expr, call: &ExprMethodCall) {
        if self.may_change(expr, call) {
            self.changes(&call.receiver);
        }
    }

    fn may_change(&self, expr: &Expr, call: &ExprMethodCall) -> bool {
        let is_mutable = |variable: VarId| {
            let variable = &self.variables[variable];
            variable.is_mutable || variable.is_exclusive_reference
        };
        if !self.root_variable(&call.receiver).is_some_and(is_mutable) {
            return false;
        }
        let callee = self.oracle.map(|oracle| (oracle, oracle.callee(expr, self)));
        if let Some((oracle, Callee::Functions(functions))) = callee {
            return functions.iter().any(|&function| oracle.changes_receiver(function));
        }
        let method = call.method.to_string();
        let leaves =
            [Effect::Inspects, Effect::Copies, Effect::GivesReceiver, Effect::ChecksLength]
                .iter()
                .any(|&effect| methods::does(&method, effect) && !method.ends_with("_mut"));
        let is_primitive = !self.typed_receiver(&call.receiver).kinds.is_empty();
        !leaves && !is_primitive && !method.starts_with("is_")
    }

    /// A variable that is `&mut T` is lent to a function by its name.
    pub(super) fn is_exclusive_reference(&self, argument: &Expr) -> bool {
        self.variable_of(argument)
            .is_some_and(|variable| self.variables[variable].is_exclusive_reference)
            && matches!(argument, Expr::Path(_))
    }

    /// Notes which of the variables that a pattern has bound can be changed.
    pub(super) fn note_mutable(&mut self, pattern: &Pat) {
        let mut mutable = Mutable(Vec::new());
        mutable.visit_pat(pattern);
        for name in mutable.0 {
            if let Some(variable) = self.variable(&name) {
                self.variables[variable].is_mutable = true;
            }
        }
    }

    fn root_variable(&self, place: &Expr) -> Option<VarId> {
        self.variable(&root(place)?.to_string())
    }
}

/// The place that a chain of methods is called on.
fn receiver(chain: &Expr) -> &Expr {
    match innermost(chain) {
        Expr::MethodCall(call) => receiver(&call.receiver),
        Expr::Await(awaited) => receiver(&awaited.base),
        Expr::Try(tried) => receiver(&tried.expr),
        place => place,
    }
}

/// The fields between the variable and the first index or call.
fn fields(place: &Expr) -> Vec<String> {
    match innermost(place) {
        Expr::Field(field) => {
            let mut fields = fields(&field.base);
            if is_path(&field.base) {
                fields.push(match &field.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                });
            }
            fields
        }
        Expr::Index(index) => fields(&index.expr),
        Expr::Unary(deref) => fields(&deref.expr),
        _ => Vec::new(),
    }
}

/// Whether it is a variable with fields, and nothing else.
fn is_path(place: &Expr) -> bool {
    match innermost(place) {
        Expr::Path(_) => true,
        Expr::Field(field) => is_path(&field.base),
        Expr::Unary(deref) => is_path(&deref.expr),
        _ => false,
    }
}

struct Mutable(Vec<String>);

impl<'ast> Visit<'ast> for Mutable {
    fn visit_pat_ident(&mut self, binding: &'ast PatIdent) {
        if binding.mutability.is_some() {
            self.0.push(binding.ident.to_string());
        }
    }
}
