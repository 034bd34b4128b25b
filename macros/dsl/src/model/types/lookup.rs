//! What a type has: what it dereferences to, its associated types, its fields, its methods.

use std::{collections::HashMap, rc::Rc};

use syn::{Fields, Member};

use super::Scope;
use crate::{
    flow::oracle::{Bound, BoundedKind, Ty},
    model::{
        answers::{Field, Generics, ImplHeader, ItemId, Members},
        index::{Index, Parsed},
        names::word,
        scan::ItemKind,
    },
};

/// What decides which impls a type has; `None` where that is its bounds.
pub(super) fn form(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Named { path, .. } => Some(path),
        Ty::Reference(_) => Some("&"),
        Ty::Tuple(_) => Some("()"),
        Ty::Sequence(_) => Some("[]"),
        Ty::Future(_) => Some("future"),
        Ty::Closure => Some("||"),
        Ty::Unknown | Ty::Bounded(_) => None,
    }
}

/// A method of a type.
pub(super) struct Method {
    /// Whose signature says what the call returns.
    pub(super) declaration: ItemId,
    /// The functions with a body that a call may run: one, or all implementations of a trait's method.
    pub(super) candidates: Vec<ItemId>,
    /// What the impl or the trait was given.
    pub(super) generics: Generics,
    /// The type that declares the method, after the references and pointers of the receiver are removed.
    pub(super) self_ty: Ty,
}

const DEREF: &str = "std::ops::Deref";

/// No chain of pointers that a person writes is longer.
pub(super) const DEEPEST: usize = 8;

