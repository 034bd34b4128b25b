//! What the names of a pattern are bound to.

use proc_macro2::Ident;
use syn::{
    Member, Pat, PatIdent, PatStruct, PatTuple, PatTupleStruct, Path, punctuated::Punctuated,
};

use super::{Scope, expr::step};
use crate::{
    flow::oracle::{Step, Ty, Typed},
    model::{
        answers::{Def, ItemId, Space},
        names::word,
        scan::ItemKind,
    },
};

impl Scope<'_> {
    pub(super) fn bound_names(&self, pattern: &Pat, value: &Typed) -> Vec<(Ident, Typed)> {
        let mut names = Vec::new();
        self.bind_into(pattern, value, &mut names);
        names
    }

    fn bind_into(&self, pattern: &Pat, value: &Typed, names: &mut Vec<(Ident, Typed)>) {
        match pattern {
            Pat::Ident(binding) => self.bind_ident(binding, value, names),
            Pat::Type(typed) => {
                let ty = self.lower(&typed.ty);
                let ty = if has_hole(&ty) { more_known(ty, &value.ty) } else { ty };
                self.bind_into(&typed.pat, &Typed { ty, place: value.place.clone() }, names);
            }
            Pat::Paren(paren) => self.bind_into(&paren.pat, value, names),
            Pat::Reference(reference) => {
                self.bind_into(&reference.pat, &self.dereferenced(value.clone()), names);
            }
            Pat::Or(cases) => {
                if let Some(first) = cases.cases.first() {
                    self.bind_into(first, value, names);
                }
            }
            Pat::Tuple(tuple) => self.bind_tuple(tuple, &peeled(value), names),
            Pat::TupleStruct(pattern) => self.bind_tuple_struct(pattern, &peeled(value), names),
            Pat::Struct(pattern) => self.bind_struct(pattern, &peeled(value), names),
            Pat::Slice(slice) => {
                let item = self.item_of(value);
                slice.elems.iter().for_each(|part| self.bind_into(part, &item, names));
            }
            _ => {}
        }
    }

    fn bind_tuple(&self, tuple: &PatTuple, value: &Typed, names: &mut Vec<(Ident, Typed)>) {
        let types: &[Ty] = match &value.ty {
            Ty::Tuple(types) => types,
            _ => &[],
        };
        for (part, index) in numbered(&tuple.elems, types.len()) {
            let ty = index.and_then(|index| types.get(index).cloned()).unwrap_or_default();
            let place = index.map(|index| field(value, None, &index.to_string()));
            let place = place.filter(|_| value.place.is_some());
            self.bind_into(part, &Typed { ty, place }, names);
        }
    }

    fn bind_tuple_struct(
        &self,
        pattern: &PatTupleStruct,
        value: &Typed,
        names: &mut Vec<(Ident, Typed)>,
    ) {
        let fields = self.fields_of(&pattern.path, &value.ty).unwrap_or_default();
        for (part, index) in numbered(&pattern.elems, fields.len()) {
            let known = index.and_then(|index| fields.get(index));
            let ty = known.map(|(_, ty)| ty.clone()).unwrap_or_default();
            let place = index.and_then(|index| self.part(value, &index.to_string()));
            self.bind_into(part, &Typed { ty, place }, names);
        }
    }

    fn bind_struct(&self, pattern: &PatStruct, value: &Typed, names: &mut Vec<(Ident, Typed)>) {
        let fields = self.fields_of(&pattern.path, &value.ty).unwrap_or_default();
        for part in &pattern.fields {
            let name = match &part.member {
                Member::Named(name) => word(name),
                Member::Unnamed(index) => index.index.to_string(),
            };
            let known = fields.iter().find(|(known, _)| known.as_deref() == Some(&*name));
            let ty = known.map(|(_, ty)| ty.clone()).unwrap_or_default();
            let place = self.part(value, &name);
            self.bind_into(&part.pat, &Typed { ty, place }, names);
        }
    }

    fn bind_ident(&self, binding: &PatIdent, value: &Typed, names: &mut Vec<(Ident, Typed)>) {
        if binding.subpat.is_none() && self.is_constant(&word(&binding.ident)) {
            return;
        }
        names.push((binding.ident.clone(), value.clone()));
        if let Some((_, inside)) = &binding.subpat {
            self.bind_into(inside, value, names);
        }
    }

    /// Whether a name in a pattern is a constant or a variant, which binds nothing.
    fn is_constant(&self, name: &str) -> bool {
        name.starts_with(char::is_uppercase)
            && match self.index.resolve(self.module, &[name.to_owned()], false, Space::Values) {
                Some((Def::Variant(_), _)) => true,
                Some((Def::Item(id), _)) => self.index.item(id).kind != ItemKind::Function,
                _ => false,
            }
    }

    /// The fields of the struct or of the variant that a pattern names.
    fn fields_of(&self, path: &Path, ty: &Ty) -> Option<Vec<(Option<String>, Ty)>> {
        let segments: Vec<String> = path.segments.iter().map(|s| word(&s.ident)).collect();
        let name = segments.last()?;
        let own = self.index.declaration(&self.self_ty);
        if let (Some(id), "Self") = (own, segments[0].as_str()) {
            return match segments.len() {
                1 => self.index.fields(id, &self.typed_as(id, ty)),
                _ => self.index.variant(id, &self.typed_as(id, ty), name),
            };
        }
        match self.index.resolve(
            self.module,
            &segments,
            path.leading_colon.is_some(),
            Space::Values,
        )? {
            (Def::Variant(id), _) => self.index.variant(id, &self.typed_as(id, ty), name),
            (Def::Item(id), _) => self.index.fields(id, &self.typed_as(id, ty)),
            _ => None,
        }
    }

    /// The type of the value if it is of this item, or else the item's with unknown parameters.
    fn typed_as(&self, id: ItemId, ty: &Ty) -> Ty {
        let path = self.index.path(id);
        let chain = self.index.chain(ty);
        let own = chain.into_iter().find(|ty| ty.path() == Some(&path));
        own.unwrap_or_else(|| self.item_type(id))
    }

    /// Where a part is: what `Some`, `Ok` and `Err` carry has the place of the whole.
    fn part(&self, value: &Typed, name: &str) -> Option<crate::flow::oracle::Place> {
        let place = value.place.as_ref()?;
        match value.ty.path() {
            Some("std::option::Option" | "std::result::Result") => Some(place.clone()),
            owner => Some(field(value, owner, name)),
        }
    }

    /// One item of a collection.
    pub(super) fn item_of(&self, value: &Typed) -> Typed {
        let place = value.place.is_some().then(|| step(value, Step::Element));
        let item = self.index.chain(&value.ty).iter().find_map(|ty| match ty {
            Ty::Sequence(item) => Some((**item).clone()),
            ty => {
                let iterator = self.index.of_trait(ty, "std::iter::Iterator", "Item");
                iterator.or_else(|| self.index.of_trait(ty, "std::iter::IntoIterator", "Item"))
            }
        });
        Typed { ty: item.unwrap_or_default(), place }
    }
}

