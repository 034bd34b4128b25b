//! What the walk asks about the code around a body: the type and the identity of a place, and which function a call runs.
//!
//! The walk keeps the scopes and stores one [`Typed`] per variable. An [`Oracle`] keeps nothing: it gets the expression and the
//! variables that are visible there. Where there is no model of the crate there is no
//! oracle either.

use std::rc::Rc;

use proc_macro2::Ident;
use syn::{Attribute, Expr, Macro, Pat, Signature, Type};

use crate::known::TypeKind;

/// A type by its name, from declarations only; generic arguments are filled in as far as they are known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) enum Ty {
    #[default]
    Unknown,
    /// A struct, enum or type of a library, by its canonical path: `tokio::sync::Mutex`, `my_crate::state::Shared`. What the
    /// prelude offers has its full path as well: `std::option::Option`.
    Named {
        path: Rc<str>,
        arguments: Rc<[Ty]>,
    },
    /// `&T` and `&mut T`
    Reference(Rc<Ty>),
    Tuple(Rc<[Ty]>),
    /// `[T]` and `[T; N]`
    Sequence(Rc<Ty>),
    /// An async block, a call of an async fn, `impl Future<Output = T>`, `Pin<Box<dyn Future<Output = T>>>`.
    Future(Rc<Ty>),
    /// A generic parameter, `impl Trait` or `dyn Trait`, by its bounds.
    Bounded(Rc<Bounded>),
    /// A closure that is written in the body; what it returns is not known before it is called.
    Closure,
}

/// What is known of a type that has no name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Bounded {
    pub(crate) kind: BoundedKind,
    pub(crate) bounds: Vec<Bound>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum BoundedKind {
    /// A generic parameter of the function or the impl, by its name.
    Parameter(Rc<str>),
    /// `impl Trait`
    Opaque,
    /// `dyn Trait`
    Object,
}

/// `Trait<A, Item = B>`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Bound {
    /// The canonical path of the trait.
    pub(crate) path: Rc<str>,
    pub(crate) arguments: Vec<Ty>,
    pub(crate) associated: Vec<(String, Ty)>,
    /// What `Fn(A) -> B` returns.
    pub(crate) output: Option<Ty>,
}

impl Ty {
    pub(crate) fn named(path: &str, arguments: impl IntoIterator<Item = Ty>) -> Ty {
        Ty::Named { path: path.into(), arguments: arguments.into_iter().collect() }
    }

    /// The canonical path of a type that has one.
    pub(crate) fn path(&self) -> Option<&str> {
        match self {
            Ty::Named { path, .. } => Some(path),
            _ => None,
        }
    }

    /// What it is for those who wait, without what it points to.
    pub(crate) fn kind(&self) -> Option<TypeKind> {
        match self {
            Ty::Named { path, .. } => TypeKind::of_path(path),
            Ty::Closure => Some(TypeKind::Closure),
            _ => None,
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        *self == Ty::Unknown
    }
}

/// Where a value lives, if it is the same object for every caller that can name it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Place {
    pub(crate) root: Root,
    /// From the root outward; references, smart pointers and guards on the way are left out.
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Root {
    /// A static, by its canonical path.
    Static(Rc<str>),
    /// A parameter, by its index; a receiver is parameter 0.
    Parameter(usize),
    /// It is not known which object: the result of a call. Only the steps behind it say something.
    Unknown,
}

/// From an object to a part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Step {
    /// A field; `owner` is the canonical path of the type that declares it, `None` for a tuple.
    Field { owner: Option<Rc<str>>, name: Rc<str> },
    /// An item of a collection, whichever it is.
    Element,
}

/// What is known of a value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) ty: Ty,
    /// `Arc::clone(&self.x)` has the place of `self.x`. A local that owns its value has none.
    pub(crate) place: Option<Place>,
}

impl Typed {
    pub(crate) fn unknown() -> Typed {
        Typed::default()
    }
}

impl From<Ty> for Typed {
    fn from(ty: Ty) -> Typed {
        Typed { ty, place: None }
    }
}

/// The variables that are visible at an expression.
pub(crate) trait Locals {
    /// The innermost variable of this name; `None` where there is none, so that the name is an item's.
    fn local(&self, name: &str) -> Option<Typed>;

