//! Whatever tokens an attribute and its item are, the expansion is tokens: it never panics, and bad input is an error in it.
//!
//! `TOTALITY_CASES=100000 cargo test --release -p interlocking-dsl --test totality` tries more.

use interlocking_dsl::{Attribute, expand};
use proc_macro2::TokenStream;
use proptest::{prelude::*, sample::select};

const WORDS: &[&str] = &[
    "A",
    "self",
    "self.queue",
    "balance =",
    "_ =",
    "=",
    "==",
    ",",
    "?",
    "&",
    "*",
    "-",
    "!",
    ";",
    "::",
    "#",
    "..",
    "|x|",
    "8",
    "0",
    "3",
    "1.5",
    "5s",
    "340282366920938463463374607431768211456",
    "8u8",
    "\"text\"",
    "'a",
    "'a:",
    "notify_one",
    "notify_all =",
    "permits =",
    "permit =",
    "else",
    "else {}",
    "notify_al = C",
    "Lock::<u8, 2>::new(0)",
    "async",
    "fn",
    "fn f",
    "const",
    "unsafe",
    "extern \"C\"",
    "pub",
    "impl",
    "struct S",
    "mod m",
    "trait T",
    "let x",
    "x",
    "-> !",
    "-> u32",
    "-> impl Future<Output = ()>",
    "await",
    ".await",
    ".lock()",
    "return",
    "loop",
    "match x",
    "#[guarded(A)]",
    "#[guarded]",
    "#[semaphore(8)]",
    "#[barrier = 3]",
    "#[waits(E?)]",
    "#[sets(E)]",
    "#[synchronized]",
    "#[allow(unused)]",
    "#![allow(unused)]",
    "macro!",
    "default",
    "async move",
    "async ||",
    "read",
    "write",
    "read X",
    "when = |q| q.x",
    "timeout = 5s",
    "timeout =",
    "250ms",
    "5sec",
    "nowait",
    "allow",
    "allow(same_lock_twice, reason = \"x\")",
];

/// Of a body that parses, so that every rule looks at it.
const STATEMENTS: &[&str] = &[
    "let g = L.lock().await;",
    "let mut g = Some(l.lock().await);",
    "let r = &L.read().await.x;",
    "let _ = l.lock().await;",
    "g = C.wait(g).await;",
    "g = C.wait_for(g, |x| x.y).await;",
    "g.x = g.y + 1;",
    "let n = g.x;",
    "l.lock().await.x = n;",
    "drop(g);",
    "f = async { f.await };",
    "f.await;",
    "let t = spawn(f);",
    "set.spawn(f);",
    "set.join_next().await;",
    "gs.push(L.lock().await);",
    "let h = |x| { drop(g) };",
    "x().await?;",
    "return;",
    "break;",
    "continue 'a;",
    "E.set();",
    "B.wait().await;",
    "let c = N.load(X); N.store(c, X);",
    "println!(\"{g}\", g.x);",
    "assert!(g.x, \"{}\", L.lock().await);",
    "mystery!(g);",
    "#[sync_allow(blocking_call, reason = \"x\")] std::thread::sleep(d);",
    "#[guarded(L)] { l.x(); }",
    "#[barrier(3)] { l.x(); }",
];

/// What statements stand in.
const NESTS: &[&str] = &[
    "{ BODY }",
    "'a: loop { BODY }",
    "while g.x { BODY }",
    "while let Some(x) = L.lock().await.pop() { BODY }",
    "for x in 0..4 { BODY }",
    "if g.x { BODY }",
    "if let Some(g) = x { BODY } else { BODY }",
    "match L.lock().await.x { A => { BODY } b if b.y => { BODY } _ => {} }",
    "let Some(x) = y else { BODY return; };",
    "let f = async { BODY };",
    "let f = async move { BODY }.await;",
    "spawn(async { BODY }).await;",
    "select! { g = L.lock() => { BODY } _ = &mut f => { BODY } }",
    "join!(async { BODY }, f);",
    "let g = { BODY L.lock().await };",
    "f(async || { BODY });",
];

fn statements() -> impl Strategy<Value = String> {
    let statement = select(STATEMENTS).prop_map(str::to_owned);
    let list = prop::collection::vec(statement, 1..5).prop_map(|list| list.join(" "));
    list.prop_recursive(4, 24, 4, |inner| {
        let parts = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.join(" "));
        (select(NESTS), parts).prop_map(|(nest, body)| nest.replace("BODY", &body))
    })
}

fn tokens() -> impl Strategy<Value = String> {
    let word = select(WORDS).prop_map(str::to_owned);
    word.prop_recursive(4, 48, 8, |inner| {
        let list = prop::collection::vec(inner, 0..8).prop_map(|words| words.join(" "));
        let open_close = select(&[("(", ")"), ("{", "}"), ("[", "]"), ("", "")][..]);
        (list, open_close).prop_map(|(list, (open, close))| format!("{open}{list}{close}"))
    })
}

/// A function whose pieces may be wrong, so that more than its beginning is reached.
fn function() -> impl Strategy<Value = String> {
    let body = prop::collection::vec(tokens(), 0..6);
    let qualifiers = select(&["", "async ", "const ", "pub async unsafe ", "extern \"C\" "][..]);
    let output = select(&["", "-> u32", "-> !", "-> impl Fn()", "-> Pin<Box<dyn Future>>"][..]);
    let attributes = prop::collection::vec((select(&Attribute::ALL[..]), tokens()), 0..3);
    (attributes, qualifiers, output, body).prop_map(|(attributes, qualifiers, output, body)| {
        let attributes =
            attributes.iter().map(|(name, said)| format!("#[{}({said})]", name.name()));
        let attributes = attributes.collect::<String>();
        format!("{attributes} {qualifiers}fn f(&self, a: u32) {output} {{ {} }}", body.join(" "))
    })
}

fn cases() -> u32 {
    std::env::var("TOTALITY_CASES").map_or(3000, |cases| cases.parse().expect("a number"))
}

fn check(attribute: Attribute, arguments: &str, item: &str) {
    let parse = |text: &str| text.parse::<TokenStream>();
    if let (Ok(arguments), Ok(item)) = (parse(arguments), parse(item)) {
        let expanded = expand(attribute, arguments, item).to_string();
        // What is no function is refused; a body that does not parse is rustc's to report.
        assert!(expanded.contains("compile_error") || expanded.contains("fn "), "{expanded}");
        assert!(!expanded.contains("__interlocking_"), "{expanded}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_item_gives_tokens(attribute in select(&Attribute::ALL[..]), arguments in tokens(), item in tokens()) {
        check(attribute, &arguments, &item);
    }

    #[test]
    fn any_body_gives_tokens(body in statements()) {
        let function = format!("async fn f(mut f: F, l: &Lock<u32>) {{ {body} }}");
        syn::parse_str::<syn::ItemFn>(&function).expect("it parses");
        check(Attribute::Guarded, "G", &function);
    }

    #[test]
    fn any_function_gives_tokens(attribute in select(&Attribute::ALL[..]), arguments in tokens(), item in function()) {
        check(attribute, &arguments, &item);
    }
}
