//! The oracle of one function.

use std::rc::Rc;

use proc_macro2::Ident;
use syn::{Attribute, Expr, FnArg, Macro, Meta, Pat, ReceiverKind, ReturnType, Signature, Type};

use super::{Scope, calls::plain_name};
use crate::{
    flow::oracle::{
        Bound, Bounded, BoundedKind, Callee, FunctionId, Idioms, Locals, Oracle, Place, Root, Ty,
        Typed, Within,
    },
    model::{
        answers::{Generics, ItemId},
        index::{Index, Parsed},
    },
};

/// What the model knows, for the body of one function.
pub(crate) struct BodyOracle<'m> {
    pub(super) scope: Scope<'m>,
}

impl Index {
    /// The oracle for the body of a function.
    pub(crate) fn oracle(&self, function: FunctionId) -> BodyOracle<'_> {
        let id = ItemId(function.0);
        let item = self.item(id);
        let mut scope = Scope {
            index: self,
            module: self.body_module(id),
            around: item.parent,
            self_ty: Ty::Unknown,
            generics: Generics::new(),
        };
        if let Some(around) = item.parent {
            scope.enter(around);
        }
        if let Some(signature) = self.signature(id) {
            scope.declare(&signature.generics);
        }
        BodyOracle { scope }
    }
}

impl Scope<'_> {
    /// What `Self` and the parameters of an impl or a trait are in its functions.
    fn enter(&mut self, around: ItemId) {
        match self.index.parsed(around) {
            Parsed::Impl(item) => {
                self.declare(&item.generics);
                self.self_ty = self.lower(&item.self_ty);
            }
            Parsed::Trait(item) => {
                self.declare(&item.generics);
                let path = self.index.path(around);
                let own =
                    Bound { path, arguments: Vec::new(), associated: Vec::new(), output: None };
                let kind = BoundedKind::Parameter("Self".into());
                self.self_ty = Ty::Bounded(Rc::new(Bounded { kind, bounds: vec![own] }));
            }
            _ => {}
        }
    }

    fn receiver(&self, kind: &ReceiverKind) -> Ty {
        match kind {
            ReceiverKind::Value => self.self_ty.clone(),
            ReceiverKind::Typed(_, ty) => self.lower(ty),
            _ => Ty::Reference(self.self_ty.clone().into()),
        }
    }
}

impl Oracle for BodyOracle<'_> {
    fn parameters(&self, signature: &Signature) -> Vec<(String, Typed)> {
        let place = |index| Some(Place { root: Root::Parameter(index), steps: Vec::new() });
        let mut parameters = Vec::new();
        for (index, input) in signature.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(receiver) => {
                    let ty = self.scope.receiver(&receiver.kind);
                    parameters.push(("self".to_owned(), Typed { ty, place: place(index) }));
                }
                FnArg::Typed(input) => {
                    let typed = Typed { ty: self.scope.lower(&input.ty), place: place(index) };
                    match plain_name(&input.pat) {
                        Some(name) => parameters.push((name, typed)),
                        None => parameters.extend(self.scope.names_of(&input.pat, &typed)),
                    }
                }
            }
        }
        parameters
    }

    fn declared(&self, ty: &Type) -> Ty {
        self.scope.lower(ty)
    }

    fn value(&self, expr: &Expr, locals: &dyn Locals) -> Typed {
        self.scope.value_of(expr, locals)
    }

    fn bind(&self, pattern: &Pat, value: &Typed) -> Vec<(Ident, Typed)> {
        self.scope.bound_names(pattern, value)
    }

    fn item(&self, value: &Typed) -> Typed {
        self.scope.item_of(value)
    }

    fn pointee(&self, ty: &Ty) -> Option<Ty> {
        self.scope.index.deref(ty)
    }

    fn closure_arguments(&self, call: &Expr, argument: usize, locals: &dyn Locals) -> Vec<Typed> {
        self.scope.closure_inputs(call, argument, locals)
    }

    fn callee(&self, call: &Expr, locals: &dyn Locals) -> Callee {
        self.scope.callee_of(call, locals)
    }

    fn never_returns(&self, function: FunctionId) -> bool {
        let signature = self.scope.index.signature(ItemId(function.0));
        signature.is_some_and(|signature| {
            matches!(&signature.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)))
        })
    }

    fn changes_receiver(&self, method: FunctionId) -> bool {
        let receiver = self.scope.index.signature(ItemId(method.0)).and_then(Signature::receiver);
        receiver.is_some_and(|receiver| match &receiver.kind {
            ReceiverKind::Reference(.., mutability) => mutability.is_some(),
            ReceiverKind::Typed(..) => false,
            _ => true,
        })
    }

    fn implementation(&self, ty: &Ty, of_trait: &str, method: &str) -> Option<FunctionId> {
        self.scope.index.implementation(ty, of_trait, method)
    }

    fn drops(&self, ty: &Ty) -> Vec<(FunctionId, bool)> {
        self.scope.index.drops(ty)
    }

    fn consumes_receiver(&self, method: FunctionId) -> bool {
        let receiver = self.scope.index.signature(ItemId(method.0)).and_then(Signature::receiver);
        receiver.is_some_and(|receiver| matches!(receiver.kind, ReceiverKind::Value))
    }

    fn may_give_up_guard(&self, ty: &Ty) -> bool {
        self.scope.index.may_give_up_guard(ty)
    }

    fn is_copied_whole(&self, ty: &Ty) -> bool {
        self.scope.is_copied_whole(ty)
    }

    fn expand(&self, call: &Macro) -> Option<Expr> {
        self.scope.expanded(call)
    }

    fn idioms(&self) -> Idioms {
        self.scope.index.idioms()
    }

    fn is_called_on(&self, name: &str, method: &str, within: Within) -> bool {
        let end = name.strip_prefix('*').unwrap_or(name);
        let call = format!("{end}.{method}(");
        let is_part = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let index = self.scope.index;
        let calls = |file: &str| {
            file.match_indices(&call)
                .any(|(at, _)| name.is_empty() || is_part(&file[..at]) == name.starts_with('*'))
        };
        match within {
            Within::Crate => index.texts_of(index.module(self.scope.module).krate).any(calls),
            Within::All => index.texts().any(calls),
        }
    }

    fn is_announced(&self, name: &str) -> bool {
        let index = self.scope.index;
        index
            .functions()
            .map(|function| index.function_text(function))
            .any(|text| text.contains(".notify") && text.contains(name))
    }

    fn is_compiled(&self, attributes: &[Attribute]) -> bool {
        let index = self.scope.index;
        let cfg = index.cfg(index.module(self.scope.module).krate);
        let predicates = attributes.iter().filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.to_string()),
            _ => None,
        });
        predicates.into_iter().all(|predicate| cfg.holds(&format!("({predicate})")))
    }
}

impl Index {
    /// The declared type of a static.
    pub(in crate::model) fn type_of_static(&self, id: ItemId) -> Ty {
        self.scope_of_member(id, Ty::Unknown, Generics::new()).item_value(id).ty
    }
}
