//! What the summary of one function says, one line for each event.

use std::{path::Path, sync::Arc};

use proc_macro2::TokenStream;

use super::{
    super::{
        report::Location,
        source::Origin,
        summary::{
            Action, Argument, Call, Callee, Header, Object, Place, Reach, Root, Source, Step,
            Summary,
        },
    },
    Body, summarize,
};
use crate::{
    diag::Diagnostics,
    flow::tests::crate_model::CrateModel,
    language::Attribute,
    parse::{First, Item},
    plan::Plan,
};

fn summary(function: &str) -> Summary {
    let tokens = function.parse().unwrap_or_else(|e| panic!("{e}: {function}"));
    let mut diagnostics = Diagnostics::new();
    let (attribute, arguments) = (Attribute::Synchronized, TokenStream::new());
    let first = First { attribute, arguments, is_around: false };
    let item = Item::parse(first, &tokens, &mut diagnostics);
    let item = item.unwrap_or_else(|| panic!("no function: {function}"));
    let plan = Plan::new(item, &mut diagnostics);
    drop(diagnostics.finish());
    let (signature, file) = (&plan.function.signature, Arc::from(Path::new("lib.rs")));
    let origin = Origin::of_file(Arc::clone(&file));
    summarize(&Body {
        header: Header {
            name: signature.ident.to_string(),
            at: Location { file, line: 1, column: 1, end_line: 1, end_column: 1 },
            is_async: signature.asyncness.is_some(),
            exclusive: None,
            constructs: None,
            is_public: false,
            is_drop: false,
            is_test: false,
            is_annotated: false,
            is_called: false,
            sometimes: None,
        },
        signature,
        block: plan.function.block().expect("the body parses"),
        origin: &origin,
        short_temporaries: true,
        oracle: &CrateModel,
        holds: &plan.outer,
        blocks: &plan.blocks,
        allowances: &plan.allowances,
    })
}

fn place(place: &Place) -> String {
    let mut text = match &place.root {
        Root::Static(path) => path.clone(),
        Root::Parameter(index) => format!("#{index}"),
        Root::Local(_) => "local".to_owned(),
        Root::Unknown => "?".to_owned(),
    };
    for step in &place.steps {
        match step {
            Step::Field(name) => text += &format!(".{name}"),
            Step::Getter(name) => text += &format!(".{name}()"),
            Step::Element => text += "[]",
        }
    }
    text
}

fn object(object: &Object) -> String {
    let class = if object.class.is_some() { "" } else { " of no class" };
    format!("{}{class}", place(&object.place))
}

fn callee(callee: &Callee) -> String {
    match callee {
        Callee::Functions(functions) => {
            let numbers: Vec<String> = functions.iter().map(|it| it.0.to_string()).collect();
            format!("fn {}", numbers.join("|"))
        }
        Callee::Nested(nested) => format!("nested {nested}"),
        Callee::Parameter(index) => format!("parameter {index}"),
        Callee::Awaited(index) => format!("future of parameter {index}"),
        Callee::Foreign(text) => format!("foreign {text}"),
        Callee::Unknown(_) => "unknown".to_owned(),
    }
}

