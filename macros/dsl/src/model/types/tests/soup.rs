//! Whatever files hold, reading them and asking about every expression never panics.

use proptest::{prelude::*, sample::select};
use syn::{Expr, Local, visit::Visit};

use super::{
    super::{body::BodyOracle, expr::Inner},
    app,
};
use crate::{
    flow::oracle::{Oracle, Typed},
    model::index::Index,
};

const WORDS: &[&str] = &[
    "fn f",
    "fn g",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "(&self)",
    "(self: Arc<Self>)",
    "()",
    "{}",
    ";",
    ",",
    ":",
    "::",
    "=",
    "=>",
    "->",
    "&",
    "*",
    ".",
    "..",
    "?",
    "!",
    "#",
    "#[cfg(test)]",
    "#[path = \"lib.rs\"]",
    "#![allow(x)]",
    "mod a",
    "mod a;",
    "use a::*;",
    "use super::*;",
    "use crate::b as a;",
    "use self::a;",
    "pub use a::{self, b};",
    "struct S",
    "struct A<T>(T);",
    "enum E { A(S), B { x: E } }",
    "impl",
    "impl<T> S",
    "impl S {",
    "impl Deref for S { type Target = S; }",
    "impl<T: Tr> Tr for T {",
    "trait Tr: Tr {",
    "type X = X;",
    "type Y<T> = Vec<Y<T>>;",
    "static L: Mutex<u8> = ",
    "const C: X =",
    "for",
    "where T: Tr",
    "dyn Tr",
    "impl Fn(u8) -> T",
    "async",
    "await",
    ".await",
    ".lock()",
    ".x",
    ".0",
    "self",
    "Self",
    "Self::X",
    "x",
    "|x|",
    "let x =",
    "let (a, S { x, .. }) =",
    "match x {",
    "if let Some(x) = y",
    "Arc::new(",
    "S { x: 1, ..y }",
    "<S as Tr>::f(",
    "vec![1]",
    "m!(x)",
    "macro_rules! m { ($e:expr) => { $e.lock() } }",
    "\"text",
    "\"t\"",
    "'a",
    "'a'",
    "r#\"",
    "r#fn",
    "//",
    "/*",
    "*/",
    "\n",
    "é",
    "\u{1F600}",
    "0",
    "1.5",
    "lazy_static!",
    "cfg_if! { if #[cfg(x)] { fn h() {} } }",
];

/// Asks everything about every expression.
struct Everything<'m> {
    oracle: BodyOracle<'m>,
    locals: Inner<'static>,
}

impl<'ast> Visit<'ast> for Everything<'_> {
    fn visit_local(&mut self, local: &'ast Local) {
        syn::visit::visit_local(self, local);
        let names = self.oracle.local_names(local, &self.locals);
        self.locals.names.extend(names);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let Typed { ty, .. } = self.oracle.value(expr, &self.locals);
        self.oracle.pointee(&ty);
        self.oracle.item(&Typed::from(ty));
        self.oracle.callee(expr, &self.locals);
        self.oracle.closure_arguments(expr, 0, &self.locals);
        syn::visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.oracle.expand(call);
    }
}

fn ask_everything(index: &Index) -> usize {
    let parsed = index.functions().filter_map(|id| Some((id, index.function(id)?)));
    let asked = parsed.map(|(id, function)| {
        let oracle = index.oracle(id);
        let locals = Inner { names: oracle.parameters(&function.sig), outer: None };
        Everything { oracle, locals }.visit_item_fn(function);
        index.origin(id).locate(function.sig.ident.span()) == index.name_location(id)
    });
    asked.filter(|&is_located| is_located).count()
}

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(WORDS), 0..60).prop_map(|words| words.join(" "))
}

/// Items around bodies of soup, so that most files have functions.
fn items() -> impl Strategy<Value = String> {
    const BODIES: &[&str] = &[
        "{ self.x.lock() }",
        "{ let x = self; x.f() }",
        "{ S { x }.x }",
        "{ m!(f(Self::f)) }",
        "{ x?.await[0].f(|y| y) }",
    ];
    let item = (
        select(&[
            "fn f(&self)",
            "fn g<T: Tr>(x: T) -> T",
            "async fn h(x: &S) -> Self::X",
            "fn f<T>(x: T) where T: Deref<Target = T>",
        ]),
        select(BODIES),
    );
    let item = item.prop_map(|(head, body)| format!("{head} {body}"));
    let around = select(&[
        "",
        "impl S",
        "impl<T> A<T>",
        "impl Tr for S",
        "trait Tr",
        "mod a",
        "impl<T: Tr> Tr for T",
    ]);
    let around =
        (around, proptest::collection::vec(item, 0..3)).prop_map(|(around, items)| match around {
            "" => items.join(" "),
            around => format!("{around} {{ {} type X = Self::X; }}", items.join(" ")),
        });
    let declared = "struct S { x: A<S> } struct A<T>(T); use self::a::*; type X = A<X>; macro_rules! m { ($e:expr) => { m!($e) } }";
    proptest::collection::vec(around, 1..5)
        .prop_map(move |parts| format!("{declared} {}", parts.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_files_never_panic(root in soup(), module in soup()) {
        ask_everything(&app(&[("src/lib.rs", &root), ("src/a.rs", &module)]));
    }

    #[test]
    fn circles_end(root in items()) {
        ask_everything(&app(&[("src/lib.rs", &root)]));
    }
}

#[test]
fn every_function_is_where_its_name_is() {
    let source = "mod a {\n    /// docs\n    #[inline]\n    pub fn f() { 1; }\n}\nimpl S { fn g(&self) { 'é'; } fn h() { 2; } }\nstruct S;";
    assert_eq!(ask_everything(&app(&[("src/lib.rs", source)])), 3);
}
