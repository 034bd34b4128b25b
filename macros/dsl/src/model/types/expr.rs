//! The value of an expression: its type and its place.

use std::rc::Rc;

use syn::{
    Block, Expr, ExprField, ExprIf, ExprMatch, ExprPath, ExprStruct, Lit, Local, Macro, Member,
    Pat, Stmt, UnOp,
};

use super::Scope;
use crate::{
    flow::oracle::{Locals, Place, Root, Step, Ty, Typed},
    model::{
        answers::{Def, ItemId, Space},
        index::Parsed,
        names::word,
        scan::ItemKind,
    },
};

/// The variables of a block, a closure or a method, in front of those around it.
pub(super) struct Inner<'a> {
    pub(super) names: Vec<(String, Typed)>,
    pub(super) outer: Option<&'a dyn Locals>,
}

impl Locals for Inner<'_> {
    fn local(&self, name: &str) -> Option<Typed> {
        let own = self.names.iter().rev().find(|(known, _)| known == name);
        own.map(|(_, typed)| typed.clone()).or_else(|| self.outer?.local(name))
    }
}

impl Scope<'_> {
    pub(super) fn value_of(&self, expr: &Expr, locals: &dyn Locals) -> Typed {
        if matches!(expr, Expr::Path(_) | Expr::Lit(_)) {
            return self.evaluate(expr, locals);
        }
        if let Some(known) = locals.known(expr) {
            return known;
        }
        let value = self.index.nested(|| self.evaluate(expr, locals)).unwrap_or_default();
        locals.keep(expr, &value);
        value
    }

    fn evaluate(&self, expr: &Expr, locals: &dyn Locals) -> Typed {
        let value = |expr: &Expr| self.value_of(expr, locals);
        match expr {
            Expr::Path(path) => self.path_value(path, locals),
            Expr::Field(field) => self.field_value(field, &value(&field.base)),
            Expr::MethodCall(call) => self.method_value(call, locals),
            Expr::Call(call) => self.call_value(call, locals),
            Expr::Paren(paren) => value(&paren.expr),
            Expr::Group(group) => value(&group.expr),
            Expr::Reference(reference) => {
                let Typed { ty, place } = value(&reference.expr);
                Typed { ty: if ty.is_unknown() { ty } else { Ty::Reference(ty.into()) }, place }
            }
            Expr::Unary(unary) => match unary.op {
                UnOp::Deref(_) => self.dereferenced(value(&unary.expr)),
                _ => Typed::from(value(&unary.expr).ty),
            },
            Expr::Index(index) => self.indexed(value(&index.expr)),
            Expr::Await(awaited) => self.awaited(value(&awaited.base)),
            Expr::Try(tried) => self.tried(value(&tried.expr)),
            Expr::Struct(literal) => Typed::from(self.struct_type(literal)),
            Expr::Tuple(tuple) => {
                Typed::from(Ty::Tuple(tuple.elems.iter().map(|expr| value(expr).ty).collect()))
            }
            Expr::Array(array) => self.sequence(array.elems.first().map(value)),
            Expr::Repeat(repeat) => self.sequence(Some(value(&repeat.expr))),
            Expr::Cast(cast) => Typed::from(self.lower(&cast.ty)),
            Expr::Lit(literal) => Typed::from(literal_type(&literal.lit)),
            Expr::Closure(_) => Typed::from(Ty::Closure),
            Expr::Macro(call) => self.macro_value(&call.mac, locals),
            _ => self.control_value(expr, locals),
        }
    }

    fn control_value(&self, expr: &Expr, locals: &dyn Locals) -> Typed {
        match expr {
            Expr::Block(block) => self.block_value(&block.block, locals),
            Expr::Unsafe(block) => self.block_value(&block.block, locals),
            Expr::Async(block) => {
                Typed::from(Ty::Future(self.block_value(&block.block, locals).ty.into()))
            }
            Expr::If(branch) => self.if_value(branch, locals),
            Expr::Match(matched) => self.match_value(matched, locals),
            _ => Typed::unknown(),
        }
    }

    fn sequence(&self, first: Option<Typed>) -> Typed {
        Typed::from(Ty::Sequence(first.unwrap_or_default().ty.into()))
    }

    fn path_value(&self, path: &ExprPath, locals: &dyn Locals) -> Typed {
        if path.qself.is_some() {
            return Typed::unknown();
        }
        if let Some(name) = path.path.get_ident().map(word)
            && let Some(typed) = locals.local(&name)
        {
            return typed;
        }
        let segments: Vec<String> = path.path.segments.iter().map(|s| word(&s.ident)).collect();
        if segments == ["Self"] {
            return Typed::from(self.self_ty.clone());
        }
        let absolute = path.path.leading_colon.is_some();
        match self.index.resolve(self.module, &segments, absolute, Space::Values) {
            Some((Def::Item(id), used)) if used == segments.len() => self.item_value(id),
            Some((Def::Variant(id), used)) if used == segments.len() => self.item_type(id).into(),
            _ => Typed::unknown(),
        }
    }

    /// The type of a struct or enum whose parameters are not known.
    pub(super) fn item_type(&self, id: ItemId) -> Ty {
        Ty::named(&self.index.path(id), [])
    }

    pub(super) fn item_value(&self, id: ItemId) -> Typed {
        let kind = self.index.item(id).kind;
        match kind {
            ItemKind::Struct => self.item_type(id).into(),
            ItemKind::Static | ItemKind::ThreadLocal | ItemKind::Const => {
                let Parsed::Typed(ty) = self.index.parsed(id) else { return Typed::unknown() };
                let scope = self.index.scope_of_member(id, Ty::Unknown, Default::default());
                let ty = match (scope.lower(ty), kind) {
                    (ty, ItemKind::ThreadLocal) => Ty::named("std::thread::LocalKey", [ty]),
                    (ty, _) => ty,
                };
                // Each use of a constant is a value of its own.
                let place = (kind != ItemKind::Const)
                    .then(|| Place { root: Root::Static(self.index.path(id)), steps: Vec::new() });
                Typed { ty, place }
            }
            _ => Typed::unknown(),
        }
    }

    fn field_value(&self, field: &ExprField, base: &Typed) -> Typed {
        let found =
            self.index.chain(&base.ty).iter().find_map(|ty| self.index.field(ty, &field.member));
        let (owner, ty) = found.unwrap_or_default();
        let name = match &field.member {
            Member::Named(name) => word(name),
            Member::Unnamed(index) => index.index.to_string(),
        };
        Typed { ty, place: Some(step(base, Step::Field { owner, name: name.into() })) }
    }

    pub(super) fn dereferenced(&self, value: Typed) -> Typed {
        Typed { ty: self.index.deref(&value.ty).unwrap_or_default(), place: value.place }
    }

    fn indexed(&self, base: Typed) -> Typed {
        let place = base.place.is_some().then(|| step(&base, Step::Element));
        let output = self.index.chain(&base.ty).iter().find_map(|ty| match ty {
            Ty::Sequence(item) => Some((**item).clone()),
            ty => self.index.of_trait(ty, "std::ops::Index", "Output"),
        });
        Typed { ty: output.unwrap_or_default(), place }
    }

    pub(super) fn awaited(&self, future: Typed) -> Typed {
        let output = match &future.ty {
            Ty::Future(output) => Some((**output).clone()),
            ty => self
                .index
                .chain(ty)
                .iter()
                .find_map(|ty| self.index.of_trait(ty, "std::future::Future", "Output")),
        };
        Typed { ty: output.unwrap_or_default(), place: future.place }
    }

    pub(super) fn tried(&self, value: Typed) -> Typed {
        let ty = match &value.ty {
            Ty::Named { path, arguments }
                if matches!(&**path, "std::result::Result" | "std::option::Option") =>
            {
                arguments.first().cloned().unwrap_or_default()
            }
            _ => Ty::Unknown,
        };
        Typed { ty, place: value.place }
    }

    fn struct_type(&self, literal: &ExprStruct) -> Ty {
        if literal.qself.is_some() {
            return Ty::Unknown;
        }
        let segments: Vec<String> = literal.path.segments.iter().map(|s| word(&s.ident)).collect();
        let absolute = literal.path.leading_colon.is_some();
        match self.index.resolve(self.module, &segments, absolute, Space::Types) {
            Some((Def::Variant(id), _)) => self.item_type(id),
            _ => self.lower_path(None, &literal.path, 0),
        }
    }

    /// The value of the tail, with the variables that the block binds.
    pub(super) fn block_value(&self, block: &Block, locals: &dyn Locals) -> Typed {
        let mut inner = Inner { names: Vec::new(), outer: Some(locals) };
        let Some((Stmt::Expr(tail, None), before)) = block.stmts.split_last() else {
            return Typed::from(Ty::Tuple([].into()));
        };
        for statement in before {
            if let Stmt::Local(local) = statement {
                let names = self.local_names(local, &inner);
                inner.names.extend(names);
            }
        }
        self.value_of(tail, &inner)
    }

    /// What a `let` binds.
    pub(super) fn local_names(&self, local: &Local, locals: &dyn Locals) -> Vec<(String, Typed)> {
        let value = match (&local.pat, &local.init) {
            (Pat::Type(_), None) | (_, None) => Typed::unknown(),
            (_, Some(init)) => self.value_of(&init.expr, locals),
        };
        self.names_of(&local.pat, &value)
    }

    pub(super) fn names_of(&self, pattern: &Pat, value: &Typed) -> Vec<(String, Typed)> {
        let bound = self.bound_names(pattern, value);
        bound.into_iter().map(|(ident, typed)| (word(&ident), typed)).collect()
    }

    fn if_value(&self, branch: &ExprIf, locals: &dyn Locals) -> Typed {
        let Some((_, otherwise)) = &branch.else_branch else {
            return Typed::from(Ty::Tuple([].into()));
        };
        let names = match &*branch.cond {
            Expr::Let(condition) => {
                self.names_of(&condition.pat, &self.value_of(&condition.expr, locals))
            }
            _ => Vec::new(),
        };
        let then = || self.block_value(&branch.then_branch, &Inner { names, outer: Some(locals) });
        let then = (!ends_elsewhere(&branch.then_branch)).then(then);
        let otherwise = (!is_way_out(otherwise)).then(|| self.value_of(otherwise, locals));
        agreed(then.into_iter().chain(otherwise))
    }

    fn match_value(&self, matched: &ExprMatch, locals: &dyn Locals) -> Typed {
        let scrutinee = self.value_of(&matched.expr, locals);
        agreed(matched.arms.iter().filter(|arm| !is_way_out(&arm.body)).map(|arm| {
            let names = self.names_of(&arm.pat, &scrutinee);
            self.value_of(&arm.body, &Inner { names, outer: Some(locals) })
        }))
    }
}

