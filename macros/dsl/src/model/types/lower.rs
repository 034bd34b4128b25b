//! From the syntax of a type to a [`Ty`].

use std::rc::Rc;

use syn::{
    AngleBracketedGenericArguments, GenericArgument, GenericParam, Path, PathArguments,
    PathSegment, QSelf, ReturnType, Signature, Type, TypeParamBound, WherePredicate,
    punctuated::Punctuated,
};

use super::Scope;
use crate::{
    flow::oracle::{Bound, Bounded, BoundedKind, Ty},
    model::{
        answers::{Def, Generics, ItemId, Space},
        index::Parsed,
        names::word,
        scan::ItemKind,
    },
};

/// No alias that a person writes leads further.
const DEEPEST: usize = 12;

impl Scope<'_> {
    /// The type that is written here.
    pub(super) fn lower(&self, ty: &Type) -> Ty {
        self.lower_within(ty, 0)
    }

    fn lower_within(&self, ty: &Type, depth: usize) -> Ty {
        if depth > DEEPEST {
            return Ty::Unknown;
        }
        let lower = |ty: &Type| self.lower_within(ty, depth + 1);
        match ty {
            Type::Path(path) => self.lower_path(path.qself.as_ref(), &path.path, depth),
            Type::Reference(reference) => Ty::Reference(lower(&reference.elem).into()),
            Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(lower).collect()),
            Type::Slice(slice) => Ty::Sequence(lower(&slice.elem).into()),
            Type::Array(array) => Ty::Sequence(lower(&array.elem).into()),
            Type::Paren(paren) => lower(&paren.elem),
            Type::Group(group) => lower(&group.elem),
            Type::ImplTrait(opaque) => self.bounded(BoundedKind::Opaque, &opaque.bounds),
            Type::TraitObject(object) => self.bounded(BoundedKind::Object, &object.bounds),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn lower_path(&self, qself: Option<&QSelf>, path: &Path, depth: usize) -> Ty {
        let segments: Vec<String> = path.segments.iter().map(|s| word(&s.ident)).collect();
        let Some(last) = segments.last() else { return Ty::Unknown };
        if let Some(qualified) = qself {
            let of = self.lower_within(&qualified.ty, depth + 1);
            return match qualified.position + 1 == segments.len() || qualified.position == 0 {
                true => self.projection(&of, last),
                false => Ty::Unknown,
            };
        }
        if let Some(start) = self.parameter(&segments[0]) {
            return segments[1..].iter().fold(start, |ty, name| match segments[0] == "Self" {
                true => self.associated(&ty, name),
                false => self.projection(&ty, name),
            });
        }
        let absolute = path.leading_colon.is_some();
        match self.index.resolve(self.module, &segments, absolute, Space::Types) {
            Some((def, used)) => self.lower_def(def, used, path, depth),
            None if segments.len() == 1 && is_primitive(last) => Ty::named(last, []),
            None => Ty::Unknown,
        }
    }

    /// `Self` or a generic parameter.
    fn parameter(&self, name: &str) -> Option<Ty> {
        match name {
            "Self" => Some(self.self_ty.clone()),
            _ => self.generics.get(name).cloned(),
        }
    }

    fn lower_def(&self, def: Def, used: usize, path: &Path, depth: usize) -> Ty {
        let arguments = |at: usize| self.arguments(&path.segments[at], depth);
        let rest = &path.segments.iter().skip(used).collect::<Vec<&PathSegment>>()[..];
        let start = match def {
            Def::Item(id) => self.lower_item(id, arguments(used - 1), depth),
            Def::External(path) => {
                let arguments = arguments(used - 1);
                Ty::Named { path, arguments: arguments.into() }
            }
            Def::Variant(_) | Def::Module(_) => Ty::Unknown,
        };
        rest.iter().fold(start, |ty, segment| self.projection(&ty, &word(&segment.ident)))
    }

    fn lower_item(&self, id: ItemId, arguments: Vec<Ty>, depth: usize) -> Ty {
        match self.index.item(id).kind {
            ItemKind::Struct | ItemKind::Enum => {
                Ty::named(&self.index.path(id), arguments).pinned()
            }
            ItemKind::TypeAlias => self.alias(id, &arguments, depth),
            _ => Ty::Unknown,
        }
    }

    fn alias(&self, id: ItemId, arguments: &[Ty], depth: usize) -> Ty {
        let Parsed::Alias(alias) = self.index.parsed(id) else { return Ty::Unknown };
        let given = alias.generics.type_params().enumerate().map(|(at, parameter)| {
            (parameter.ident.to_string().into(), arguments.get(at).cloned().unwrap_or_default())
        });
        let scope = Scope {
            module: self.index.item(id).module,
            around: None,
            self_ty: Ty::Unknown,
            generics: given.collect(),
            ..self.clone()
        };
        scope.lower_within(&alias.ty, depth + 1)
    }

    /// The types among generic arguments.
    pub(super) fn arguments(&self, segment: &PathSegment, depth: usize) -> Vec<Ty> {
        match &segment.arguments {
            PathArguments::AngleBracketed(list) => self.listed(list, depth),
            _ => Vec::new(),
        }
    }

    pub(super) fn listed(&self, list: &AngleBracketedGenericArguments, depth: usize) -> Vec<Ty> {
        let types = list.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        types.map(|ty| self.lower_within(ty, depth + 1)).collect()
    }

    /// What is known by its bounds. A future is its output.
    pub(super) fn bounded<'t>(
        &self,
        kind: BoundedKind,
        bounds: impl IntoIterator<Item = &'t TypeParamBound>,
    ) -> Ty {
        let bounds: Vec<Bound> = bounds.into_iter().filter_map(|bound| self.bound(bound)).collect();
        let future = bounds.iter().find(|bound| &*bound.path == "std::future::Future");
        if let Some(future) = future {
            let output = future.associated.iter().find(|(name, _)| name == "Output");
            return Ty::Future(Rc::new(output.map(|(_, ty)| ty.clone()).unwrap_or_default()));
        }
        Ty::Bounded(Rc::new(Bounded { kind, bounds }))
    }

    pub(super) fn bound(&self, bound: &TypeParamBound) -> Option<Bound> {
        match bound {
            TypeParamBound::Trait(bound) => self.trait_bound(&bound.path),
            _ => None,
        }
    }

    /// A trait with what it is given.
    pub(super) fn trait_bound(&self, path: &Path) -> Option<Bound> {
        let segments: Vec<String> = path.segments.iter().map(|s| word(&s.ident)).collect();
        let absolute = path.leading_colon.is_some();
        let resolved = self.index.resolve(self.module, &segments, absolute, Space::Types);
        let path_of_trait = match resolved {
            Some((Def::Item(id), used)) if used == segments.len() => self.index.path(id),
            Some((Def::External(path), _)) => path,
            _ => segments.join("::").into(),
        };
        let mut bound = Bound {
            path: path_of_trait,
            arguments: Vec::new(),
            associated: Vec::new(),
            output: None,
        };
        match &path.segments.last()?.arguments {
            PathArguments::AngleBracketed(list) => {
                bound.arguments = self.listed(list, 0);
                bound.associated =
                    list.args.iter().filter_map(|argument| self.binding(argument)).collect();
            }
            PathArguments::Parenthesized(list) => {
                bound.arguments = list.inputs.iter().map(|input| self.lower(&input.ty)).collect();
                let output = self.output(&list.output);
                bound.output = Some(match is_async(path) {
                    true => Ty::Future(output.into()),
                    false => output,
                });
            }
            PathArguments::None => {}
        }
        Some(bound)
    }

    /// `Item = T`, `Item: Trait`
    fn binding(&self, argument: &GenericArgument) -> Option<(String, Ty)> {
        match argument {
            GenericArgument::AssocType(binding) => {
                Some((binding.ident.to_string(), self.lower(&binding.ty)))
            }
            GenericArgument::Constraint(constraint) => {
                let ty = self.bounded(BoundedKind::Opaque, &constraint.bounds);
                Some((constraint.ident.to_string(), ty))
            }
            _ => None,
        }
    }

    pub(super) fn output(&self, output: &ReturnType) -> Ty {
        match output {
            ReturnType::Default => Ty::Tuple([].into()),
            ReturnType::Type(_, ty) => self.lower(ty),
        }
    }

    /// What a call of a function has, awaited or not.
    pub(super) fn returned(&self, signature: &Signature) -> Ty {
        let output = self.output(&signature.output);
        match signature.asyncness.is_some() {
            true => Ty::Future(output.into()),
            false => output,
        }
    }

    /// Adds parameters by their bounds, as the body of a generic item sees them.
    pub(super) fn declare(&mut self, generics: &syn::Generics) {
        let outer = self.generics.clone();
        // A bound may name a parameter that is declared after it: `F: Fn() -> R, R: Future`.
        for _ in 0..2 {
            let declared = self.declared(generics, &outer);
            self.generics.extend(declared);
        }
    }

    /// The parameters of an item by their bounds, in which names mean what is known so far.
    fn declared(&self, generics: &syn::Generics, outer: &Generics) -> Generics {
        let mut declared = Generics::default();
        for parameter in generics.type_params() {
            let name: Rc<str> = parameter.ident.to_string().into();
            let ty = self.bounded_parameter(&name, &parameter.bounds);
            declared.insert(name, ty);
        }
        let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        for clause in clauses {
            if let WherePredicate::Type(clause) = clause
                && let Type::Path(path) = &clause.bounded_ty
                && let Some(ident) = path.path.get_ident()
            {
                let name: Rc<str> = ident.to_string().into();
                let added = self.bounded_parameter(&name, &clause.bounds);
                let known = declared.remove(&name).or_else(|| outer.get(&name).cloned());
                declared.insert(name, both(known.unwrap_or_default(), added));
            }
        }
        declared
    }

    fn bounded_parameter(
        &self,
        name: &Rc<str>,
        bounds: &Punctuated<TypeParamBound, syn::Token![+]>,
    ) -> Ty {
        self.bounded(BoundedKind::Parameter(name.clone()), bounds)
    }

    /// The names of the type parameters of an item, each still open.
    pub(super) fn open(&mut self, generics: &syn::Generics) {
        for parameter in &generics.params {
            if let GenericParam::Type(parameter) = parameter {
                let name: Rc<str> = parameter.ident.to_string().into();
                self.generics.insert(name.clone(), open(name));
            }
        }
    }
}

