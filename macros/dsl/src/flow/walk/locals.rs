//! `let`: what a pattern keeps of a value.

use proc_macro2::Ident;
use syn::{Expr, ExprTuple, Local, Pat, PatTuple};

use super::{state::Walk, statements::untyped};
use crate::{
    flow::{
        ids::GuardId,
        oracle::Typed,
        path::PlacePath,
        summary::GuardBinding,
        value::{DropScope, Value},
    },
    known::TypeKind,
    syntax,
};

impl<'a> Walk<'a> {
    pub(super) fn local(&mut self, local: &'a Local) {
        let Some(init) = &local.init else {
            self.bind_pattern(&local.pat, Value::default(), None);
            if let Pat::Type(declared) = &local.pat {
                let typed = self.typed_local(Some(&*declared.ty), None);
                self.type_bound(&declared.pat, &typed);
            }
            return;
        };
        if let (Pat::Tuple(pattern), Expr::Tuple(tuple)) = (&local.pat, &*init.expr)
            && is_part_by_part(pattern, tuple)
        {
            let values = self.parts(tuple);
            self.computed(&local.pat, &init.expr, None);
            return self.bind_parts(pattern, values);
        }
        let (pattern, expr) = (untyped(&local.pat), &*init.expr);
        let is_wild = matches!(pattern, Pat::Wild(_));
        let declared = match &local.pat {
            Pat::Type(typed) => Some(&*typed.ty),
            _ => None,
        };
        let typed = self.typed_local(declared, Some(expr));
        let path = self.path_of(expr);
        let value = self.terminated(|walk| match expr {
            // Such a binding does not move what it is given.
            Expr::Path(_) if is_wild => Value::default(),
            Expr::Reference(reference) => {
                let value = walk.extended(&reference.expr);
                if reference.mutability.is_some() {
                    walk.changes(&reference.expr);
                }
                value
            }
            expr => walk.expr(expr),
        });
        let value = self.tried(pattern, value);
        if let Some((_, otherwise)) = &init.diverge {
            self.branch(None, |walk| {
                walk.release_guards(&value.guards);
                let value = walk.expr(otherwise);
                walk.discard(value);
            });
        }
        if is_wild {
            return self.drop_value(value, expr);
        }
        let read = value.read.clone().or_else(|| self.read_of(expr));
        self.computed(pattern, expr, read);
        // A function by its name is code that is known.
        let named = |walk: &Self| matches!(expr, Expr::Path(_)) && walk.variable_of(expr).is_none();
        let hint = declared.and_then(TypeKind::of_type).or_else(|| self.hint(expr));
        let from = value.from.clone();
        let hint = hint.or_else(|| named(self).then_some(TypeKind::Closure));
        self.bind_typed(&local.pat, &typed, value, hint);
        self.bind_channel(pattern, expr);
        self.type_bound(pattern, &typed);
        self.alias(pattern, path);
        self.computed_by(pattern, from);
    }

    /// As [`bind_pattern`](Self::bind_pattern), where the types may say which part of a tuple a guard is.
    fn bind_typed(
        &mut self,
        pattern: &Pat,
        typed: &Typed,
        mut value: Value<'a>,
        hint: Option<TypeKind>,
    ) {
        let kept = match untyped(pattern) {
            Pat::Tuple(pattern) => self.kept_of_tuple(pattern, typed, &mut value),
            _ => Vec::new(),
        };
        self.bind_pattern(pattern, value, hint);
        for (name, guard) in kept {
            if let Some(variable) = self.variable(&name.to_string()) {
                self.keep_in(&name, variable, vec![guard]);
            }
        }
    }

