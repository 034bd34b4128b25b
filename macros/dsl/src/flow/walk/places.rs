//! The places that expressions name, where the walk is.

use syn::{Expr, Lit, Member, UnOp};

use super::state::Walk;
use crate::{
    flow::{
        ids::VarId,
        oracle::Ty,
        path::{PlacePath, PlaceRoot, PlaceStep},
        place::{CallerChoice, PlaceKey, indices, innermost, root},
        value::Parameter,
    },
    known::types::{is_pointer, referenced},
    syntax::{self, Place},
};

impl Walk<'_> {
    /// The place that an expression names, as it is here.
    pub(super) fn place(&self, expr: &Expr) -> PlaceKey {
        let expr = innermost(expr);
        let (written, root) = (syntax::place(expr), root(expr));
        let variable = root.and_then(|root| self.variable(&root.to_string()));
        let parameter = || variable.and_then(|variable| self.chosen_parameter(variable, &written));
        let indices = self.fixed_indices(expr);
        let choice = self.chosen_item(expr).or_else(parameter);
        PlaceKey {
            root: self.version(expr),
            certain: root.is_some_and(|root| !self.index.is_rebound(root)) && indices.is_some(),
            indices: indices.unwrap_or_default(),
            choice,
            guards_nothing: self.guards_nothing(expr),
            path: self.path_of(expr),
            written,
        }
    }

    /// The variables that are indices of a place, if none of its indices can change.
    fn fixed_indices(&self, place: &Expr) -> Option<Vec<VarId>> {
        let mut variables = Vec::new();
        for index in indices(place)? {
            match index {
                Expr::Lit(index) if matches!(index.lit, Lit::Int(_) | Lit::Str(_)) => {}
                index => {
                    let variable = self.variable_of(index)?;
                    let is_fixed = !self.variables[variable].is_mutable;
                    variables.push(variable);
                    if !is_fixed || !self.is_unchanged(variable) {
                        return None;
                    }
                }
            }
        }
        Some(variables)
    }

    /// A lock that is handed in itself may have a role of its own; those in two things of one type have one.
    fn chosen_parameter(&self, variable: VarId, place: &Place) -> Option<CallerChoice> {
        let variable = &self.variables[variable];
        let part = place.part_of(&variable.name).filter(|part| !part.is_empty())?;
        let ty = match variable.parameter.filter(|_| variable.is_shared)? {
            Parameter::Receiver => "Self".to_owned(),
            Parameter::Typed(ty) => syntax::text(referenced(ty)),
        };
        Some(CallerChoice { which: variable.name.clone(), of: format!("{ty}{part}") })
    }

    /// An item by an index that is handed in, with what is behind it. One that is computed here may follow an order.
    fn chosen_item(&self, place: &Expr) -> Option<CallerChoice> {
        match innermost(place) {
            Expr::Field(field) => {
                let CallerChoice { which, of } = self.chosen_item(&field.base)?;
                let Member::Named(name) = &field.member else { return None };
                Some(CallerChoice { which, of: format!("{of}.{name}") })
            }
            Expr::Index(index) => {
                let by = self.variable_of(&index.index).filter(|&by| self.is_unchanged(by))?;
                let by = Some(&self.variables[by]);
                let by = by.filter(|by| by.parameter.is_some() && by.is_fixed)?;
                let list = root(place).and_then(|root| self.variable(&root.to_string()));
                if list.is_some_and(|list| !self.variables[list].is_shared) {
                    return None;
                }
                let of = format!("{}[_]", syntax::place(&index.expr));
                Some(CallerChoice { which: by.name.clone(), of })
            }
            _ => None,
        }
    }
}

impl Walk<'_> {
    /// The path of the object that an expression is or points to; unknown where there is no model.
    pub(super) fn path_of(&self, expr: &Expr) -> PlacePath {
        if self.oracle.is_none() || root(expr).is_some_and(|root| self.index.is_rebound(root)) {
            return PlacePath::default();
        }
        if self.is_copy(expr) {
            return PlacePath::default();
        }
        let mut path = self.unchanged_path(expr);
        if let Some((variable, version)) = self.version(expr)
            && version > 0
            && path.is_known()
        {
            path.root = PlaceRoot::Changed(variable, version);
        }
        path
    }

    /// Whether an expression is a clone that has cells of its own.
    fn is_copy(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(paren) => self.is_copy(&paren.expr),
            Expr::Reference(reference) => self.is_copy(&reference.expr),
            Expr::MethodCall(call) if call.method == "clone" && call.args.is_empty() => {
                self.oracle.is_some_and(|oracle| oracle.is_copied_whole(&self.typed(expr).ty))
            }
            _ => false,
        }
    }

    /// As if nothing had changed.
    fn unchanged_path(&self, expr: &Expr) -> PlacePath {
        let declared = self.typed(expr).place.map(PlacePath::from);
        match declared {
            Some(path) if path.is_known() => path,
            declared => {
                let path = self.written_path(expr);
                let class =
                    path.class.or_else(|| declared.as_ref().and_then(|it| it.class.clone()));
                match declared {
                    Some(declared) if path.root == PlaceRoot::Unknown => declared,
                    _ => PlacePath { class, ..path },
                }
            }
        }
    }

    /// As it is written, from a variable outward.
    fn written_path(&self, expr: &Expr) -> PlacePath {
        match innermost(expr) {
            Expr::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                match name.and_then(|name| self.variable(&name)) {
                    Some(variable) => self.variables[variable].path(variable),
                    None => PlacePath::default(),
                }
            }
            Expr::Field(field) => {
                let name = match &field.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                };
                let class = self.typed(expr).place.and_then(|place| PlacePath::from(place).class);
                self.path_of(&field.base).then(PlaceStep::Field(name.into()), class)
            }
            Expr::Index(index) => self.path_of(&index.expr).element(),
            Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => self.path_of(&deref.expr),
            Expr::Await(awaited) => self.path_of(&awaited.base),
            Expr::Try(tried) => self.path_of(&tried.expr),
            Expr::MethodCall(call) => {
                let method = call.method.to_string();
                if is_transparent(&method) {
                    return self.path_of(&call.receiver);
                }
                let base = self.path_of(&call.receiver);
                match (call.args.is_empty(), points(&self.typed(expr).ty)) {
                    (true, true) if base.is_known() => {
                        base.then(PlaceStep::Getter(method.into()), None)
                    }
                    (false, true) if base.is_known() => base.element(),
                    _ => PlacePath::default(),
                }
            }
            _ => PlacePath::default(),
        }
    }
}

/// Whether a method gives what its receiver holds or points to.
fn is_transparent(method: &str) -> bool {
    matches!(
        method,
        "lock"
            | "read"
            | "write"
            | "unwrap"
            | "expect"
            | "as_ref"
            | "as_mut"
            | "borrow"
            | "borrow_mut"
            | "deref"
            | "deref_mut"
            | "clone"
            | "to_owned"
            | "as_deref"
            | "blocking_lock"
            | "blocking_read"
            | "blocking_write"
            | "get_mut"
            | "by_ref"
    )
}

/// Whether a value refers to an object that somebody else keeps.
fn points(ty: &Ty) -> bool {
    match ty {
        Ty::Reference(_) => true,
        Ty::Named { path, .. } => path.rsplit("::").next().is_some_and(is_pointer),
        _ => false,
    }
}