/// A parameter that a call has yet to give a type.
pub(super) fn open(name: Rc<str>) -> Ty {
    Ty::Bounded(Rc::new(Bounded { kind: BoundedKind::Parameter(name), bounds: Vec::new() }))
}

/// A parameter with the bounds of its declaration and of a `where`.
fn both(known: Ty, added: Ty) -> Ty {
    match (known, added) {
        (Ty::Bounded(known), Ty::Bounded(added)) => {
            let bounds = known.bounds.iter().chain(&added.bounds).cloned().collect();
            Ty::Bounded(Rc::new(Bounded { kind: known.kind.clone(), bounds }))
        }
        (Ty::Future(known), _) => Ty::Future(known),
        (_, added) => added,
    }
}

impl Ty {
    /// `Pin<Box<dyn Future<Output = T>>>` is a future of `T`, as is a box of one.
    pub(super) fn pinned(self) -> Ty {
        match &self {
            Ty::Named { path, arguments }
                if matches!(&**path, "std::pin::Pin" | "std::boxed::Box") =>
            {
                match arguments.first() {
                    Some(Ty::Future(output)) => Ty::Future(output.clone()),
                    _ => self,
                }
            }
            _ => self,
        }
    }
}

/// `AsyncFn`, `AsyncFnMut`, `AsyncFnOnce`
fn is_async(of_trait: &Path) -> bool {
    of_trait.segments.last().is_some_and(|last| last.ident.to_string().starts_with("AsyncFn"))
}

fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f32"
            | "f64"
    )
}
