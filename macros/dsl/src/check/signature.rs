//! Mistakes in the function's signature.

use syn::{ReturnType, Type, TypeParamBound};

use crate::{diag::Diagnostics, messages::attributes as messages, plan::Plan};

/// Acquiring means waiting, and only an `async fn` waits. A function that returns a future would release its guards before the
/// future is first polled.
pub(super) fn check_waits(plan: &Plan, diagnostics: &mut Diagnostics) {
    let (attribute, signature) = (plan.attribute, &plan.function.signature);
    if signature.asyncness.is_some() || plan.function.wrapper().is_some() {
        return;
    }
    let at = signature.fn_token.span;
    diagnostics.push(if let Some(constness) = &signature.constness {
        messages::const_fn(attribute, constness.span)
    } else if let Some(abi) = &signature.abi {
        messages::extern_fn(attribute, abi.extern_token.span)
    } else if returns_future(&signature.output) {
        messages::not_async_returns_future(attribute, at, &signature.ident.to_string())
    } else {
        messages::not_async(attribute, at, &signature.ident.to_string())
    });
}

/// A method without a body has nothing to protect, and its implementations would lack the attribute.
pub(super) fn check_has_body(plan: &Plan, diagnostics: &mut Diagnostics) {
    let signature = &plan.function.signature;
    if plan.function.body.is_none() && signature.asyncness.is_some() {
        let name = &signature.ident;
        diagnostics.push(messages::no_body(plan.attribute, name.span(), &name.to_string()));
    }
}

/// Whether the output is written as a future: `impl Future<..>`, `BoxFuture<..>`, `Pin<Box<dyn Future<..>>>`.
fn returns_future(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => names_future(ty),
    }
}

fn names_future(ty: &Type) -> bool {
    let bound = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => is_future(&bound.path),
        _ => false,
    };
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(bound),
        Type::TraitObject(ty) => ty.bounds.iter().any(bound),
        Type::Path(ty) => is_future(&ty.path) || wraps_future(&ty.path),
        _ => false,
    }
}

fn is_future(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("Future"))
}

fn wraps_future(path: &syn::Path) -> bool {
    let Some(last) = path.segments.last() else { return false };
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
    let pointer = last.ident == "Pin" || last.ident == "Box";
    pointer
        && arguments.args.iter().any(|argument| match argument {
            syn::GenericArgument::Type(ty) => names_future(ty),
            _ => false,
        })
}