    /// `let (guard, number) = self.both().await;`: takes the guards out of the value, with the names that the types say to be
    /// theirs. Where the types do not say it and a part has no name, that part may be the guard.
    fn kept_of_tuple(
        &mut self,
        pattern: &PatTuple,
        typed: &Typed,
        value: &mut Value<'a>,
    ) -> Vec<(Ident, GuardId)> {
        if value.guards.is_empty() || value.structured {
            return Vec::new();
        }
        let bound = match self.oracle {
            Some(oracle) => oracle.bind(&Pat::Tuple(pattern.clone()), typed),
            None => Vec::new(),
        };
        let is_guard = |typed: &Typed| matches!(typed.ty.kind(), Some(TypeKind::Guard(..)));
        let keepers = bound.into_iter().filter(|(_, typed)| is_guard(typed));
        let keepers: Vec<Ident> = keepers.map(|(name, _)| name).collect();
        if keepers.len() == value.guards.len() {
            return keepers.into_iter().zip(std::mem::take(&mut value.guards)).collect();
        }
        if pattern.elems.iter().any(|part| !matches!(part, Pat::Ident(_))) {
            let guards = std::mem::take(&mut value.guards);
            self.release_guards(&guards);
        }
        Vec::new()
    }

    /// The values of the parts of a tuple, and what is known of each.
    fn parts(&mut self, tuple: &'a ExprTuple) -> Vec<Part<'a>> {
        let known =
            |part| (self.typed_local(None, Some(part)), self.path_of(part), self.hint(part));
        let known: Vec<_> = tuple.elems.iter().map(known).collect();
        let outside = self.temporary;
        let values: Vec<Value<'a>> = self.temporaries(|walk| {
            let value = |part| {
                let value = walk.expr(part);
                walk.own(&value, DropScope::Temporary(outside));
                value
            };
            tuple.elems.iter().map(value).collect()
        });
        let parts = values.into_iter().zip(known);
        parts.map(|(value, (typed, path, hint))| Part { value, typed, path, hint }).collect()
    }

    /// `let (guard, number) = (lock.lock().await, 1);`: each part of the pattern keeps its own.
    fn bind_parts(&mut self, pattern: &'a PatTuple, parts: Vec<Part<'a>>) {
        for (pattern, Part { value, typed, path, hint }) in pattern.elems.iter().zip(parts) {
            if matches!(pattern, Pat::Wild(_)) {
                self.release(value);
                continue;
            }
            let from = value.from.clone();
            self.bind_pattern(pattern, value, hint);
            self.type_bound(pattern, &typed);
            self.alias(pattern, path);
            self.computed_by(pattern, from);
        }
    }

    /// The operand of a `&` that a `let` keeps: so are the temporaries that it is a part of.
    fn extended(&mut self, expr: &'a Expr) -> Value<'a> {
        match expr {
            Expr::Field(field) => self.extended(&field.base),
            Expr::Index(index) => {
                self.in_place(&index.index);
                self.extended(&index.expr)
            }
            Expr::Unary(unary) => self.extended(&unary.expr),
            Expr::Reference(reference) => self.extended(&reference.expr),
            Expr::Paren(paren) => self.extended(&paren.expr),
            Expr::Path(_) => {
                self.in_place(expr);
                Value::default()
            }
            _ => {
                let value = self.expr(expr);
                let hidden = syntax::generated("__extended", syntax::start(expr));
                let variable = self.bind(&hidden, None);
                self.own(&value, DropScope::Variable(variable));
                let at = self.now();
                for &guard in &value.guards {
                    let guard = &mut self.summary.guards[guard];
                    (guard.binding, guard.since) = (GuardBinding::Extended, at);
                }
                Value::default()
            }
        }
    }
}

/// A part of a tuple.
struct Part<'a> {
    value: Value<'a>,
    typed: Typed,
    path: PlacePath,
    hint: Option<TypeKind>,
}

/// Whether a pattern takes apart exactly the parts that are written.
fn is_part_by_part(pattern: &PatTuple, tuple: &ExprTuple) -> bool {
    let has_rest = pattern.elems.iter().any(|part| matches!(part, Pat::Rest(_)));
    pattern.elems.len() == tuple.elems.len() && !has_rest
}
