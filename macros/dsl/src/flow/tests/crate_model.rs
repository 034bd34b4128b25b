//! A small model: a type with a field of each kind of lock, some statics, and some methods.

use proc_macro2::Ident;
use syn::{Attribute, Expr, Macro, Member, Pat, Signature, Type};

use crate::flow::oracle::{
    Callee, FunctionId, Idioms, Locals, Oracle, Place, Root, Step, Ty, Typed, Within,
};

/// Each field has the name of its type: `self.tokio_mutex`.
const FIELDS: &[(&str, &str)] = &[
    ("tokio_mutex", "tokio::sync::Mutex"),
    ("other", "tokio::sync::Mutex"),
    ("tokio_rw", "tokio::sync::RwLock"),
    ("std_mutex", "std::sync::Mutex"),
    ("std_rw", "std::sync::RwLock"),
    ("pl_mutex", "parking_lot::Mutex"),
    ("pl_rw", "parking_lot::RwLock"),
    ("util_rw", "util::RwLock"),
    ("map", "dashmap::DashMap"),
    ("cell", "std::cell::RefCell"),
    ("event", "interlocking::Event"),
    ("condition", "interlocking::Condition"),
    ("condvar", "std::sync::Condvar"),
    ("gate", "tokio::sync::Semaphore"),
    ("sender", "tokio::sync::mpsc::Sender"),
    ("handle", "tokio::task::JoinHandle"),
    ("rows", "std::sync::watch::Rows"),
    ("file", "tokio::fs::File"),
];

/// The name of a function, and what it returns.
type Row = (&'static str, fn() -> Ty);

/// Functions and methods in sight.
const FUNCTIONS: &[Row] = &[
    ("step", || Ty::Tuple([].into())),
    ("term", || guard("parking_lot::RwLockReadGuard")),
    ("maybe", || Ty::named("std::option::Option", [guard("dashmap::mapref::one::Ref")])),
    ("load", || Ty::Future(Ty::Unknown.into())),
    ("run", || Ty::Unknown),
];

fn guard(path: &str) -> Ty {
    Ty::named(path, [Ty::Unknown])
}

pub(crate) struct CrateModel;

fn function(name: &str) -> Option<usize> {
    FUNCTIONS.iter().position(|(function, _)| *function == name)
}

impl CrateModel {
    fn field(&self, base: &Expr, name: &str, locals: &dyn Locals) -> Typed {
        let base = self.value(base, locals);
        let ty =
            FIELDS.iter().find(|(field, _)| *field == name).map(|(_, path)| Ty::named(path, []));
        let step = Step::Field { owner: Some("crate::State".into()), name: name.into() };
        let place = base.place.map(|mut place| {
            place.steps.push(step);
            place
        });
        Typed { ty: ty.unwrap_or_default(), place }
    }
}

impl Oracle for CrateModel {
    fn parameters(&self, signature: &Signature) -> Vec<(String, Typed)> {
        let place = Some(Place { root: Root::Parameter(0), steps: Vec::new() });
        let receiver = signature
            .receiver()
            .map(|_| ("self".to_owned(), Typed { ty: Ty::named("crate::State", []), place }));
        receiver.into_iter().collect()
    }

    fn declared(&self, ty: &Type) -> Ty {
        match ty {
            Type::Path(path) => Ty::named(&crate::syntax::text(path), []),
            _ => Ty::Unknown,
        }
    }

    fn value(&self, expr: &Expr, locals: &dyn Locals) -> Typed {
        match expr {
            Expr::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string).unwrap_or_default();
                if let Some(local) = locals.local(&name) {
                    return local;
                }
                if name.chars().all(|c| c.is_uppercase() || c == '_') {
                    let place =
                        Place { root: Root::Static(name.as_str().into()), steps: Vec::new() };
                    let ty = match &*name {
                        "START" | "DONE" => "interlocking::Event",
                        "CHANGED" => "interlocking::Condition",
                        _ => "tokio::sync::Mutex",
                    };
                    return Typed { ty: Ty::named(ty, []), place: Some(place) };
                }
                Typed::unknown()
            }
            Expr::Paren(paren) => self.value(&paren.expr, locals),
            Expr::Reference(reference) => {
                let Typed { ty, place } = self.value(&reference.expr, locals);
                Typed { ty: Ty::Reference(ty.into()), place }
            }
            Expr::Field(field) => match &field.member {
                Member::Named(name) => self.field(&field.base, &name.to_string(), locals),
                Member::Unnamed(_) => Typed::unknown(),
            },
            Expr::MethodCall(call) if call.method == "clone" => self.value(&call.receiver, locals),
            Expr::MethodCall(call) => match function(&call.method.to_string()) {
                Some(function) => FUNCTIONS[function].1().into(),
                None => Typed::unknown(),
            },
            Expr::Call(call) if crate::syntax::function_path(&call.func) == "Arc::clone" => {
                self.value(&call.args[0], locals)
            }
            Expr::Call(call) => match function(&crate::syntax::function_path(&call.func)) {
                Some(function) => FUNCTIONS[function].1().into(),
                None => Typed::unknown(),
            },
            _ => Typed::unknown(),
        }
    }

    fn bind(&self, pattern: &Pat, value: &Typed) -> Vec<(Ident, Typed)> {
        match pattern {
            Pat::Ident(binding) => vec![(binding.ident.clone(), value.clone())],
            _ => Vec::new(),
        }
    }

    fn implementation(&self, _: &Ty, _: &str, _: &str) -> Option<FunctionId> {
        None
    }

    fn consumes_receiver(&self, _: FunctionId) -> bool {
        false
    }

    fn may_give_up_guard(&self, _: &Ty) -> bool {
        false
    }

    fn is_copied_whole(&self, _: &Ty) -> bool {
        false
    }

    fn drops(&self, _: &Ty) -> Vec<(FunctionId, bool)> {
        Vec::new()
    }

    fn item(&self, _: &Typed) -> Typed {
        Typed::unknown()
    }

    fn pointee(&self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Reference(target) => Some(Ty::clone(target)),
            Ty::Named { path, arguments } if path.contains("Guard") => arguments.first().cloned(),
            _ => None,
        }
    }

    fn closure_arguments(&self, _: &Expr, _: usize, _: &dyn Locals) -> Vec<Typed> {
        Vec::new()
    }

    fn callee(&self, call: &Expr, _: &dyn Locals) -> Callee {
        let name = match call {
            Expr::MethodCall(call) => call.method.to_string(),
            Expr::Call(call) => crate::syntax::function_path(&call.func),
            _ => return Callee::Unknown,
        };
        match function(&name) {
            Some(function) => Callee::Functions(vec![FunctionId(function as u32)]),
            None => Callee::Unknown,
        }
    }

    fn never_returns(&self, _: FunctionId) -> bool {
        false
    }

    fn changes_receiver(&self, _: FunctionId) -> bool {
        false
    }

    /// `lock!(x)` is `x.lock().unwrap()`.
    fn expand(&self, call: &Macro) -> Option<Expr> {
        if !call.path.is_ident("lock") {
            return None;
        }
        let tokens = &call.tokens;
        syn::parse2(quote::quote!(#tokens.lock().unwrap())).ok()
    }

    fn idioms(&self) -> Idioms {
        Idioms { has_empty_semaphore: false }
    }

    fn is_called_on(&self, _: &str, _: &str, _: Within) -> bool {
        false
    }

    fn is_announced(&self, _: &str) -> bool {
        false
    }

    fn is_compiled(&self, attributes: &[Attribute]) -> bool {
        !attributes.iter().any(|it| crate::syntax::text(it).contains("feature=\"off\""))
    }
}
