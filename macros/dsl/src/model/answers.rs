//! What the index keeps: the numbers of items and modules, and what was found out about names, types and macros, so that it is asked
//! for once.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use crate::flow::oracle::{Bound, Ty};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct ItemId(pub(super) u32);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct ModuleId(pub(super) u32);

/// What a path, or the beginning of one, means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Def {
    Module(ModuleId),
    Item(ItemId),
    /// A variant of this enum.
    Variant(ItemId),
    /// An item of a crate that is not part of the model, by its path.
    External(Rc<str>),
}

/// Types and modules have other names than functions and statics.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Space {
    Types,
    Values,
}

/// What paths were found to mean, by where and how they are written.
pub(super) type Paths =
    RefCell<HashMap<(ModuleId, Space, bool), HashMap<String, Option<(Def, usize)>>>>;

/// The `use` items of a module.
#[derive(Debug, Default)]
pub(super) struct Imports {
    pub(super) named: HashMap<String, Vec<ImportPath>>,
    pub(super) globs: Vec<ImportPath>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ImportPath {
    pub(super) is_absolute: bool,
    pub(super) segments: Vec<String>,
}

/// The generic parameters in sight, each with what it stands for.
pub(super) type Generics = HashMap<Rc<str>, Ty>;

/// What is before the braces of an impl; its parameters are open.
pub(super) struct ImplHeader {
    pub(super) self_ty: Ty,
    pub(super) of_trait: Option<Bound>,
    pub(super) generics: Generics,
    /// Of `impl<T: Bounds> Trait for T`.
    pub(super) blanket: Option<Vec<Bound>>,
}

/// What was found out about types, by their paths.
#[derive(Default)]
pub(super) struct Known {
    /// The members of all impls and traits, by their names.
    pub(super) members: OnceCell<HashMap<String, Members>>,
    pub(super) impls: RefCell<HashMap<Rc<str>, Rc<[ItemId]>>>,
    /// The impls of a trait, by its path.
    pub(super) implementors: RefCell<HashMap<Rc<str>, Rc<[ItemId]>>>,
    /// Whether they dereference to something.
    pub(super) derefs: RefCell<HashMap<Rc<str>, bool>>,
    /// The methods by the path of the type and their name: each with its impl.
    pub(super) methods: RefCell<ByName<Functions>>,
    /// The fields of types without parameters.
    pub(super) fields: RefCell<ByName<Option<Field>>>,
    /// What functions return for which nothing is generic.
    pub(super) results: RefCell<HashMap<ItemId, Ty>>,
}

/// The members of one name.
#[derive(Default)]
pub(super) struct Members {
    /// Each by the impl or the trait that it is in.
    pub(super) of: HashMap<ItemId, ItemId>,
    /// Whether one of these is a trait.
    pub(super) in_trait: bool,
}

/// By the path of a type, and the name of what it has.
pub(super) type ByName<T> = HashMap<Rc<str>, HashMap<String, T>>;

/// The path of the type that declares a field, and its type.
pub(super) type Field = (Option<Rc<str>>, Ty);

/// Functions, each with the impl that it is found by.
pub(super) type Functions = Rc<[(ItemId, ItemId)]>;

/// The rules of a macro that take nothing but expressions and names, separated by commas.
#[derive(Debug, Default)]
pub(super) struct Rules(pub(super) Vec<Rule>);

#[derive(Debug)]
pub(super) struct Rule {
    /// The names of what it takes.
    pub(super) parameters: Vec<String>,
    pub(super) body: String,
    /// The macros that the body calls, by the last word of their paths.
    pub(super) calls: Vec<String>,
}
