//! Where an object is, as far as other functions can name it.

use std::rc::Rc;

use syn::{Expr, Member, UnOp};

use super::{
    VarId,
    oracle::{self, Ty},
    place::innermost,
    walk::Walk,
};
use crate::known::types::is_pointer;

/// The way from a variable, a parameter or a static to an object. References, pointers and guards are no steps.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct PlacePath {
    pub(crate) root: PlaceRoot,
    pub(crate) steps: Vec<PlaceStep>,
    pub(crate) class: Option<PlaceClass>,
}

/// Where a path begins.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) enum PlaceRoot {
    /// A static, by its canonical path.
    Static(Rc<str>),
    /// A parameter, by its index; a receiver is number 0.
    Parameter(usize),
    /// A variable that owns its value, by its number in the walk.
    Local(VarId),
    /// It is not known which object it is.
    #[default]
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PlaceStep {
    Field(Rc<str>),
    /// What a method without arguments returns by reference: the same object each time.
    Getter(Rc<str>),
    /// One of several.
    Element,
}

/// The declaration of an object.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PlaceClass {
    Static(Rc<str>),
    /// A field, by the canonical path of the type that declares it.
    Field {
        owner: Rc<str>,
        field: Rc<str>,
    },
}

impl PlacePath {
    pub(super) fn of_local(variable: VarId) -> Self {
        PlacePath { root: PlaceRoot::Local(variable), ..PlacePath::default() }
    }

    pub(super) fn is_known(&self) -> bool {
        self.root != PlaceRoot::Unknown
    }

    fn then(mut self, step: PlaceStep, class: Option<PlaceClass>) -> Self {
        self.steps.push(step);
        self.class = class;
        self
    }

    pub(super) fn element(self) -> Self {
        self.then(PlaceStep::Element, None)
    }
}

impl From<oracle::Place> for PlacePath {
    fn from(place: oracle::Place) -> Self {
        let class = match (&place.root, place.steps.last()) {
            (_, Some(oracle::Step::Field { owner: Some(owner), name })) => {
                Some(PlaceClass::Field { owner: owner.clone(), field: name.clone() })
            }
            (oracle::Root::Static(path), None) => Some(PlaceClass::Static(path.clone())),
            _ => None,
        };
        let root = match place.root {
            oracle::Root::Static(path) => PlaceRoot::Static(path),
            oracle::Root::Parameter(index) => PlaceRoot::Parameter(index),
            oracle::Root::Unknown => PlaceRoot::Unknown,
        };
        let steps = place.steps.into_iter().map(|step| match step {
            oracle::Step::Field { name, .. } => PlaceStep::Field(name),
            oracle::Step::Element => PlaceStep::Element,
        });
        PlacePath { root, steps: steps.collect(), class }
    }
}

impl Walk<'_> {
    /// The path of the object that an expression is or points to; unknown where there is no model.
    pub(super) fn path_of(&self, expr: &Expr) -> PlacePath {
        if self.oracle.is_none() {
            return PlacePath::default();
        }
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
