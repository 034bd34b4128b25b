//! Finds what the parameters of a declaration are from the types that it is given.

use std::rc::Rc;

use crate::{
    flow::oracle::{Bound, Bounded, BoundedKind, Ty},
    model::answers::Generics,
};

/// The name of a parameter.
fn parameter(ty: &Ty) -> Option<&Rc<str>> {
    match ty {
        Ty::Bounded(bounded) => match &bounded.kind {
            BoundedKind::Parameter(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether this parameter has not been given a type.
pub(super) fn is_open(name: &str, ty: &Ty) -> bool {
    parameter(ty).is_some_and(|own| &**own == name)
        && matches!(ty, Ty::Bounded(bounded) if bounded.bounds.is_empty())
}

/// Whether a type has the form of `pattern`, whose open parameters get what stands in their place. What is unknown has every
/// form.
pub(super) fn matches(pattern: &Ty, ty: &Ty, generics: &mut Generics) -> bool {
    if let Some(name) = parameter(pattern)
        && let Some(known) = generics.get(name)
    {
        if is_open(name, known) {
            if !ty.is_unknown() {
                let name = name.clone();
                generics.insert(name, ty.clone());
            }
            return true;
        }
        return known.is_unknown() || ty.is_unknown() || known == ty || parameter(known).is_some();
    }
    match (pattern, ty) {
        (Ty::Unknown, _) | (_, Ty::Unknown) => true,
        (Ty::Named { path, arguments }, Ty::Named { path: other, arguments: given }) => {
            path == other
                && arguments
                    .iter()
                    .zip(given.iter())
                    .all(|(one, other)| matches(one, other, generics))
        }
        (Ty::Reference(one), Ty::Reference(other))
        | (Ty::Sequence(one), Ty::Sequence(other))
        | (Ty::Future(one), Ty::Future(other)) => matches(one, other, generics),
        (Ty::Tuple(one), Ty::Tuple(other)) => {
            one.len() == other.len()
                && one.iter().zip(other.iter()).all(|(one, other)| matches(one, other, generics))
        }
        (Ty::Bounded(one), Ty::Bounded(other)) => one == other,
        _ => false,
    }
}

/// A type with what its parameters are given.
pub(super) fn substitute(ty: &Ty, generics: &Generics) -> Ty {
    if let Some(name) = parameter(ty)
        && let Some(given) = generics.get(name)
    {
        return given.clone();
    }
    let inner = |ty: &Ty| Rc::new(substitute(ty, generics));
    match ty {
        Ty::Named { path, arguments } => Ty::Named {
            path: path.clone(),
            arguments: arguments.iter().map(|ty| substitute(ty, generics)).collect(),
        },
        Ty::Reference(ty) => Ty::Reference(inner(ty)),
        Ty::Sequence(ty) => Ty::Sequence(inner(ty)),
        Ty::Future(ty) => Ty::Future(inner(ty)),
        Ty::Tuple(types) => Ty::Tuple(types.iter().map(|ty| substitute(ty, generics)).collect()),
        Ty::Bounded(bounded) => {
            let bounds = bounded.bounds.iter().map(|bound| in_bound(bound, generics)).collect();
            Ty::Bounded(Rc::new(Bounded { kind: bounded.kind.clone(), bounds }))
        }
        Ty::Unknown | Ty::Closure => ty.clone(),
    }
}

fn in_bound(bound: &Bound, generics: &Generics) -> Bound {
    Bound {
        path: bound.path.clone(),
        arguments: bound.arguments.iter().map(|ty| substitute(ty, generics)).collect(),
        associated: bound
            .associated
            .iter()
            .map(|(name, ty)| (name.clone(), substitute(ty, generics)))
            .collect(),
        output: bound.output.as_ref().map(|ty| substitute(ty, generics)),
    }
}