/// The type of the first branch that has a known one, and the place, if all of them have it.
fn agreed(branches: impl Iterator<Item = Typed>) -> Typed {
    let one = |one: Typed, other: Typed| Typed {
        place: one.place.filter(|place| other.place.as_ref() == Some(place)),
        ty: if one.ty.is_unknown() { other.ty } else { one.ty },
    };
    branches.reduce(one).unwrap_or_default()
}

/// Whether an expression has no value, as it leads out of the function or of a loop.
fn is_way_out(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => ends_elsewhere(&block.block),
        Expr::Macro(call) => is_panic(&call.mac),
        _ => false,
    }
}

fn ends_elsewhere(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(last, _)) => is_way_out(last),
        Some(Stmt::Macro(last)) => is_panic(&last.mac),
        _ => false,
    }
}

fn is_panic(call: &Macro) -> bool {
    let name = call.path.segments.last().map(|last| last.ident.to_string());
    matches!(name.as_deref(), Some("panic" | "todo" | "unimplemented" | "unreachable" | "bail"))
}

/// A part of a value.
pub(super) fn step(base: &Typed, step: Step) -> Place {
    let place = base.place.clone();
    let mut place = place.unwrap_or(Place { root: Root::Unknown, steps: Vec::new() });
    place.steps.push(step);
    place
}

fn literal_type(literal: &Lit) -> Ty {
    match literal {
        Lit::Str(_) => Ty::Reference(Rc::new(Ty::named("str", []))),
        Lit::Bool(_) => Ty::named("bool", []),
        Lit::Char(_) => Ty::named("char", []),
        Lit::Int(number) if !number.suffix().is_empty() => Ty::named(number.suffix(), []),
        // Of which type a number is depends on where it goes.
        _ => Ty::Unknown,
    }
}
