//! Which function a call runs.

use std::rc::Rc;

use syn::{Expr, ExprCall, ExprPath, Path};

use super::{Scope, lookup::Method};
use crate::{
    flow::oracle::{Callee, FunctionId, Locals, Ty},
    model::{
        answers::{Def, ItemId, Space},
        index::Index,
        names::word,
        scan::ItemKind,
    },
};

/// What a call runs.
pub(super) enum Target {
    Function(Method),
    /// A struct or the variant of an enum.
    Constructor(Ty),
    /// A copy of its argument, or of its receiver.
    Clone,
    /// `Type::default()` that is derived.
    Default(Ty),
}

impl Scope<'_> {
    pub(super) fn target(&self, call: &ExprCall, locals: &dyn Locals) -> Option<Target> {
        match &*call.func {
            Expr::Path(path) => self.path_target(path, call.args.first(), locals),
            Expr::Paren(paren) => match &*paren.expr {
                Expr::Path(path) => self.path_target(path, call.args.first(), locals),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn path_target(
        &self,
        path: &ExprPath,
        first: Option<&Expr>,
        locals: &dyn Locals,
    ) -> Option<Target> {
        if let Some(name) = path.path.get_ident()
            && locals.local(&word(name)).is_some()
        {
            return None;
        }
        let segments: Vec<String> = path.path.segments.iter().map(|s| word(&s.ident)).collect();
        let (name, before) = segments.split_last()?;
        if let Some(qualified) = &path.qself {
            return self.member_target(self.lower(&qualified.ty), name);
        }
        if segments == ["Self"] {
            return Some(Target::Constructor(self.self_ty.clone()));
        }
        let absolute = path.path.leading_colon.is_some();
        let is_parameter = before
            .first()
            .is_some_and(|first| first == "Self" || self.generics.contains_key(&**first));
        if !is_parameter {
            match self.index.resolve(self.module, &segments, absolute, Space::Values) {
                Some((Def::Item(id), used)) if used == segments.len() => {
                    return self.item_target(id);
                }
                Some((Def::Variant(id), used)) if used == segments.len() => {
                    return Some(Target::Constructor(self.item_type(id)));
                }
                Some((Def::Item(id), used))
                    if used + 1 == segments.len()
                        && self.index.item(id).kind == ItemKind::Trait =>
                {
                    return self.trait_target(id, name, first, locals);
                }
                Some((Def::Module(_), _)) | None => return None,
                _ => {}
            }
        }
        let ty = without_last(&path.path);
        self.member_target(self.lower_path(None, &ty?, 0), name)
    }

    fn item_target(&self, id: ItemId) -> Option<Target> {
        match self.index.item(id).kind {
            ItemKind::Function => Some(Target::Function(Method {
                declaration: id,
                candidates: vec![id],
                generics: Default::default(),
                self_ty: Ty::Unknown,
            })),
            ItemKind::Struct => Some(Target::Constructor(self.item_type(id))),
            _ => None,
        }
    }

    /// `Type::name`
    fn member_target(&self, ty: Ty, name: &str) -> Option<Target> {
        if ty.is_unknown() {
            return None;
        }
        match self.index.method_of(ty.clone(), name) {
            _ if name == "clone" => Some(Target::Clone),
            Some(method) => Some(Target::Function(method)),
            None if name == "default" && self.index.declaration(&ty).is_some() => {
                Some(Target::Default(ty))
            }
            None => None,
        }
    }

    /// `Trait::name(value)`
    fn trait_target(
        &self,
        id: ItemId,
        name: &str,
        first: Option<&Expr>,
        locals: &dyn Locals,
    ) -> Option<Target> {
        if name == "clone" {
            return Some(Target::Clone);
        }
        let ty = self.value_of(first?, locals).ty;
        let path = self.index.path(id);
        let method = self.index.method(&ty, name)?;
        let is_of_trait = |function: ItemId| {
            let around = self.index.item(function).parent;
            around == Some(id)
                || around.and_then(|around| self.index.header(around)).is_some_and(|header| {
                    header.of_trait.as_ref().is_some_and(|bound| bound.path == path)
                })
        };
        is_of_trait(method.declaration).then_some(Target::Function(method))
    }

    pub(super) fn callee_of(&self, call: &Expr, locals: &dyn Locals) -> Callee {
        let target = match call {
            Expr::MethodCall(call) => {
                let receiver = self.value_of(&call.receiver, locals);
                let is_clone = call.method == "clone" && !receiver.ty.is_unknown();
                let method = self.index.method(&receiver.ty, &word(&call.method));
                method.map(Target::Function).or_else(|| is_clone.then_some(Target::Clone))
            }
            Expr::Call(call) => self.target(call, locals),
            _ => None,
        };
        match target {
            Some(Target::Function(method)) => self.index.callee(&method),
            // `Some(guard)` keeps what it is given, which the name of `Option` does not say.
            Some(Target::Constructor(_)) => Callee::Unknown,
            Some(Target::Default(ty)) => {
                ty.path().map_or(Callee::Unknown, |path| Callee::Library(path.into()))
            }
            Some(Target::Clone) => Callee::Library("std::clone::Clone::clone".into()),
            None => self.external(call),
        }
    }

    /// A function of a crate that is not part of the model, by its path.
    fn external(&self, call: &Expr) -> Callee {
        let Expr::Call(call) = call else { return Callee::Unknown };
        let Expr::Path(ExprPath { qself: None, path, .. }) = &*call.func else {
            return Callee::Unknown;
        };
        let segments: Vec<String> = path.segments.iter().map(|s| word(&s.ident)).collect();
        match self.index.resolve(
            self.module,
            &segments,
            path.leading_colon.is_some(),
            Space::Values,
        ) {
            Some((Def::External(path), used)) if used == segments.len() => Callee::Library(path),
            Some((Def::Item(id), used)) if used < segments.len() && self.index.is_library(id) => {
                let rest = segments[used..].join("::");
                Callee::Library(format!("{}::{rest}", self.index.path(id)).into())
            }
            _ => Callee::Unknown,
        }
    }
}

impl Index {
    fn callee(&self, method: &Method) -> Callee {
        if self.is_library(method.declaration) {
            return Callee::Library(self.full_path(method.declaration));
        }
        let candidates = method.candidates.iter().filter(|&&id| self.has_body(id));
        let functions: Vec<FunctionId> = candidates.map(|id| FunctionId(id.0)).collect();
        if functions.is_empty() { Callee::Unknown } else { Callee::Functions(functions) }
    }

    /// The path of a function, through the type or the trait that it belongs to.
    pub(super) fn full_path(&self, function: ItemId) -> Rc<str> {
        let Some(around) = self.item(function).parent else { return self.path(function) };
        let owner: Option<Rc<str>> = match self.item(around).kind {
            ItemKind::Impl { .. } => {
                self.header(around).and_then(|header| header.self_ty.path().map(Rc::from))
            }
            _ => Some(self.path(around)),
        };
        let owner = owner.unwrap_or_else(|| self.path(around));
        format!("{owner}::{}", self.name(function)).into()
    }
}

fn without_last(path: &Path) -> Option<Path> {
    let mut path = path.clone();
    path.segments.pop()?;
    path.segments.pop_punct();
    (!path.segments.is_empty()).then_some(path)
}