impl Index {
    pub(super) fn scope(&self, around: ItemId, self_ty: Ty, generics: Generics) -> Scope<'_> {
        Scope {
            index: self,
            module: self.item(around).module,
            around: Some(around),
            self_ty,
            generics,
        }
    }

    /// A scope in a function, an impl or a trait of this item.
    pub(super) fn scope_of_member(
        &self,
        member: ItemId,
        self_ty: Ty,
        generics: Generics,
    ) -> Scope<'_> {
        let item = self.item(member);
        Scope { index: self, module: item.module, around: item.parent, self_ty, generics }
    }

    pub(super) fn header(&self, id: ItemId) -> Option<&ImplHeader> {
        let cell = &self.item(id).header;
        if cell.get().is_none() {
            let header = self.nested(|| self.read_header(id)).flatten();
            // A header that asks for itself was set meanwhile.
            let _ = cell.set(header);
        }
        cell.get()?.as_ref()
    }

    fn read_header(&self, id: ItemId) -> Option<ImplHeader> {
        let Parsed::Impl(item) = self.parsed(id) else { return None };
        let mut scope = self.scope(id, Ty::Unknown, Generics::new());
        scope.open(&item.generics);
        let generics = scope.generics.clone();
        let self_ty = scope.lower(&item.self_ty);
        scope.self_ty = self_ty.clone();
        let of_trait = match &item.trait_ {
            Some((path, _)) => Some(scope.trait_bound(path)?),
            None => None,
        };
        let blanket = match &self_ty {
            Ty::Bounded(bounded) => match &bounded.kind {
                BoundedKind::Parameter(name) => {
                    scope.declare(&item.generics);
                    match scope.generics.get(name) {
                        Some(Ty::Bounded(declared)) => Some(declared.bounds.clone()),
                        _ => return None,
                    }
                }
                _ => None,
            },
            _ => None,
        };
        Some(ImplHeader { self_ty, of_trait, generics, blanket })
    }

    /// The impls for a type, with what they are given.
    fn impls_for(&self, ty: &Ty) -> Vec<(ItemId, &ImplHeader, Generics)> {
        let impls = self.impls_of_form(ty);
        let impls = impls.iter().filter_map(|&id| {
            let header = self.header(id)?;
            let mut generics = header.generics.clone();
            super::unify::matches(&header.self_ty, ty, &mut generics)
                .then_some((id, header, generics))
        });
        impls.collect()
    }

    /// The impls for a type of this path, whatever its parameters are.
    pub(super) fn impls_of_form(&self, ty: &Ty) -> Rc<[ItemId]> {
        let Some(form) = form(ty) else { return self.read_impls(ty) };
        if let Some(known) = self.known.impls.borrow().get(form) {
            return known.clone();
        }
        let impls = self.read_impls(ty);
        self.known.impls.borrow_mut().insert(form.into(), impls.clone());
        impls
    }

    /// An impl for a type that is not known, as a macro may declare one, is for none of the others.
    fn read_impls(&self, ty: &Ty) -> Rc<[ItemId]> {
        let name = ty.path().map_or("", |path| path.rsplit("::").next().unwrap_or_default());
        let is_for = |&id: &ItemId| {
            let Some(header) = self.header(id) else { return false };
            match &header.blanket {
                // A blanket impl without a bound that says something is for everything.
                Some(bounds) => {
                    !bounds.is_empty()
                        && bounds.iter().all(|bound| self.implements(ty, &bound.path))
                }
                None => match form(ty) {
                    Some(form_of_ty) => form(&header.self_ty) == Some(form_of_ty),
                    None => !ty.is_unknown() && header.self_ty == *ty,
                },
            }
        };
        self.impls_named(name).filter(is_for).collect()
    }

    /// Whether a type has an impl of this trait that is not for all types.
    fn implements(&self, ty: &Ty, path: &str) -> bool {
        match ty {
            Ty::Bounded(bounded) => bounded.bounds.iter().any(|bound| &*bound.path == path),
            Ty::Future(_) => path == "std::future::Future",
            Ty::Named { path: of, .. } => {
                let name = of.rsplit("::").next().unwrap_or_default();
                self.impls_named(name).any(|id| {
                    self.header(id).is_some_and(|header| {
                        header.blanket.is_none()
                            && header.of_trait.as_ref().is_some_and(|bound| &*bound.path == path)
                            && header.self_ty.path() == Some(of)
                    })
                })
            }
            _ => false,
        }
    }

    /// What `*value` is.
    pub(super) fn deref(&self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Reference(to) => Some((**to).clone()),
            Ty::Bounded(_) => self.of_trait(ty, DEREF, "Target"),
            Ty::Named { path, .. } => {
                let known = self.known.derefs.borrow().get(path).copied();
                if known == Some(false) {
                    return None;
                }
                let target = self.of_trait(ty, DEREF, "Target");
                if known.is_none() {
                    self.known.derefs.borrow_mut().insert(path.clone(), target.is_some());
                }
                target
            }
            _ => None,
        }
    }

    /// A type and what it dereferences to, the outermost first.
    pub(in crate::model) fn chain(&self, ty: &Ty) -> Vec<Ty> {
        let next = |ty: &Ty| self.deref(ty).filter(|ty| !ty.is_unknown());
        std::iter::successors(Some(ty.clone()), next).take(DEEPEST).collect()
    }

    /// An associated type, as an impl of this trait or a bound gives it.
    pub(super) fn of_trait(&self, ty: &Ty, path: &str, name: &str) -> Option<Ty> {
        self.nested(|| self.project(ty, Some(path), name)).flatten()
    }

    fn project(&self, ty: &Ty, path: Option<&str>, name: &str) -> Option<Ty> {
        let is_it = |bound: &Bound| path.is_none_or(|path| &*bound.path == path);
        match ty {
            Ty::Future(output) if name == "Output" => Some((**output).clone()),
            // `<&T as Deref>::Target`
            Ty::Reference(to) if name == "Target" => Some((**to).clone()),
            Ty::Bounded(bounded) => {
                let bounds = bounded.bounds.iter().filter(|bound| is_it(bound));
                let mut types = bounds.flat_map(|bound| &bound.associated);
                types.find(|(known, _)| known == name).map(|(_, ty)| ty.clone())
            }
            Ty::Named { .. } => {
                self.impls_for(ty).into_iter().find_map(|(id, header, generics)| {
                    header.of_trait.as_ref().filter(|bound| is_it(bound))?;
                    self.alias_in(id, ty, name, generics)
                })
            }
            _ => None,
        }
    }

    /// `type Name = ..;` in an impl.
    fn alias_in(&self, id: ItemId, self_ty: &Ty, name: &str, generics: Generics) -> Option<Ty> {
        let alias = self.member_named(id, name, ItemKind::TypeAlias)?;
        let Parsed::Alias(alias) = self.parsed(alias) else { return None };
        Some(self.scope(id, self_ty.clone(), closed(generics)).lower(&alias.ty))
    }

    pub(super) fn member_named(&self, id: ItemId, name: &str, kind: ItemKind) -> Option<ItemId> {
        let member = *self.members_named(name)?.of.get(&id)?;
        (self.item(member).kind == kind).then_some(member)
    }

    /// The members of one name, if there are any.
    pub(super) fn members_named(&self, name: &str) -> Option<&Members> {
        let members = self.known.members.get_or_init(|| {
            let mut by_name: HashMap<String, Members> = HashMap::new();
            for id in self.ids() {
                for &member in &self.item(id).members {
                    let members = by_name.entry(self.name(member).to_owned()).or_default();
                    members.of.entry(id).or_insert(member);
                    members.in_trait |= self.item(id).kind == ItemKind::Trait;
                }
            }
            by_name
        });
        members.get(name)
    }

    /// The item that declares a type.
    pub(super) fn declaration(&self, ty: &Ty) -> Option<ItemId> {
        self.item_at(ty.path()?)
    }

    /// The type of a field, and the path of the type that declares it.
    pub(super) fn field(&self, ty: &Ty, member: &Member) -> Option<Field> {
        if let (Ty::Tuple(types), Member::Unnamed(index)) = (ty, member) {
            return Some((None, types.get(index.index as usize)?.clone()));
        }
        let Ty::Named { path, arguments } = ty else { return None };
        let Member::Named(name) = member else { return self.read_field(ty, member) };
        if !arguments.is_empty() {
            return self.read_field(ty, member);
        }
        let name = word(name);
        if let Some(known) =
            self.known.fields.borrow().get(path).and_then(|fields| fields.get(&name))
        {
            return known.clone();
        }
        let field = self.read_field(ty, member);
        self.known.fields.borrow_mut().entry(path.clone()).or_default().insert(name, field.clone());
        field
    }

    fn read_field(&self, ty: &Ty, member: &Member) -> Option<Field> {
        let id = self.declaration(ty)?;
        let Parsed::Fields(item) = self.parsed(id) else { return None };
        let (fields, generics) = match &**item {
            syn::Item::Struct(item) => (&item.fields, &item.generics),
            _ => return None,
        };
        let field = match member {
            Member::Named(name) => {
                let name = word(name);
                fields
                    .iter()
                    .find(|field| field.ident.as_ref().is_some_and(|ident| word(ident) == name))?
            }
            Member::Unnamed(index) => fields.iter().nth(index.index as usize)?,
        };
        let scope = self.scope_of_type(id, ty, generics);
        Some((ty.path().map(Rc::from), scope.lower(&field.ty)))
    }

    /// The types of what a variant of an enum carries, with their names.
    pub(super) fn variant(
        &self,
        id: ItemId,
        ty: &Ty,
        name: &str,
    ) -> Option<Vec<(Option<String>, Ty)>> {
        let Parsed::Fields(item) = self.parsed(id) else { return None };
        let syn::Item::Enum(item) = &**item else { return None };
        let variant = item.variants.iter().find(|variant| word(&variant.ident) == name)?;
        Some(self.typed_fields(&variant.fields, &self.scope_of_type(id, ty, &item.generics)))
    }

    /// The types of all fields of a struct.
    pub(in crate::model) fn fields(
        &self,
        id: ItemId,
        ty: &Ty,
    ) -> Option<Vec<(Option<String>, Ty)>> {
        let Parsed::Fields(item) = self.parsed(id) else { return None };
        let syn::Item::Struct(item) = &**item else { return None };
        Some(self.typed_fields(&item.fields, &self.scope_of_type(id, ty, &item.generics)))
    }

    fn typed_fields(&self, fields: &Fields, scope: &Scope<'_>) -> Vec<(Option<String>, Ty)> {
        let typed =
            fields.iter().map(|field| (field.ident.as_ref().map(word), scope.lower(&field.ty)));
        typed.collect()
    }

    /// A scope in the declaration of a struct or an enum whose parameters are given.
    fn scope_of_type(&self, id: ItemId, ty: &Ty, generics: &syn::Generics) -> Scope<'_> {
        let given: &[Ty] = match ty {
            Ty::Named { arguments, .. } => arguments,
            _ => &[],
        };
        let names = generics.type_params().enumerate().map(|(at, parameter)| {
            (parameter.ident.to_string().into(), given.get(at).cloned().unwrap_or_default())
        });
        let generics = names.collect();
        Scope {
            index: self,
            module: self.item(id).module,
            around: None,
            self_ty: ty.clone(),
            generics,
        }
    }
}

impl Scope<'_> {
    /// `T::Name`
    pub(super) fn projection(&self, ty: &Ty, name: &str) -> Ty {
        self.index.nested(|| self.index.project(ty, None, name)).flatten().unwrap_or_default()
    }

    /// `Self::Name`
    pub(super) fn associated(&self, ty: &Ty, name: &str) -> Ty {
        self.index
            .nested(|| self.own_associated(name))
            .flatten()
            .unwrap_or_else(|| self.projection(ty, name))
    }

    fn own_associated(&self, name: &str) -> Option<Ty> {
        let around = self.around?;
        let alias = self.index.member_named(around, name, ItemKind::TypeAlias)?;
        if self.index.item(around).kind == ItemKind::Trait {
            let ty = self.projection(&self.self_ty, name);
            return (!ty.is_unknown()).then_some(ty);
        }
        let Parsed::Alias(alias) = self.index.parsed(alias) else { return None };
        Some(self.lower(&alias.ty))
    }
}

/// What no argument has given a type is not known.
fn closed(mut generics: Generics) -> Generics {
    for (name, ty) in &mut generics {
        if super::unify::is_open(name, ty) {
            *ty = Ty::Unknown;
        }
    }
    generics
}
