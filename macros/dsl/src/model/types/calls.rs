//! Calls: which function runs, and what it returns for what it is given.

use syn::{
    Expr, ExprCall, ExprClosure, ExprMethodCall, ExprPath, FnArg, Macro, Pat, PathArguments,
    Signature, Stmt, Type, TypeParamBound, WherePredicate,
};

use super::{
    Scope,
    expr::{Inner, step},
    lookup::Method,
    targets::Target,
    unify,
};
use crate::{
    flow::oracle::{FunctionId, Locals, Step, Ty, Typed},
    known::TypeKind,
    model::{
        answers::ItemId,
        index::{Index, Parsed},
        names::word,
    },
};

/// Where the result of a method is, as the declaration of a library says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// `#[same]`: the result, and what a closure is given, is the receiver or all of what is in it.
    Same,
    /// `#[each]`: the result is the receiver, a closure is given its items one by one.
    Each,
    /// `#[element]`: one of the items.
    Element,
    Nothing,
}

/// A getter that is looked into has no more text than this.
const SHORT: usize = 120;

impl Scope<'_> {
    pub(super) fn method_value(&self, call: &ExprMethodCall, locals: &dyn Locals) -> Typed {
        let receiver = self.value_of(&call.receiver, locals);
        if call.method == "clone" && call.args.is_empty() {
            return self.cloned(receiver);
        }
        let Some(method) = self.index.method(&receiver.ty, &word(&call.method)) else {
            return Typed::unknown();
        };
        if let Some(value) = self.getter(&method, &receiver) {
            return value;
        }
        let keeps = self.index.keeps(method.declaration);
        let ty = self.result(method, call.args.iter(), call.turbofish.as_ref(), true, locals);
        let place = match keeps {
            Keeps::Same | Keeps::Each => receiver.place,
            Keeps::Element => receiver.place.is_some().then(|| step(&receiver, Step::Element)),
            Keeps::Nothing => None,
        };
        Typed { ty, place }
    }

    /// A copy has the type that is behind references. A lock cannot be copied, so that what a copy and its original have in
    /// common is the same lock behind a pointer. A cell and a map can, and are copied with what they hold.
    fn cloned(&self, original: Typed) -> Typed {
        let mut ty = original.ty;
        while let Ty::Reference(to) = ty {
            ty = (*to).clone();
        }
        let place = original.place.filter(|_| !self.is_copied_whole(&ty));
        Typed { ty, place }
    }

    /// Whether a clone has cells of its own: what has a `RefCell` or a `DashMap` in it, and not behind a pointer.
    pub(super) fn is_copied_whole(&self, ty: &Ty) -> bool {
        let fields = || self.index.fields(self.index.declaration(ty)?, ty);
        let is_cell = |(_, ty): &(_, Ty)| ty.kind() == Some(TypeKind::RefCell);
        matches!(ty.kind(), Some(TypeKind::RefCell | TypeKind::DashMap))
            || fields().is_some_and(|fields| fields.iter().any(is_cell))
    }

    /// The value of `fn state(&self) -> &State { &self.state }`.
    fn getter(&self, method: &Method, receiver: &Typed) -> Option<Typed> {
        let [function] = method.candidates[..] else { return None };
        if self.index.is_library(function) || self.index.body_text(function).len() > SHORT {
            return None;
        }
        if self.index.signature(function)?.inputs.len() != 1 || !self.index.has_body(function) {
            return None;
        }
        let Parsed::Function(parsed) = self.index.parsed(function) else { return None };
        let [Stmt::Expr(tail, None)] = &parsed.block.stmts[..] else { return None };
        parsed.sig.receiver().filter(|_| is_place(tail))?;
        let own = Typed { ty: method.self_ty.clone(), place: receiver.place.clone() };
        let names = vec![("self".to_owned(), own)];
        let scope =
            self.index.scope_of_member(function, method.self_ty.clone(), method.generics.clone());
        let value = scope.value_of(tail, &Inner { names, outer: None });
        let ty = scope.closed().returned(&parsed.sig);
        let ty = if ty.is_unknown() { value.ty } else { ty };
        Some(Typed { ty, place: value.place.filter(|_| receiver.place.is_some()) })
    }

    pub(super) fn call_value(&self, call: &ExprCall, locals: &dyn Locals) -> Typed {
        if let Some(output) = self.output_of_variable(&call.func, locals) {
            return output.into();
        }
        let Some(target) = self.target(call, locals) else { return Typed::unknown() };
        match target {
            Target::Clone => match call.args.first() {
                Some(argument) => self.cloned(self.value_of(argument, locals)),
                None => Typed::unknown(),
            },
            Target::Default(ty) => ty.into(),
            Target::Constructor(ty) => self.constructed(ty, call, locals),
            Target::Function(method) => {
                let keeps = self.index.keeps(method.declaration);
                let turbofish = match &*call.func {
                    Expr::Path(path) => path.path.segments.last(),
                    _ => None,
                };
                let turbofish = turbofish.and_then(|segment| match &segment.arguments {
                    PathArguments::AngleBracketed(list) => Some(list),
                    _ => None,
                });
                let ty = self.result(method, call.args.iter(), turbofish, false, locals);
                let place = match (keeps, call.args.first()) {
                    (Keeps::Same, Some(argument)) => self.value_of(argument, locals).place,
                    _ => None,
                };
                Typed { ty, place }
            }
        }
    }

    /// What a variable gives that is called: `f: F` with `F: Fn() -> T`.
    fn output_of_variable(&self, called: &Expr, locals: &dyn Locals) -> Option<Ty> {
        let Expr::Path(path) = called else { return None };
        let variable = locals.local(&word(path.path.get_ident()?))?;
        self.index.chain(&variable.ty).iter().find_map(|ty| match ty {
            Ty::Bounded(bounded) => bounded.bounds.iter().find_map(|bound| bound.output.clone()),
            _ => None,
        })
    }

    /// `Some(x)`, `Wrapper(x)`: what the argument says of the parameters is kept.
    fn constructed(&self, ty: Ty, call: &ExprCall, locals: &dyn Locals) -> Typed {
        let argument = call.args.first().map(|argument| self.value_of(argument, locals));
        let argument = argument.unwrap_or_default();
        let ty = match ty.path() {
            Some("std::option::Option") => Ty::named("std::option::Option", [argument.ty]),
            Some("std::result::Result") if is_named(&call.func, "Ok") => {
                Ty::named("std::result::Result", [argument.ty])
            }
            _ => return ty.into(),
        };
        Typed { ty, place: argument.place }
    }

    /// The type of a result: the signature, with what the arguments say of its parameters.
    fn result<'e>(
        &self,
        method: Method,
        arguments: impl Iterator<Item = &'e Expr>,
        turbofish: Option<&syn::AngleBracketedGenericArguments>,
        has_receiver: bool,
        locals: &dyn Locals,
    ) -> Ty {
        if let Some(known) = self.index.known.results.borrow().get(&method.declaration) {
            return known.clone();
        }
        let Some(signature) = self.index.signature(method.declaration) else { return Ty::Unknown };
        let mut scope = self.opened(&method, signature);
        let is_fixed =
            matches!(&method.self_ty, Ty::Named { arguments, .. } if arguments.is_empty());
        let is_fixed = is_fixed || method.self_ty.is_unknown();
        // A method that a trait declares returns another `Self` for each type.
        let is_own = !self.index.is_of_trait_itself(FunctionId(method.declaration.0));
        if scope.generics.is_empty() && is_fixed && is_own {
            let returned = scope.returned(signature);
            self.index.known.results.borrow_mut().insert(method.declaration, returned.clone());
            return returned;
        }
        if let Some(list) = turbofish {
            let given = self.listed(list, 0);
            for (parameter, ty) in signature.generics.type_params().zip(given) {
                scope.generics.insert(parameter.ident.to_string().into(), ty);
            }
        }
        let arguments: Vec<&Expr> = arguments.collect();
        let skipped = usize::from(has_receiver && signature.receiver().is_some());
        let typed: Vec<(&Type, &Expr)> = signature
            .inputs
            .iter()
            .skip(skipped)
            .zip(arguments)
            .filter_map(|(input, argument)| match input {
                FnArg::Typed(input) => Some((&*input.ty, argument)),
                FnArg::Receiver(_) => None,
            })
            .collect();
        if !scope.generics.is_empty() {
            self.unify_values(&mut scope, &typed, locals);
            self.unify_closures(&mut scope, signature, &typed, locals);
        }
        scope.closed().returned(signature)
    }

    /// The scope of a called function; what its parameters are is still open.
    fn opened(&self, method: &Method, signature: &Signature) -> Scope<'_> {
        let self_ty = method.self_ty.clone();
        let mut scope =
            self.index.scope_of_member(method.declaration, self_ty, method.generics.clone());
        scope.open(&signature.generics);
        scope
    }

    fn unify_values(&self, scope: &mut Scope<'_>, typed: &[(&Type, &Expr)], locals: &dyn Locals) {
        for (ty, argument) in typed {
            if matches!(argument, Expr::Closure(_)) {
                continue;
            }
            let (pattern, given) = (scope.lower(ty), self.value_of(argument, locals).ty);
            let mut generics = scope.generics.clone();
            // A reference is coerced to what the parameter is.
            let fits = self.index.chain(&given).iter().any(|given| {
                generics = scope.generics.clone();
                unify::matches(&pattern, given, &mut generics)
            });
            if fits {
                scope.generics = generics;
            }
        }
    }

    /// What a closure returns is what the bound of its parameter says.
    fn unify_closures(
        &self,
        scope: &mut Scope<'_>,
        signature: &Signature,
        typed: &[(&Type, &Expr)],
        locals: &dyn Locals,
    ) {
        for (ty, argument) in typed {
            let Some(bound) = callable(signature, ty) else { continue };
            let PathArguments::Parenthesized(list) = &bound.arguments else { continue };
            let output = match argument {
                Expr::Closure(closure) => {
                    let inputs =
                        list.inputs.iter().map(|input| scope.lower(&input.ty).into()).collect();
                    self.closure_output(closure, inputs, locals)
                }
                Expr::Path(path) => self.function_output(path, locals),
                _ => Ty::Unknown,
            };
            let pattern = scope.output(&list.output);
            unify::matches(&pattern, &output, &mut scope.generics);
        }
    }

    fn closure_output(&self, closure: &ExprClosure, inputs: Vec<Typed>, locals: &dyn Locals) -> Ty {
        let names = closure.inputs.iter().zip(&inputs);
        let names = names.flat_map(|(pattern, value)| self.names_of(pattern, value)).collect();
        let output = self.value_of(&closure.body, &Inner { names, outer: Some(locals) }).ty;
        match closure.asyncness {
            Some(_) => Ty::Future(output.into()),
            None => output,
        }
    }

    /// What a function returns that is passed by its path.
    fn function_output(&self, path: &ExprPath, locals: &dyn Locals) -> Ty {
        match self.path_target(path, None, locals) {
            Some(Target::Function(method)) => {
                let Some(signature) = self.index.signature(method.declaration) else {
                    return Ty::Unknown;
                };
                self.opened(&method, signature).closed().returned(signature)
            }
            Some(Target::Constructor(ty) | Target::Default(ty)) => ty,
            _ => Ty::Unknown,
        }
    }

    /// What the closure that is this argument is given.
    pub(super) fn closure_inputs(
        &self,
        call: &Expr,
        argument: usize,
        locals: &dyn Locals,
    ) -> Vec<Typed> {
        let (method, receiver, arguments) = match call {
            Expr::MethodCall(call) => {
                let receiver = self.value_of(&call.receiver, locals);
                let Some(method) = self.index.method(&receiver.ty, &word(&call.method)) else {
                    return Vec::new();
                };
                (method, Some(receiver), &call.args)
            }
            Expr::Call(call) => match self.target(call, locals) {
                Some(Target::Function(method)) => (method, None, &call.args),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let Some(signature) = self.index.signature(method.declaration) else { return Vec::new() };
        let mut scope = self.opened(&method, signature);
        let skipped = usize::from(receiver.is_some() && signature.receiver().is_some());
        let inputs = signature.inputs.iter().skip(skipped).filter_map(|input| match input {
            FnArg::Typed(input) => Some(&*input.ty),
            FnArg::Receiver(_) => None,
        });
        let typed: Vec<(&Type, &Expr)> = inputs.zip(arguments).collect();
        self.unify_values(&mut scope, &typed, locals);
        let bound = typed.get(argument).and_then(|(ty, _)| callable(signature, ty));
        let Some(PathArguments::Parenthesized(list)) = bound.map(|bound| &bound.arguments) else {
            return Vec::new();
        };
        let place = receiver.and_then(|receiver| match self.index.keeps(method.declaration) {
            Keeps::Same => receiver.place,
            Keeps::Each | Keeps::Element => {
                receiver.place.is_some().then(|| step(&receiver, Step::Element))
            }
            Keeps::Nothing => None,
        });
        let scope = scope.closed();
        list.inputs
            .iter()
            .map(|input| Typed { ty: scope.lower(&input.ty), place: place.clone() })
            .collect()
    }

    /// What the declaration of a call has left open is not known.
    fn closed(mut self) -> Self {
        for (name, ty) in &mut self.generics {
            if unify::is_open(name, ty) {
                *ty = Ty::Unknown;
            }
        }
        // `Self` has the type arguments of the call.
        let header = self.around.and_then(|around| self.index.header(around));
        if let Some(Ty::Named { path, arguments }) = header.map(|header| &header.self_ty)
            && !arguments.is_empty()
            && self.self_ty.path() == Some(path)
        {
            let arguments =
                arguments.iter().map(|ty| unify::substitute(ty, &self.generics)).collect();
            self.self_ty = Ty::Named { path: path.clone(), arguments };
        }
        self
    }

    /// A small macro stands for its expression; a few of the standard library's make values.
    pub(super) fn macro_value(&self, call: &Macro, locals: &dyn Locals) -> Typed {
        // Nobody keeps the values of expressions that are made here and dropped.
        let locals = &Inner { names: Vec::new(), outer: Some(locals) };
        if let Some(expr) = self.expanded(call) {
            return self.value_of(&expr, locals);
        }
        let first = || {
            let items = call.parse_body_with(
                syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated,
            );
            let items = items.unwrap_or_default();
            items.first().map(|item| self.value_of(item, locals).ty).unwrap_or_default()
        };
        match call.path.segments.last().map(|last| last.ident.to_string()).as_deref() {
            Some("vec") => Ty::named("std::vec::Vec", [first()]).into(),
            Some("format") => Ty::named("std::string::String", []).into(),
            _ => Typed::unknown(),
        }
    }
}

impl Index {
    fn keeps(&self, function: ItemId) -> Keeps {
        if !self.is_library(function) {
            return Keeps::Nothing;
        }
        match self.attributes_text(function) {
            "#[same]" => Keeps::Same,
            "#[each]" => Keeps::Each,
            "#[element]" => Keeps::Element,
            _ => Keeps::Nothing,
        }
    }
}

/// `Fn(A) -> B` among the bounds of a parameter's type.
fn callable<'s>(signature: &'s Signature, ty: &'s Type) -> Option<&'s syn::PathSegment> {
    match ty {
        Type::ImplTrait(opaque) => in_bounds(&opaque.bounds),
        Type::Reference(reference) => callable(signature, &reference.elem),
        Type::Path(path) => {
            let name = path.path.get_ident()?;
            let own =
                signature.generics.type_params().find(|parameter| parameter.ident == *name)?;
            in_bounds(&own.bounds).or_else(|| {
                let clauses = &signature.generics.where_clause.as_ref()?.predicates;
                clauses.iter().find_map(|clause| match clause {
                    WherePredicate::Type(clause) if is_path(&clause.bounded_ty, name) => {
                        in_bounds(&clause.bounds)
                    }
                    _ => None,
                })
            })
        }
        _ => None,
    }
}

fn is_path(ty: &Type, name: &proc_macro2::Ident) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

fn in_bounds<'s>(
    bounds: impl IntoIterator<Item = &'s TypeParamBound>,
) -> Option<&'s syn::PathSegment> {
    bounds.into_iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last()?;
            matches!(last.arguments, PathArguments::Parenthesized(_)).then_some(last)
        }
        _ => None,
    })
}

fn is_named(function: &Expr, name: &str) -> bool {
    matches!(function, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Whether an expression only leads to a part of `self`.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Field(field) => is_place(&field.base),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Unary(unary) => is_place(&unary.expr),
        Expr::MethodCall(call) => call.args.is_empty() && is_place(&call.receiver),
        Expr::Call(call) => {
            call.args.len() == 1 && is_named(&call.func, "clone") && is_place(&call.args[0])
        }
        _ => false,
    }
}

/// A pattern that is a plain name.
pub(super) fn plain_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(binding) => Some(word(&binding.ident)),
        Pat::Type(typed) => plain_name(&typed.pat),
        _ => None,
    }
}