    /// The value of an expression that was asked for before, where these variables were visible.
    fn known(&self, _: &Expr) -> Option<Typed> {
        None
    }

    /// Keeps the value of an expression for [`known`](Self::known).
    fn keep(&self, _: &Expr, _: &Typed) {}
}

/// A function with a body, of any crate in sight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FunctionId(pub(crate) u32);

/// Which function a call runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Callee {
    /// One of these functions of the crates in sight: a single one, or all implementations of a trait's method.
    Functions(Vec<FunctionId>),
    /// A function or a method of a library or of the language, by its canonical path: `tokio::spawn`,
    /// `std::option::Option::map`. A constructor of an enum's variant or a tuple struct is one, too.
    Library(Rc<str>),
    Unknown,
}

/// What the crates in sight do anywhere, by their text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Idioms {
    /// A semaphore starts without permits: it is a signal, and to acquire from it is to wait for that.
    pub(crate) has_empty_semaphore: bool,
}

/// Where code is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Within {
    /// In the crate of the function.
    Crate,
    /// In all crates in sight.
    All,
}

/// What the model of the crate knows, for the function whose body is walked.
pub(crate) trait Oracle {
    /// The parameters by name, the receiver as `self`; what a pattern takes apart is bound by its names.
    fn parameters(&self, signature: &Signature) -> Vec<(String, Typed)>;

    /// The type that is written, as the function's module resolves it.
    fn declared(&self, ty: &Type) -> Ty;

    /// The value of an expression: its type, and its place if it has one.
    fn value(&self, expr: &Expr, locals: &dyn Locals) -> Typed;

    /// What the names of a pattern are bound to, if it matches this value.
    fn bind(&self, pattern: &Pat, value: &Typed) -> Vec<(Ident, Typed)>;

    /// What one step of iteration over this value gives: `for x in value`.
    fn item(&self, value: &Typed) -> Typed;

    /// What `*value` is: behind a reference, a smart pointer, a lazy value, a guard, a type with `impl Deref`.
    fn pointee(&self, ty: &Ty) -> Option<Ty>;

    /// What the closure that is this argument of a call is given: `self.rooms.iter().for_each(|room| ..)`.
    fn closure_arguments(&self, call: &Expr, argument: usize, locals: &dyn Locals) -> Vec<Typed>;

    /// The function that a call or a method call runs.
    fn callee(&self, call: &Expr, locals: &dyn Locals) -> Callee;

    /// Whether a function is declared with `-> !`.
    fn never_returns(&self, function: FunctionId) -> bool;

    /// Whether a method takes `&mut self` or `self`, and so can make its receiver another object.
    fn changes_receiver(&self, method: FunctionId) -> bool;

    /// The function of these crates that implements a method of a trait, by the names of both, for a type.
    fn implementation(&self, ty: &Ty, of_trait: &str, method: &str) -> Option<FunctionId>;

    /// The `drop`s of these crates that run when a value of this type is dropped, each with whether it is the type's own, and not
    /// that of a part.
    fn drops(&self, ty: &Ty) -> Vec<(FunctionId, bool)>;

    /// Whether a value of this type may give up a guard that it keeps before it is dropped: it keeps it in an `Option`, for example.
    fn may_give_up_guard(&self, ty: &Ty) -> bool;

    /// Whether a clone of this type has cells of its own, and not those of the original.
    fn is_copied_whole(&self, ty: &Ty) -> bool;

    /// Whether a method takes `self`.
    fn consumes_receiver(&self, method: FunctionId) -> bool;

    /// The expression that a small macro of the crates in sight stands for: `lock!(x)` for `x.lock().unwrap()`. All of its
    /// tokens have the span of the call.
    fn expand(&self, call: &Macro) -> Option<Expr>;

    /// What the crates in sight do anywhere.
    fn idioms(&self) -> Idioms;

    /// Whether any code there calls this method on something of this name; of any name, if it is empty; of a longer name that
    /// ends so, if it begins with a `*`.
    fn is_called_on(&self, name: &str, method: &str, within: Within) -> bool;

    /// Whether a function that notifies mentions this name.
    fn is_announced(&self, name: &str) -> bool;

    /// Whether code with these attributes is compiled: what their `cfg`s say.
    fn is_compiled(&self, attributes: &[Attribute]) -> bool;
}
