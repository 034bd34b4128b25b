//! The function as a whole: its parameters, what its attributes hold, and what it returns.

use proc_macro2::Ident;
use syn::{Block, ExprStruct, FnArg, ReceiverKind, Signature, Type, TypePath};

use super::{
    resolved::awaited_parameter,
    state::{Walk, WalkInput},
};
use crate::{
    flow::{
        ids::{TaskId, VarId},
        oracle::Ty,
        path::PlaceClass,
        place::PlaceKey,
        summary::{GuardBinding, GuardOrigin},
        value::{DropScope, Parameter, Pending, Value, is_exclusive, is_shared},
    },
    known::{TypeKind, methods::Acquisition},
    syntax::idents_of,
};

impl<'a> Walk<'a> {
    pub(super) fn function(&mut self, input: &WalkInput<'a>, body: &'a Block) {
        for argument in &input.signature.inputs {
            match argument {
                FnArg::Typed(argument) => self.bind_parameter(&argument.pat, &argument.ty),
                FnArg::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    let variable = self.bind(&name, None);
                    self.variables[variable].parameter = Some(Parameter::Receiver);
                    self.variables[variable].is_shared = match &receiver.kind {
                        ReceiverKind::Reference(.., mutability) => mutability.is_none(),
                        ReceiverKind::Typed(_, ty) => is_shared(ty),
                        _ => false,
                    };
                    self.variables[variable].is_mutable = match &receiver.kind {
                        ReceiverKind::Reference(.., mutability) => mutability.is_some(),
                        ReceiverKind::Typed(_, ty) => is_exclusive(ty),
                        _ => receiver.mutability.is_some(),
                    };
                }
            }
        }
        self.type_parameters(input.signature);
        self.hold(input.holds, None);
        let value = self.scope(|walk| walk.block(body));
        self.end(input.holds);
        self.returns(value);
    }

    /// Notes the types of the parameters, and the guards that the caller passes by value.
    fn type_parameters(&mut self, signature: &Signature) {
        let Some(oracle) = self.oracle else { return };
        for (name, typed) in oracle.parameters(signature) {
            if let Some(variable) = self.variable(&name) {
                self.variables[variable].typed = typed;
            }
        }
        let has_receiver = usize::from(signature.receiver().is_some());
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(&argument.pat),
            FnArg::Receiver(_) => None,
        });
        for (index, pattern) in typed.enumerate() {
            for name in idents_of(pattern) {
                let Some(variable) = self.variable(&name.to_string()) else { continue };
                self.variables[variable].parameter_index = Some(index + has_receiver);
                self.hold_parameter(variable, &name, index + has_receiver);
                self.await_parameter(variable, &name, index + has_receiver);
            }
        }
        if let Some(receiver) = self.variable("self").filter(|_| has_receiver > 0) {
            self.variables[receiver].parameter_index = Some(0);
        }
    }

    fn hold_parameter(&mut self, variable: VarId, name: &Ident, index: usize) {
        if !self.composes {
            return;
        }
        let Some(TypeKind::Guard(kind, mode)) = self.variables[variable].typed.ty.kind() else {
            return;
        };
        let how = Acquisition::awaited(kind, mode);
        let place = PlaceKey::default();
        let origin = GuardOrigin::Parameter(index);
        let guard = self.push_guard(how, place, (name.span(), true), origin);
        self.summary.guards[guard].binding = GuardBinding::Variable(name.clone());
        self.keep(guard, DropScope::Variable(variable));
    }

    /// A future that the caller passes runs where it is awaited.
    fn await_parameter(&mut self, variable: VarId, name: &Ident, index: usize) {
        if self.composes && matches!(self.variables[variable].typed.ty, Ty::Future(_)) {
            let call = awaited_parameter(index, Vec::new(), name.span());
            self.variables[variable].pending.push(Pending::Call(call));
        }
    }

    /// The function ends with this value. A future that it returns runs as a part of it, since its callers wait for that.
    pub(super) fn returns(&mut self, value: Value<'a>) {
        if self.task != TaskId::BODY
            || !self.running_closures.is_empty()
            || !self.running.is_empty()
        {
            return self.release(value);
        }
        let alive = self.state.iter().flatten();
        let returned = alive.filter(|alive| value.guards.contains(&alive.guard));
        let returned: Vec<_> = returned.map(|it| (it.guard, it.maybe.is_none())).collect();
        for (guard, always) in returned {
            if !self.summary.returned.iter().any(|(known, _)| *known == guard) {
                self.summary.returned.push((guard, always));
            }
        }
        if self.composes && !self.in_async {
            let own = |pending: &Pending<'_>| matches!(pending, Pending::Run(_) | Pending::Call(_));
            let (run, rest) = value.pending.into_iter().partition(own);
            self.state = self.state.take().map(|_| Vec::new());
            for pending in Vec::from_iter::<Vec<Pending<'a>>>(run) {
                let value = self.finish(pending);
                self.discard(value);
            }
            self.run_elsewhere(rest);
        }
    }

    /// What a struct literal keeps of objects that have a place of their own.
    pub(super) fn stored_fields(&mut self, literal: &ExprStruct) {
        let Some(owner) = self.oracle.map(|oracle| oracle.declared(&type_of(literal))) else {
            return;
        };
        let Some(owner) = owner.path() else { return };
        for field in &literal.fields {
            let path = self.path_of(&field.expr);
            if path.is_known() {
                let field = crate::syntax::text(&field.member).into();
                let class = PlaceClass::Field { owner: owner.into(), field };
                self.summary.stored.push((path, class));
            }
        }
    }
}

/// The type that a struct literal names.
fn type_of(literal: &ExprStruct) -> Type {
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: literal.qself.clone(),
        path: literal.path.clone(),
    })
}
