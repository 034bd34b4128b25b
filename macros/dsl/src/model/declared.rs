//! The primitives that statics declare.

use syn::{Expr, ExprLit, Lit};

use super::{
    answers::ItemId,
    body::kind_of_type,
    index::Index,
    summary::{Class, Declared},
};
use crate::{flow::oracle::Ty, known::TypeKind};

/// All of them.
pub(super) fn all(index: &Index) -> Vec<Declared> {
    index.statics().filter_map(|id| of_static(index, id)).collect()
}

fn of_static(index: &Index, id: ItemId) -> Option<Declared> {
    let path = primitive(index, &index.type_of_static(id))?;
    Some(Declared {
        class: Class::Static(index.path(id).to_string()),
        kind: kind_of_type(TypeKind::of_path(&path)?)?,
        at: index.location_of(id),
        is_private: !index.is_public(id),
        count: index.value_of_static(id).as_ref().and_then(count),
        is_bounded: path.ends_with("::BoundedSemaphore"),
    })
}

/// The path of the primitive that a type is, or points to.
fn primitive(index: &Index, ty: &Ty) -> Option<String> {
    let is_primitive = |path: &&str| TypeKind::of_path(path).and_then(kind_of_type).is_some();
    index.chain(ty).iter().filter_map(Ty::path).find(is_primitive).map(str::to_owned)
}

/// The number in `Semaphore::new(8)`, also behind `LazyLock::new(|| ..)` and `Arc::new(..)`.
fn count(value: &Expr) -> Option<u64> {
    match value {
        Expr::Call(call) => call.args.iter().find_map(count),
        Expr::Closure(closure) => count(&closure.body),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Paren(paren) => count(&paren.expr),
        _ => None,
    }
}