fn argument(argument: &Argument) -> String {
    let parts = [
        argument.place.as_ref().map(place),
        argument.code.as_ref().map(callee),
        (!argument.guards.is_empty()).then(|| format!("guards {:?}", argument.guards)),
        (!argument.from.is_empty()).then(|| format!("from {:?}", argument.from)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn call(call: &Call) -> String {
    let arguments: Vec<String> = call.arguments.iter().map(argument).collect();
    format!("{}({})", callee(&call.callee), arguments.join(", "))
}

fn guard(summary: &Summary, guard: usize) -> String {
    match &summary.guards[guard].source {
        Source::Acquired { object: of, mode, patience } => {
            format!("{} {mode:?} {patience:?}", object(of))
        }
        Source::Returned { event } => format!("result of {event}"),
        Source::Parameter(index) => format!("guard #{index}"),
    }
}

fn lines(summary: &Summary, indent: &str, text: &mut String) {
    for event in &summary.events {
        let action = match &event.action {
            Action::Acquire { guard: number } => format!("acquire {}", guard(summary, *number)),
            Action::Wait { object: of, .. } => format!("wait {}", object(of)),
            Action::WaitCondition { object: of, guard, predicate, .. } => {
                let asks =
                    predicate.as_ref().map_or(String::new(), |it| format!(" for {:?}", it.reads));
                format!("wait {} giving up {guard:?}{asks}", object(of))
            }
            Action::Meet { object: of, .. } => format!("meet {}", object(of)),
            Action::Join { task } => format!("join {}", object(task)),
            Action::Send { channel, .. } => format!("send {}", object(channel)),
            Action::Receive { channel, .. } => format!("receive {}", object(channel)),
            Action::Provide { object: of, how } => format!("{how:?} {}", object(of)),
            Action::Release { object: of, .. } => format!("release {}", object(of)),
            Action::Await => "await".to_owned(),
            Action::Escape { object: of } => format!("escape {}", object(of)),
            Action::BlockThread { call } => format!("block {call}"),
            Action::Call(it) => format!("call {}", call(it)),
            Action::Spawn { body, arguments, on_thread, .. } => {
                let arguments: Vec<String> = arguments.iter().map(argument).collect();
                let on = if *on_thread { " on a thread" } else { "" };
                format!("spawn {}({}){on}", callee(body), arguments.join(", "))
            }
            Action::Together { branches, .. } => {
                let branches: Vec<String> = branches.iter().map(call).collect();
                format!("together {}", branches.join(", "))
            }
            Action::Data { guard: number, part, writes } => {
                let verb = if *writes { "write" } else { "read" };
                format!("{verb} {} {part}", guard(summary, *number))
            }
        };
        let held: Vec<String> = event
            .held
            .iter()
            .map(|held| guard(summary, held.guard) + if held.always { "" } else { "?" })
            .collect();
        let under =
            if held.is_empty() { String::new() } else { format!(" under {}", held.join(" + ")) };
        *text += &format!("{indent}{}{under}\n", action.trim_end());
    }
    for held in &summary.returns {
        *text += &format!("{indent}returns {}\n", guard(summary, held.guard));
    }
    for nested in &summary.nested {
        *text += &format!("{indent}nested:\n");
        lines(nested, &format!("{indent}  "), text);
    }
}

#[track_caller]
fn expect(function: &str, expected: expect_test::Expect) {
    let mut text = String::new();
    lines(&summary(function), "", &mut text);
    expected.assert_eq(&text);
}

macro_rules! summaries {
    ($($name:ident: $function:literal => $expected:expr;)*) => {
        $(#[test]
        fn $name() {
            expect($function, $expected);
        })*
    };
}

summaries! {
    a_lock_under_a_lock: "async fn f(&self) { let g = self.tokio_mutex.lock().await; let h = self.std_rw.read().unwrap(); }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            acquire #0.std_rw Shared Waits under #0.tokio_mutex Exclusive Waits
        "#]];
    calls_pass_places_guards_and_closures: "async fn f(&self, p: &T) { let g = self.tokio_mutex.lock().await; run(p, &self.other, g, || { self.pl_mutex.lock(); }); }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            call fn 4(local parameter 1, #0.other, #0.tokio_mutex guards [0], nested 0)
            nested:
              acquire #0.pl_mutex Exclusive Waits
        "#]];
    guards_are_returned: "fn f(&self) -> G { let g = self.pl_mutex.lock(); if x { return (g, 1); } S { a: self.pl_rw.read() } }"
        => expect_test::expect![[r#"
            acquire #0.pl_mutex Exclusive Waits
            acquire #0.pl_rw Shared Waits under #0.pl_mutex Exclusive Waits
            returns #0.pl_mutex Exclusive Waits
            returns #0.pl_rw Shared Waits
        "#]];
    results_of_calls_are_passed_on: "async fn f(&self) { let x = self.load().await; self.run(x.y); }"
        => expect_test::expect![[r#"
            call fn 3(#0)
            await under result of 0
            call fn 4(#0, local.y from [0]) under result of 0
        "#]];
    tasks: "async fn f(&self) { let g = self.tokio_mutex.lock().await; let t = tokio::spawn(async { self.other.lock().await; }); t.await; self.handle.await; std::thread::spawn(self.load()); }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            spawn nested 0() under #0.tokio_mutex Exclusive Waits
            join local of no class under #0.tokio_mutex Exclusive Waits
            join #0.handle under #0.tokio_mutex Exclusive Waits
            spawn fn 3(#0) on a thread under #0.tokio_mutex Exclusive Waits
            nested:
              acquire #0.other Exclusive Waits
        "#]];
    side_by_side: "async fn f(&self) { tokio::join!(self.load(), async { self.other.lock().await; }, self.tokio_mutex.lock()); }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            together fn 3(#0), nested 0() under #0.tokio_mutex Exclusive Waits
            await under #0.tokio_mutex Exclusive Waits
            nested:
              acquire #0.other Exclusive Waits
        "#]];
    waits_and_what_ends_them: "async fn f(&self) { let g = self.tokio_mutex.lock().await; self.event.wait().await; self.sender.send(1).await; self.event.set(); let g = self.condition.wait(g).await; }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            wait #0.event under #0.tokio_mutex Exclusive Waits
            send #0.sender under #0.tokio_mutex Exclusive Waits
            Set #0.event under #0.tokio_mutex Exclusive Waits
            wait #0.condition giving up Some(0)
        "#]];
    branches_and_loops: "async fn f(&self, flag: bool) { let mut g = self.tokio_mutex.lock().await; if flag { drop(g); } self.step(); }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            call fn 0(#0) under #0.tokio_mutex Exclusive Waits?
        "#]];
    maps: "fn f(&self) { if let Some(r) = self.map.get(&k) { self.map.insert(k, 1); } }"
        => expect_test::expect![[r#"
            acquire #0.map Shared Waits
            acquire #0.map Exclusive Waits under #0.map Shared Waits
        "#]];
    statics: "async fn f() { let g = LEDGER.lock().await; LEDGER.lock().await; }"
        => expect_test::expect![[r#"
            acquire LEDGER Exclusive Waits
            acquire LEDGER Exclusive Waits under LEDGER Exclusive Waits
        "#]];
    futures_of_functions_that_are_not_async: "fn f(&self) -> F { let g = self.pl_mutex.lock(); Box::pin(async move { self.other.lock().await; }) }"
        => expect_test::expect![[r#"
            acquire #0.pl_mutex Exclusive Waits
            acquire #0.other Exclusive Waits
        "#]];
    attributes: "#[waits(START)] #[sets(DONE)] #[guarded(ledger = LEDGER, notify_all = CHANGED)] async fn f() { ledger.push(1); OTHER.lock().await; }"
        => expect_test::expect![[r#"
            wait START
            acquire LEDGER Exclusive Waits
            acquire OTHER Exclusive Waits under LEDGER Exclusive Waits
            NotifyAll CHANGED under LEDGER Exclusive Waits
            Set DONE
        "#]];
    predicates: "async fn f(&self) { let mut g = self.tokio_mutex.lock().await; g = self.condition.wait_for(g, |x| x.queue.len() > x.least).await; }"
        => expect_test::expect![[r#"
            acquire #0.tokio_mutex Exclusive Waits
            wait #0.condition giving up Some(0) for [".least", ".queue"]
        "#]];
}

/// How the last event of a function is reached.
fn reach(function: &str) -> Reach {
    summary(function).events.last().expect("something happens").reach
}

#[test]
fn an_argument_decides() {
    for body in [
        "if flag { self.step(); }",
        "if !flag { self.step(); }",
        "if account.is_dirty() { self.step(); }",
        "if account.dirty { self.step(); }",
        "if (&account).version() > 3 { self.step(); }",
        "let dirty = account.is_dirty(); if dirty { self.step(); }",
        "let dirty = account.is_dirty(); let clean = !dirty; if !clean { self.step(); }",
        "if let Some(parent) = account.parent() { self.step(); }",
        "match account.state { State::New => self.step(), _ => {} }",
        "while account.is_dirty() { self.step(); }",
    ] {
        let function = format!("fn f(&self, flag: bool, account: Account) {{ {body} }}");
        assert_eq!(reach(&function), Reach::ByArgument, "{body}");
    }
}

#[test]
fn something_else_than_an_argument_decides() {
    for body in [
        "if self.flag { self.step(); }",
        "if self.is_dirty(account) { self.step(); }",
        "let dirty = self.is_dirty(); if dirty { self.step(); }",
        "if account.is_older_than(self.now()) { self.step(); }",
        "match self.state { State::New => self.step(), _ => {} }",
    ] {
        let function = format!("fn f(&self, flag: bool, account: Account) {{ {body} }}");
        assert_eq!(reach(&function), Reach::Sometimes, "{body}");
    }
}