fn field(value: &Typed, owner: Option<&str>, name: &str) -> crate::flow::oracle::Place {
    step(value, Step::Field { owner: owner.map(Into::into), name: name.into() })
}

/// Patterns look through references.
fn peeled(value: &Typed) -> Typed {
    let mut value = value.clone();
    while let Ty::Reference(to) = value.ty {
        value.ty = (*to).clone();
    }
    value
}

/// The parts of a pattern with their numbers, of which `..` leaves some out.
fn numbered(parts: &Punctuated<Pat, syn::Token![,]>, all: usize) -> Vec<(&Pat, Option<usize>)> {
    let rest = parts.iter().position(|part| matches!(part, Pat::Rest(_)));
    let from_end = |at: usize| (all + at).checked_sub(parts.len()).filter(|_| all > 0);
    let numbered = parts.iter().enumerate().map(|(at, part)| match rest {
        Some(rest) if at > rest => (part, from_end(at)),
        _ => (part, Some(at)),
    });
    numbered.filter(|(part, _)| !matches!(part, Pat::Rest(_))).collect()
}

/// Whether a type has a part that is not known, as `Vec<_>` has.
fn has_hole(ty: &Ty) -> bool {
    match ty {
        Ty::Unknown => true,
        Ty::Named { arguments, .. } => arguments.iter().any(has_hole),
        Ty::Reference(ty) | Ty::Sequence(ty) | Ty::Future(ty) => has_hole(ty),
        Ty::Tuple(types) => types.iter().any(has_hole),
        Ty::Bounded(_) | Ty::Closure => false,
    }
}

/// Of a declared type with holes and the type of the value, the one that says more.
fn more_known(declared: Ty, value: &Ty) -> Ty {
    match (&declared, value) {
        (Ty::Unknown, _) => value.clone(),
        (Ty::Named { path, .. }, Ty::Named { path: other, .. }) if path == other => value.clone(),
        (Ty::Reference(_), Ty::Reference(_)) => value.clone(),
        _ => declared,
    }
}
