//! Small crates in memory: the type and the place of an expression, and what a call runs.

mod soup;

use std::path::PathBuf;

use syn::{Local, Stmt, Type};

use super::{body::BodyOracle, expr::Inner};
use crate::{
    flow::oracle::{Callee, FunctionId, Locals, Oracle, Place, Root, Step, Ty, Typed},
    model::{
        answers::ItemId,
        files::memory::Memory,
        index::{Index, Parsed},
        names::word,
        scan::ItemKind,
        source::{Cfg, CrateInput, Edition, Input, Sources},
    },
};

fn krate(name: &str, root: &str, dependencies: &[(&str, usize)]) -> CrateInput {
    CrateInput {
        name: name.to_owned(),
        root: PathBuf::from(root),
        edition: Edition::E2021,
        cfg: Cfg::of_host(),
        dependencies: dependencies.iter().map(|&(name, at)| (name.to_owned(), at)).collect(),
    }
}

fn index_of(crates: Vec<CrateInput>, files: &[(&'static str, &str)]) -> Index {
    let input = Input { crates };
    let files = Memory(files.iter().map(|&(path, text)| (path, text.to_owned())).collect());
    Index::new(&input, Sources::read(&input, &files))
}

pub(in crate::model) fn app(files: &[(&'static str, &str)]) -> Index {
    index_of(vec![krate("app", "src/lib.rs", &[])], files)
}

fn function(index: &Index, name: &str) -> FunctionId {
    let mut found = index.functions().filter(|&id| index.function_name(id) == name);
    found.next().unwrap_or_else(|| panic!("there is no function {name}"))
}

/// The value of the last expression of a function, with the variables that its statements bind, and what it calls.
fn tail(index: &Index, name: &str) -> (Typed, Callee) {
    let id = function(index, name);
    let parsed = index.function(id).expect("the function parses");
    let oracle = index.oracle(id);
    let mut locals = Inner { names: oracle.parameters(&parsed.sig), outer: None };
    let (last, before) = parsed.block.stmts.split_last().expect("the function has a statement");
    for statement in before {
        if let Stmt::Local(local) = statement {
            let names = oracle.local_names(local, &locals);
            locals.names.extend(names);
        }
    }
    let Stmt::Expr(expr, _) = last else { panic!("the last statement is an expression") };
    (oracle.value(expr, &locals), oracle.callee(expr, &locals))
}

fn text(ty: &Ty) -> String {
    let list = |types: &[Ty]| types.iter().map(text).collect::<Vec<String>>().join(", ");
    match ty {
        Ty::Unknown => "?".to_owned(),
        Ty::Named { path, arguments } if arguments.is_empty() => path.to_string(),
        Ty::Named { path, arguments } => format!("{path}<{}>", list(arguments)),
        Ty::Reference(to) => format!("&{}", text(to)),
        Ty::Tuple(types) => format!("({})", list(types)),
        Ty::Sequence(item) => format!("[{}]", text(item)),
        Ty::Future(output) => format!("future {}", text(output)),
        Ty::Bounded(bounded) => {
            let paths: Vec<&str> = bounded.bounds.iter().map(|bound| &*bound.path).collect();
            format!("impl {}", paths.join(" + "))
        }
        Ty::Closure => "closure".to_owned(),
    }
}

/// As the paths of std and tokio are long, without their modules.
fn short(ty: &Ty) -> String {
    let text = text(ty);
    let mut short = String::new();
    for part in text.split_inclusive([' ', '<', '&', '(', '[', ',', '>', ')', ']']) {
        short.push_str(part.rsplit("::").next().unwrap_or_default());
    }
    short
}

fn place_text(place: &Option<Place>) -> String {
    let Some(place) = place else { return "-".to_owned() };
    let mut text = match &place.root {
        Root::Static(path) => path.to_string(),
        Root::Parameter(index) => format!("#{index}"),
        Root::Unknown => "?".to_owned(),
    };
    for step in &place.steps {
        match step {
            Step::Field { owner, name } => {
                let owner = owner.as_deref().unwrap_or("_");
                text.push_str(&format!(
                    ".{}:{name}",
                    owner.rsplit("::").next().unwrap_or_default()
                ));
            }
            Step::Element => text.push_str("[]"),
        }
    }
    text
}

/// Type and place of the tail of `fn f` in one file.
#[track_caller]
fn check(source: &str, ty: &str, place: &str) {
    let index = app(&[("src/lib.rs", source)]);
    let (typed, _) = tail(&index, "f");
    assert_eq!(
        (short(&typed.ty), place_text(&typed.place)),
        (ty.to_owned(), place.to_owned()),
        "{source}"
    );
}

/// The names of the functions that the tail of `fn f` calls.
#[track_caller]
fn check_callee(source: &str, expected: &[&str]) {
    let index = app(&[("src/lib.rs", source)]);
    let names: Vec<String> = match tail(&index, "f").1 {
        Callee::Functions(functions) => {
            functions.into_iter().map(|id| index.function_name(id)).collect()
        }
        Callee::Library(path) => vec![format!("library {path}")],
        Callee::Unknown => vec!["?".to_owned()],
    };
    assert_eq!(names, expected, "{source}");
}

const STATE: &str = "
    use std::{collections::HashMap, sync::{Arc, RwLock}};
    use tokio::sync::{self, Mutex};
    struct Inner { log: Mutex<Vec<u8>>, rooms: HashMap<u32, Arc<Mutex<Room>>> }
    struct Room { members: RwLock<Vec<Member>> }
    struct Member { name: String }
    #[derive(Clone)] struct State { inner: Arc<Inner>, map: dashmap::DashMap<String, Room>, pair: (sync::Mutex<u8>, u8) }
    static GLOBAL: Mutex<u8> = Mutex::const_new(0);
    struct Wrapper(Arc<Inner>);
    impl std::ops::Deref for Wrapper { type Target = Inner; fn deref(&self) -> &Inner { &self.0 } }
";

#[track_caller]
fn in_state(function: &str, ty: &str, place: &str) {
    let source = format!("{STATE} impl State {{ {function} }}");
    let index = app(&[("src/lib.rs", &source)]);
    let (typed, _) = tail(&index, "State::f");
    assert_eq!(
        (short(&typed.ty), place_text(&typed.place)),
        (ty.to_owned(), place.to_owned()),
        "{function}"
    );
}

#[test]
fn fields_are_followed_through_pointers() {
    in_state("fn f(&self) { self.inner.log }", "Mutex<Vec<u8>>", "#0.State:inner.Inner:log");
    in_state("fn f(&self) { &self.inner.log }", "&Mutex<Vec<u8>>", "#0.State:inner.Inner:log");
    in_state(
        "fn f(self: Arc<Self>) { self.inner.log.lock() }",
        "future MutexGuard<Vec<u8>>",
        "#0.State:inner.Inner:log",
    );
    in_state(
        "async fn f(&self) { self.inner.log.lock().await }",
        "MutexGuard<Vec<u8>>",
        "#0.State:inner.Inner:log",
    );
    in_state("fn f(&self) { self.pair.0 }", "Mutex<u8>", "#0.State:pair._:0");
    in_state("fn f(&self) { self.missing }", "?", "#0._:missing");
    in_state("fn f(x: &Wrapper) { x.log }", "Mutex<Vec<u8>>", "#0.Inner:log");
    in_state("fn f(x: u8, w: Wrapper) { w.0.log }", "Mutex<Vec<u8>>", "#1.Wrapper:0.Inner:log");
}

#[test]
fn a_copy_of_a_pointer_is_the_same_object() {
    in_state(
        "fn f(&self) { let i = Arc::clone(&self.inner); i.log }",
        "Mutex<Vec<u8>>",
        "#0.State:inner.Inner:log",
    );
    in_state(
        "fn f(&self) { let i = self.inner.clone(); &i.log }",
        "&Mutex<Vec<u8>>",
        "#0.State:inner.Inner:log",
    );
    in_state("fn f(&self) { let me = self.clone(); me.inner }", "Arc<Inner>", "#0.State:inner");
    in_state(
        "fn f(&self) { let Self { inner, .. } = self; inner.log }",
        "Mutex<Vec<u8>>",
        "#0.State:inner.Inner:log",
    );
    in_state(
        "fn f(&self) { let State { inner: i, .. } = &self; i }",
        "Arc<Inner>",
        "#0.State:inner",
    );
}

#[test]
fn a_local_lock_has_a_type_and_no_place() {
    in_state("fn f() { let m = Mutex::new(0u8); m }", "Mutex<u8>", "-");
    in_state(
        "fn f() { let m = Arc::new(Mutex::new(Vec::<u8>::new())); m.lock() }",
        "future MutexGuard<Vec<u8>>",
        "-",
    );
    in_state(
        "fn f() { let m: RwLock<u8> = make(); m.read().unwrap() }",
        "RwLockReadGuard<u8>",
        "-",
    );
    in_state("fn f() { Default::default() }", "?", "-");
    in_state("fn f() { let m: Arc<Mutex<u8>> = Default::default(); m }", "Arc<Mutex<u8>>", "-");
    in_state("fn f() { let m = Arc::<Mutex<u8>>::default(); m }", "Arc<Mutex<u8>>", "-");
}

#[test]
fn collections_give_their_items() {
    in_state(
        "fn f(&self) { self.map.get(\"a\").unwrap().members }",
        "RwLock<Vec<Member>>",
        "#0.State:map[].Room:members",
    );
    in_state(
        "fn f(&self) { let r = self.inner.rooms.get(&1)?; r }",
        "&Arc<Mutex<Room>>",
        "#0.State:inner.Inner:rooms[]",
    );
    in_state(
        "fn f(&self) { self.inner.rooms[&1].lock() }",
        "future MutexGuard<Room>",
        "#0.State:inner.Inner:rooms[]",
    );
    in_state(
        "async fn f(&self) { let room = self.inner.rooms.get(&1).cloned().unwrap(); let g = room.lock().await; g.members.write().unwrap() }",
        "RwLockWriteGuard<Vec<Member>>",
        "#0.State:inner.Inner:rooms[].Room:members",
    );
    in_state("fn f(&self) { self.map.get(\"a\") }", "Option<Ref<String, Room>>", "#0.State:map[]");
    in_state(
        "fn f(&self) { self.map.get(\"a\").map(|room| room.members.read().unwrap()) }",
        "Option<RwLockReadGuard<Vec<Member>>>",
        "-",
    );
    in_state(
        "fn f(&self) { if let Some(room) = self.map.get(\"a\") { &room.members } else { todo!() } }",
        "&RwLock<Vec<Member>>",
        "#0.State:map[].Room:members",
    );
    in_state(
        "fn f(v: Vec<Arc<Mutex<u8>>>) { v.iter().filter(|m| true).next() }",
        "Option<&Arc<Mutex<u8>>>",
        "#0[]",
    );
    in_state("fn f(v: &[Mutex<u8>]) { v[0].lock() }", "future MutexGuard<u8>", "#0[]");
    in_state(
        "fn f(&self) { self.inner.rooms.values().map(|room| room.clone()).next() }",
        "Option<Arc<Mutex<Room>>>",
        "-",
    );
}

#[test]
fn statics_have_their_paths() {
    in_state("fn f() { GLOBAL.lock() }", "future MutexGuard<u8>", "app::GLOBAL");
    check(
        "mod a { pub static L: std::sync::Mutex<u8> = todo!(); } use a::L as M; fn f() { M.lock().unwrap() }",
        "MutexGuard<u8>",
        "app::a::L",
    );
    check(
        "use once_cell::sync::Lazy; static L: Lazy<parking_lot::RwLock<u8>> = Lazy::new(|| todo!()); fn f() { L.write() }",
        "RwLockWriteGuard<u8>",
        "app::L",
    );
    check(
        "lazy_static::lazy_static! { static ref L: std::sync::Mutex<Vec<u8>> = todo!(); } fn f() { L.lock() }",
        "Result<MutexGuard<Vec<u8>>, PoisonError<MutexGuard<Vec<u8>>>>",
        "app::L",
    );
    check(
        "use std::cell::RefCell; thread_local! { static C: RefCell<u8> = RefCell::new(0); } fn f() { C.with(|c| c.borrow_mut()) }",
        "RefMut<u8>",
        "app::C",
    );
    check(
        "fn f() { static L: std::sync::Mutex<u8> = todo!(); L.lock().unwrap() }",
        "MutexGuard<u8>",
        "app::f::L",
    );
    check(
        "const L: std::sync::Mutex<u8> = todo!(); fn f() { L.lock().unwrap() }",
        "MutexGuard<u8>",
        "-",
    );
}

#[test]
fn aliases_and_generics_are_followed() {
    check(
        "use std::sync::*; type Shared<T> = Arc<Mutex<T>>; struct S { x: Shared<u8> } fn f(s: &S) { s.x.lock().unwrap() }",
        "MutexGuard<u8>",
        "#0.S:x",
    );
    check(
        "use std::sync::Mutex; struct P<T> { m: Mutex<T> } struct Q { p: P<Vec<u8>> } fn f(q: &Q) { &q.p.m }",
        "&Mutex<Vec<u8>>",
        "#0.Q:p.P:m",
    );
    check(
        "use std::sync::Mutex; struct P<T>(Mutex<T>); impl<T> P<T> { fn m(&self) -> &Mutex<T> { &self.0 } } fn f(p: P<u8>) { p.m() }",
        "&Mutex<u8>",
        "#0.P:0",
    );
    check(
        "use std::sync::Mutex; fn id<T>(x: T) -> T { x } fn f(m: &Mutex<u8>) { id(m) }",
        "&Mutex<u8>",
        "-",
    );
    check(
        "fn f<T: AsRef<std::sync::Mutex<u8>>>(t: T) { t.as_ref().lock().unwrap() }",
        "MutexGuard<u8>",
        "#0",
    );
    check(
        "fn f(t: impl std::ops::Deref<Target = std::sync::Mutex<u8>>) { t.lock().unwrap() }",
        "MutexGuard<u8>",
        "#0",
    );
    check(
        "trait Tr { type L; fn l(&self) -> Self::L; } struct S; impl Tr for S { type L = parking_lot::Mutex<u8>; fn l(&self) -> Self::L { todo!() } } fn f(s: S) { s.l() }",
        "Mutex<u8>",
        "-",
    );
    check(
        "struct W<T>(T); impl<T> std::ops::Deref for W<T> { type Target = T; fn deref(&self) -> &T { &self.0 } } fn f(w: W<W<std::cell::RefCell<u8>>>) { w.borrow() }",
        "Ref<u8>",
        "#0",
    );
}

#[test]
fn unknown_stays_unknown() {
    check("fn f(x: Foreign) { x.lock() }", "?", "-");
    check("fn f(x: other::Mutex<u8>) { x.lock() }", "?", "-");
    check(
        "struct Door; impl Door { fn lock(&self) -> u8 { 1 } } fn f(d: &Door) { d.lock() }",
        "u8",
        "-",
    );
    check("mod tokio { pub struct Mutex; } fn f(m: tokio::Mutex) { m.lock() }", "?", "-");
    check("fn f<T>(x: T) { x.lock() }", "?", "-");
    check("fn f(x: &dyn Any) { x.lock() }", "?", "-");
    check(
        "trait A { fn g(&self) -> u8; } trait B { fn g(&self) -> u16; } struct S; impl A for S { fn g(&self) -> u8 { 1 } } impl B for S { fn g(&self) -> u16 { 1 } } fn f(s: S) { s.g() }",
        "?",
        "-",
    );
}

#[test]
fn names_are_found_across_files_and_crates() {
    let index = app(&[
        (
            "src/lib.rs",
            "pub mod state; mod net; pub use state::inner::{Shared as Common, *}; #[cfg(test)] mod tests;",
        ),
        ("src/state/mod.rs", "pub mod inner; #[path = \"odd name.rs\"] pub mod odd;"),
        (
            "src/state/inner.rs",
            "use super::odd::Odd; pub struct Shared { pub odd: Odd } pub(crate) struct Other { pub m: tokio::sync::RwLock<Shared> }",
        ),
        ("src/state/odd name.rs", "pub struct Odd { pub m: std::sync::Mutex<u8> }"),
        (
            "src/net.rs",
            "use crate::*; fn f(c: &Common) { c.odd.m.lock().unwrap() } async fn g(o: &crate::state::inner::Other) { o.m.read().await.odd.m.lock() }",
        ),
    ]);
    let (typed, _) = tail(&index, "f");
    assert_eq!(
        (short(&typed.ty), place_text(&typed.place)),
        ("MutexGuard<u8>".to_owned(), "#0.Shared:odd.Odd:m".to_owned())
    );
    let (typed, _) = tail(&index, "g");
    assert_eq!(place_text(&typed.place), "#0.Other:m.Shared:odd.Odd:m");
    assert_eq!(index.skipped().len(), 0);

    let index = index_of(
        vec![
            krate("base", "base/src/lib.rs", &[]),
            krate("app", "app/src/main.rs", &[("renamed", 0)]),
        ],
        &[
            (
                "base/src/lib.rs",
                "pub mod locks { pub struct L { pub m: parking_lot::Mutex<u8> } } pub use locks::L as Public;",
            ),
            ("app/src/main.rs", "use renamed::Public; fn f(p: Public) { p.m.lock() }"),
        ],
    );
    let (typed, _) = tail(&index, "f");
    assert_eq!(
        (short(&typed.ty), place_text(&typed.place)),
        ("MutexGuard<u8>".to_owned(), "#0.L:m".to_owned())
    );
}

#[test]
fn a_call_is_resolved_by_the_type_of_its_receiver() {
    let two = "struct A; struct B; impl A { fn go(&self) {} fn new() -> Self { A } } impl B { fn go(&self) {} }";
    check_callee(&format!("{two} fn f(b: &B) {{ b.go() }}"), &["B::go"]);
    check_callee(&format!("{two} fn f() {{ let a = A::new(); a.go() }}"), &["A::go"]);
    check_callee(&format!("{two} fn f(x: std::sync::Arc<A>) {{ x.go() }}"), &["A::go"]);
    check_callee(&format!("{two} fn f(x: C) {{ x.go() }}"), &["?"]);
    check_callee(&format!("{two} fn f(x: A) {{ A::go(&x) }}"), &["A::go"]);
    check_callee(
        &format!("{two} impl A {{ fn f(&self) {{ Self::new() }} }} fn f() {{ A::new() }}"),
        &["A::new"],
    );
    check_callee("mod m { pub fn g() {} } fn f() { m::g() }", &["g"]);
    check_callee("mod m { pub fn g() {} } use m::g as h; fn f() { h() }", &["g"]);
    check_callee("fn f(o: Option<u8>) { o.unwrap() }", &["library std::option::Option::unwrap"]);
    check_callee("fn f() { tokio::spawn(async {}) }", &["library tokio::task::spawn"]);
    check_callee("fn f() { serde_json::from_str(x) }", &["library serde_json::from_str"]);
    check_callee("fn g() {} fn f() { let g = || 1; g() }", &["?"]);
}

#[test]
fn a_method_of_a_trait_is_every_one_that_may_run() {
    let tr = "trait Tr { fn go(&self); fn twice(&self) { self.go(); self.go() } }
        struct A; struct B; impl Tr for A { fn go(&self) {} } impl Tr for B { fn go(&self) {} fn twice(&self) {} }";
    check_callee(&format!("{tr} fn f(a: A) {{ a.go() }}"), &["A::go"]);
    check_callee(&format!("{tr} fn f(a: A) {{ a.twice() }}"), &["Tr::twice"]);
    check_callee(&format!("{tr} fn f(a: A) {{ Tr::twice(&a) }}"), &["Tr::twice"]);
    check_callee(&format!("{tr} fn f(a: A) {{ <A as Tr>::go(&a) }}"), &["A::go"]);
    check_callee(&format!("{tr} fn f(x: &dyn Tr) {{ x.go() }}"), &["A::go", "B::go"]);
    check_callee(&format!("{tr} fn f(x: Box<dyn Tr>) {{ x.twice() }}"), &["Tr::twice", "B::twice"]);
    check_callee(&format!("{tr} fn f<T: Tr>(x: &T) {{ x.go() }}"), &["A::go", "B::go"]);
    check_callee(
        &format!("{tr} fn f<T>(x: T) where T: Tr + Send {{ T::go(&x) }}"),
        &["A::go", "B::go"],
    );
    check_callee(
        "trait Tr { fn go(&self); fn f(&self) { self.go() } } struct A; impl Tr for A { fn go(&self) {} } fn f(x: A) { x.f() }",
        &["Tr::f"],
    );
}

#[test]
fn a_returned_type_is_declared() {
    check(
        "struct S { m: tokio::sync::Mutex<u8> } impl S { async fn guard(&self) -> tokio::sync::MutexGuard<'_, u8> { self.m.lock().await } } async fn f(s: &S) { s.guard().await }",
        "MutexGuard<u8>",
        "-",
    );
    check(
        "type R<T> = Result<T, String>; fn g() -> R<std::sync::Arc<u8>> { todo!() } fn f() { let x = g()?; x }",
        "Arc<u8>",
        "-",
    );
    check(
        "use futures::future::BoxFuture; fn g<'a>() -> BoxFuture<'a, Option<u8>> { todo!() } async fn f() { g().await }",
        "Option<u8>",
        "-",
    );
    check(
        "fn g() -> impl std::future::Future<Output = u8> { async { 1 } } async fn f() { g().await }",
        "u8",
        "-",
    );
    check(
        "async fn g() -> std::io::Result<u8> { todo!() } async fn f() { tokio::spawn(g()).await.unwrap() }",
        "Result<u8, Error>",
        "-",
    );
    check("fn f() { let (tx, rx) = tokio::sync::mpsc::channel::<u8>(1); tx }", "Sender<u8>", "-");
    check(
        "async fn f(rx: &mut tokio::sync::mpsc::Receiver<std::sync::Arc<u8>>) { rx.recv().await }",
        "Option<Arc<u8>>",
        "#0[]",
    );
}

#[test]
fn patterns_bind_the_parts() {
    let e =
        "enum E { A(std::sync::Mutex<u8>, u8), B { m: std::sync::RwLock<u8> } } struct S { e: E }";
    check(
        &format!("{e} fn f(s: &S) {{ match &s.e {{ E::A(m, _) => m, _ => todo!() }} }}"),
        "Mutex<u8>",
        "#0.S:e.E:0",
    );
    check(
        &format!("{e} fn f(s: &S) {{ let E::B {{ m }} = &s.e else {{ return }}; m }}"),
        "RwLock<u8>",
        "#0.S:e.E:m",
    );
    check(
        "fn f(t: (u8, (std::sync::Mutex<u8>, u8))) { let (.., (m, _)) = t; m }",
        "Mutex<u8>",
        "#0._:1._:0",
    );
    check(
        "fn f(o: Option<&std::sync::Mutex<u8>>) { let Some(m) = o else { return }; m }",
        "&Mutex<u8>",
        "#0",
    );
    check(
        "use axum::extract::State; struct App { m: std::sync::Mutex<u8> } fn f(State(app): State<std::sync::Arc<App>>) { app.m.lock().unwrap() }",
        "MutexGuard<u8>",
        "#0.State:0.App:m",
    );
    check(
        "fn f(v: Vec<(u8, std::sync::Mutex<u8>)>) { v.iter().map(|(_, m)| m.lock().unwrap()).next() }",
        "Option<MutexGuard<u8>>",
        "-",
    );
}

#[test]
fn small_macros_are_their_expressions() {
    let lock = "macro_rules! lock { ($e:expr) => { $e.lock().unwrap() }; ($e:expr, $what:literal $(,)?) => { $e.lock().expect($what) }; }";
    let s = "struct S { m: std::sync::Mutex<u8> }";
    check(&format!("{lock} {s} fn f(s: &S) {{ lock!(s.m) }}"), "MutexGuard<u8>", "#0.S:m");
    check(&format!("{lock} {s} fn f(s: &S) {{ lock!(s.m, \"m\") }}"), "MutexGuard<u8>", "#0.S:m");
    check(&format!("{lock} {s} fn f(s: &S) {{ lock!(s.m, 1, 2) }}"), "?", "-");
    check("macro_rules! many { ($($e:expr),*) => { ($($e),*) } } fn f() { many!(1) }", "?", "-");
}

#[test]
fn a_method_returns_the_type_that_it_is_called_on() {
    check(
        "trait Me { fn me(&self) -> &Self; } struct A; struct B; impl Me for A {} impl Me for B {} fn f(a: A, b: B) { let x = a.me(); b.me() }",
        "?",
        "-",
    );
    check(
        "trait Me { fn me(self) -> Self where Self: Sized { self } } struct A; struct B; impl Me for A {} impl Me for B {} fn f(a: A, b: B) { let x = a.me(); b.me() }",
        "B",
        "#1",
    );
    check(
        "struct A<T>(T); impl<T> A<T> { fn new(x: T) -> Self { A(x) } } fn f() { let a = A::new(1u8); A::new(true) }",
        "A<bool>",
        "-",
    );
}

#[test]
fn what_does_not_parse_is_named_and_hides_nothing_else() {
    let index = app(&[(
        "src/lib.rs",
        "struct S { m: std::sync::Mutex<u8> }\nfn g() { let = ; }\nfn f(s: &S) { s.m.lock().unwrap() }",
    )]);
    assert_eq!(short(&tail(&index, "f").0.ty), "MutexGuard<u8>");
    assert!(index.skipped().is_empty() && index.function(function(&index, "g")).is_none());
    let skipped = index.skipped();
    assert_eq!(skipped[0].reason, "`g` in line 2 does not parse");
}

impl BodyOracle<'_> {
    /// What a `let` binds.
    fn local_names(&self, local: &Local, locals: &dyn Locals) -> Vec<(String, Typed)> {
        self.scope.local_names(local, locals)
    }
}

impl Index {
    /// A function by its name and that of its type: `Service::close`.
    fn function_name(&self, function: FunctionId) -> String {
        let id = ItemId(function.0);
        let Some(around) = self.item(id).parent else {
            return self.name(id).to_owned();
        };
        let owner = match self.item(around).kind {
            ItemKind::Trait => self.name(around).to_owned(),
            _ => match self.parsed(around) {
                Parsed::Impl(item) => last_word(&item.self_ty).unwrap_or_default(),
                _ => self.name(around).to_owned(),
            },
        };
        format!("{owner}::{}", self.name(id))
    }
}

fn last_word(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| word(&last.ident)),
        Type::Reference(reference) => last_word(&reference.elem),
        _ => None,
    }
}

/// Where the sources of a library of primitives are in sight, as in a workspace of it, its types are still the known ones.
#[test]
fn a_library_of_primitives_is_known_beside_its_sources() {
    let tokio = "pub mod sync { pub use self::mutex::Mutex; mod mutex {\n\
                 pub struct Mutex<T>(T); impl<T> Mutex<T> { pub fn lock(&self) {} } } }";
    let app = "use sync::sync::Mutex;\n\
               fn of_it(m: &Mutex<u32>) { m.lock() }\n\
               fn helper(x: locks::Mine) { x.lock() }";
    let own = "pub struct Mine; impl Mine { pub fn lock(&self) {} }";
    let index = index_of(
        vec![
            krate("app", "app/lib.rs", &[("sync", 1), ("locks", 2)]),
            krate("tokio", "tokio/lib.rs", &[]),
            krate("locks", "locks/lib.rs", &[]),
        ],
        &[("app/lib.rs", app), ("tokio/lib.rs", tokio), ("locks/lib.rs", own)],
    );
    assert_eq!(tail(&index, "of_it").1, Callee::Library("tokio::sync::Mutex::lock".into()));
    assert!(matches!(tail(&index, "helper").1, Callee::Functions(_)));
}
