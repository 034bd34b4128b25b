//! What runs when a value is dropped.

use crate::{
    flow::oracle::{FunctionId, Ty},
    known::TypeKind,
    model::{
        answers::ItemId,
        index::{Index, Parsed},
        scan::ItemKind,
    },
};

/// The types of the standard library that own what they contain. `Arc` and `Rc` may not be the last.
const OWNING: &[&str] = &[
    "Option",
    "Result",
    "Box",
    "Vec",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
];

/// Parts that lie deeper are not looked into.
const DEEPEST: usize = 4;

impl Index {
    /// The function that implements a method of a trait for a type, by the names of both.
    pub(super) fn implementation(
        &self,
        ty: &Ty,
        of_trait: &str,
        method: &str,
    ) -> Option<FunctionId> {
        ty.path()?;
        let impls = self.impls_of_form(ty);
        let of_this = impls.iter().find(|&&id| match self.parsed(id) {
            Parsed::Impl(item) => item.trait_.as_ref().is_some_and(|(path, _)| {
                path.segments.last().is_some_and(|last| last.ident == of_trait)
            }),
            _ => false,
        });
        let ItemId(function) = self.member_named(*of_this?, method, ItemKind::Function)?;
        Some(FunctionId(function))
    }

    /// The `drop`s that run when a value of this type is dropped, each with whether it is the type's own.
    pub(super) fn drops(&self, ty: &Ty) -> Vec<(FunctionId, bool)> {
        let mut found = Vec::new();
        self.collect_drops(ty, DEEPEST, &mut found);
        found
    }

    /// Whether a struct keeps a guard in something that can lose it while the struct lives.
    pub(super) fn may_give_up_guard(&self, ty: &Ty) -> bool {
        let Some(id) = self.declaration(ty).filter(|&id| !self.is_library(id)) else {
            return false;
        };
        let fields = self.fields(id, ty).unwrap_or_default();
        fields.iter().any(|(_, field)| match field {
            Ty::Named { arguments, .. } if field.kind().is_none() => {
                arguments.iter().any(|argument| self.has_guard(argument, DEEPEST))
            }
            _ => false,
        })
    }

    /// Whether a type is a guard or has one in it.
    fn has_guard(&self, ty: &Ty, deep: usize) -> bool {
        if deep == 0 {
            return false;
        }
        let in_fields = || {
            let id = self.declaration(ty).filter(|&id| !self.is_library(id));
            let fields = id.and_then(|id| self.fields(id, ty)).unwrap_or_default();
            fields.iter().any(|(_, field)| self.has_guard(field, deep - 1))
        };
        match ty {
            Ty::Named { arguments, .. } => {
                matches!(ty.kind(), Some(TypeKind::Guard(..)))
                    || arguments.iter().any(|argument| self.has_guard(argument, deep - 1))
                    || in_fields()
            }
            _ => false,
        }
    }

    fn collect_drops(&self, ty: &Ty, deep: usize, found: &mut Vec<(FunctionId, bool)>) {
        if deep == 0 {
            return;
        }
        match ty {
            Ty::Tuple(parts) => parts.iter().for_each(|it| self.collect_drops(it, deep - 1, found)),
            Ty::Sequence(item) => self.collect_drops(item, deep - 1, found),
            Ty::Named { path, arguments } => {
                let name = path.rsplit("::").next().unwrap_or(path);
                if path.starts_with("std::") && OWNING.contains(&name) {
                    return arguments.iter().for_each(|it| self.collect_drops(it, deep, found));
                }
                let own = self.implementation(ty, "Drop", "drop");
                found.extend(own.map(|function| (function, deep == DEEPEST)));
                if let Some(id) = self.declaration(ty).filter(|&id| !self.is_library(id)) {
                    let fields = self.fields(id, ty).unwrap_or_default();
                    fields.iter().for_each(|(_, field)| self.collect_drops(field, deep - 1, found));
                }
            }
            _ => {}
        }
    }
}
