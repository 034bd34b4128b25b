//! The methods of a type: its own, those of its traits, those of the traits that it is bound by.

use std::rc::Rc;

use super::{
    lookup::{DEEPEST, Method, form},
    unify,
};
use crate::{
    flow::oracle::{Bound, Bounded, Ty},
    model::{
        answers::{Functions, Generics, ItemId},
        index::{Index, Parsed},
        scan::ItemKind,
    },
};

impl Index {
    /// The method that a call on a value of this type runs: the first step of the chain that has one decides.
    pub(super) fn method(&self, ty: &Ty, name: &str) -> Option<Method> {
        self.nested(|| self.chain(ty).into_iter().find_map(|ty| self.method_of(ty, name))).flatten()
    }

    /// A method of this very type: an inherent one, then one of a trait.
    pub(super) fn method_of(&self, ty: Ty, name: &str) -> Option<Method> {
        if let Ty::Bounded(bounded) = &ty {
            return self.method_of_bounds(bounded, &ty, name);
        }
        let ty = match ty {
            Ty::Sequence(item) => Ty::named("std::slice::Slice", [(*item).clone()]),
            ty => ty,
        };
        let functions = self.methods_of_form(&ty, name);
        let &(around, declaration) = functions.first()?;
        let header = self.header(around)?;
        let mut generics = header.generics.clone();
        unify::matches(&header.self_ty, &ty, &mut generics);
        let candidates = functions.iter().map(|&(_, function)| function).collect();
        if self.item(declaration).parent != Some(around) {
            generics = self.generics_of_trait(declaration, header.of_trait.as_ref()?, &generics);
        }
        Some(Method { declaration, candidates, generics, self_ty: ty })
    }

    /// The methods of this name that a type has, each with its impl: all inherent ones, or the one of a trait.
    fn methods_of_form(&self, ty: &Ty, name: &str) -> Functions {
        let Some(form) = form(ty) else { return self.read_methods(ty, name) };
        let known = self.known.methods.borrow();
        if let Some(functions) = known.get(form).and_then(|of_type| of_type.get(name)) {
            return functions.clone();
        }
        drop(known);
        let functions = self.read_methods(ty, name);
        let mut known = self.known.methods.borrow_mut();
        known.entry(form.into()).or_default().insert(name.to_owned(), functions.clone());
        functions
    }

    fn read_methods(&self, ty: &Ty, name: &str) -> Functions {
        let Some(members) = self.members_named(name) else { return Functions::default() };
        let impls = self.impls_of_form(ty);
        let is_of_trait =
            |id: &ItemId| self.header(*id).is_some_and(|header| header.of_trait.is_some());
        let (of_trait, inherent): (Vec<ItemId>, Vec<ItemId>) =
            impls.iter().partition(|id| is_of_trait(id));
        let own = |id: ItemId| self.member_named(id, name, ItemKind::Function);
        let inherent = inherent.into_iter().filter_map(|id| Some((id, own(id)?)));
        let inherent: Functions = inherent.collect();
        if !inherent.is_empty() {
            return inherent;
        }
        let mut of_trait = of_trait.into_iter().filter_map(|id| {
            if let Some(own) = own(id) {
                return Some((id, own));
            }
            let bound = self.header(id)?.of_trait.as_ref().filter(|_| members.in_trait)?;
            Some((id, self.default_method(bound, name)?))
        });
        // Two traits with a method of one name: which one is meant depends on the imports.
        let first = of_trait.next().filter(|_| of_trait.next().is_none());
        first.into_iter().collect()
    }

    /// A method of a trait that has a body there, or in a library a declaration.
    fn default_method(&self, bound: &Bound, name: &str) -> Option<ItemId> {
        let id = self.item_at(&bound.path)?;
        let method = self.member_named(id, name, ItemKind::Function)?;
        (self.has_body(method) || self.is_library(method)).then_some(method)
    }

    /// What the parameters of a trait are for a type that implements it.
    fn generics_of_trait(&self, method: ItemId, bound: &Bound, given: &Generics) -> Generics {
        let Some(id) = self.item(method).parent else { return Generics::new() };
        let Parsed::Trait(item) = self.parsed(id) else { return Generics::new() };
        let names = item.generics.type_params().enumerate().map(|(at, parameter)| {
            let ty = bound.arguments.get(at).map(|ty| unify::substitute(ty, given));
            (parameter.ident.to_string().into(), ty.unwrap_or_default())
        });
        names.collect()
    }

    /// A method of what is known by its bounds, or by the traits that those require.
    fn method_of_bounds(&self, bounded: &Bounded, ty: &Ty, name: &str) -> Option<Method> {
        let mut bounds = bounded.bounds.clone();
        let mut at = 0;
        while at < bounds.len() && at < DEEPEST {
            let bound = bounds[at].clone();
            let id = self.item_at(&bound.path);
            if let Some(declaration) =
                id.and_then(|id| self.member_named(id, name, ItemKind::Function))
            {
                return Some(Method {
                    declaration,
                    candidates: self.implementations(&bound.path, declaration, name),
                    generics: self.generics_of_trait(declaration, &bound, &Generics::new()),
                    self_ty: ty.clone(),
                });
            }
            bounds.extend(id.into_iter().flat_map(|id| self.required(id)));
            at += 1;
        }
        None
    }

    /// The traits that a trait requires.
    fn required(&self, id: ItemId) -> Vec<Bound> {
        let Parsed::Trait(item) = self.parsed(id) else { return Vec::new() };
        let scope = self.scope(id, Ty::Unknown, Generics::new());
        item.supertraits.iter().filter_map(|bound| scope.bound(bound)).collect()
    }

    /// All functions that may run where a method of a trait is called on an unknown implementation.
    fn implementations(&self, path: &Rc<str>, declaration: ItemId, name: &str) -> Vec<ItemId> {
        let impls = self.impls_of_trait(path);
        let own = impls.iter().map(|&id| self.member_named(id, name, ItemKind::Function));
        let own: Vec<Option<ItemId>> = own.collect();
        let uses_default = own.iter().any(Option::is_none);
        let mut candidates: Vec<ItemId> = own.into_iter().flatten().collect();
        if (uses_default || candidates.is_empty()) && self.has_body(declaration) {
            candidates.push(declaration);
        }
        candidates.sort_unstable();
        candidates
    }

    /// The impls of a trait, for whatever type. They are looked for among all impls, so that each trait is asked for once.
    fn impls_of_trait(&self, path: &Rc<str>) -> Rc<[ItemId]> {
        if let Some(known) = self.known.implementors.borrow().get(path) {
            return known.clone();
        }
        let word = path.rsplit("::").next().unwrap_or_default();
        let impls = self
            .all_impls()
            .filter(|&id| self.item(id).kind == ItemKind::Impl { of_trait: true })
            .filter(|&id| self.header_text(id).contains(word))
            .filter(|&id| {
                let header = self.header(id).and_then(|header| header.of_trait.as_ref());
                header.is_some_and(|bound| bound.path == *path)
            });
        let impls: Rc<[ItemId]> = impls.collect();
        self.known.implementors.borrow_mut().insert(path.clone(), impls.clone());
        impls
    }
}
