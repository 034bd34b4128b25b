//! Outlines of small texts.

use super::*;

/// Each item as `kind name`, what is in it indented behind it.
fn outline(text: &str) -> Vec<String> {
    fn write(text: &str, items: &[Item], depth: usize, lines: &mut Vec<String>) {
        for item in items {
            let kind = format!("{:?}", item.kind);
            let kind = kind.split([' ', '{']).next().unwrap_or_default().to_lowercase();
            let name = &text[item.name.clone()];
            lines.push(format!("{}{kind} {name}", ">".repeat(depth)));
            write(text, &item.items, depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    write(text, &items(text).expect("the brackets match"), 0, &mut lines);
    lines
}

#[test]
fn every_kind_of_item_has_its_name() {
    let text = r#"
        //! docs with a { and an "
        #![allow(unused)]
        use a::{b, c as d};
        pub(crate) mod file;
        mod inline { fn inner() {} }
        pub struct Unit; struct Tuple<T>(T) where T: Copy; struct Fields { a: u32 }
        enum E { A(u32), B { c: [u8; 3] } }
        pub static S: [u8; 2] = [1, { 2 }];
        static mut M: u8 = b'{';
        const C: &str = "}";
        type Alias<T> = Vec<T>;
        pub const unsafe fn qualified<const N: usize>() -> [u8; N] { [0; N] }
        extern "C" fn abi() {}
        extern "C" { fn foreign(); }
        async fn last<'a>(x: &'a str) -> Box<dyn Fn(u32) -> bool + 'a> where [u8; { 3 }]: Sized { todo!() }
    "#;
    let expected = [
        "use a",
        "module file",
        "module inline",
        ">function inner",
        "struct Unit",
        "struct Tuple",
        "struct Fields",
        "enum E",
        "static S",
        "static M",
        "const C",
        "typealias Alias",
        "function qualified",
        "function abi",
        "function last",
    ];
    assert_eq!(outline(text), expected);
}

#[test]
fn an_impl_is_named_after_its_type() {
    let text = "impl<T: Fn(u8) -> u8> Foo<T> { pub fn a(&self) {} const B: u8 = 1; }
        impl<'a> a::Tr<'a, u8> for &'a mut b::Bar<u8> where u8: Sized { type T = u8; fn c() {} }
        unsafe impl !Send for Baz {} impl Tr for (A, B) {} trait Q { fn d(); fn e() {} }";
    let expected = [
        "impl Foo",
        ">function a",
        ">const B",
        "impl Bar",
        ">typealias T",
        ">function c",
        "impl Baz",
        "impl ",
        "trait Q",
        ">function d",
        ">function e",
    ];
    assert_eq!(outline(text), expected);
}

#[test]
fn literals_and_comments_hide_their_brackets() {
    let texts = [
        r##"fn a() { let s = r#"}"}"#; } fn b() {}"##,
        "fn a() { let c = '{'; let d = '\\''; let e: &'static str = \"\\\"}\"; } fn b() {}",
        "fn a() { /* } /* } */ */ // }\n } fn b() {}",
        "fn a() { b\"}\"; br\"\\\"; 'x: loop { break 'x } } fn b() {}",
        "fn a() { let ä = 'ä'; '\u{1F600}'; bar\"}\" } fn b() {}",
    ];
    for text in texts {
        assert_eq!(outline(text), ["function a", "function b"], "{text}");
    }
}

#[test]
fn items_in_macros_are_seen() {
    let text = "lazy_static! { pub static ref A: Mutex<u8> = Mutex::new(0); }
        cfg_if::cfg_if! { if #[cfg(unix)] { fn u() {} } else { fn w() {} } }
        macro_rules! lock { ($e:expr) => { $e.lock().unwrap() } } thread_local!(static B: u8 = 1);
        fields!(\"x\", A { r#type: T, pub y: u8 }, B { type Z }); fn after() {}";
    let expected = [
        "macrocall lazy_static",
        ">static A",
        "macrocall cfg_if",
        ">function u",
        ">function w",
        "macrorules lock",
        "macrocall thread_local",
        ">static B",
        "macrocall fields",
        "function after",
    ];
    assert_eq!(outline(text), expected);
}

#[test]
fn attributes_are_taken_apart() {
    let text = "/// [docs]\n#[cfg(unix)] #[path = \"a]b.rs\"] /* [x] */ #[tokio::test] fn a() {}";
    let items = items(text).expect("the brackets match");
    let found = attributes(text, items[0].attributes.clone());
    assert_eq!(found, ["cfg(unix)", "path = \"a]b.rs\"", "tokio::test"]);
}

#[test]
fn brackets_that_do_not_match_are_told() {
    for text in ["fn a() {", "}", "fn a() { ( }", "/*", "fn a() { \"", "mod m { fn a( }"] {
        assert!(items(text).is_err(), "{text}");
    }
}
