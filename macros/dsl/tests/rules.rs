//! Which rules a function violates. Each rule has a file in `rules`, with functions that violate it and functions that do not. The
//! programs that rustc compiles, with their messages, are in `ui-tests`; here are the many small variations.

use std::{fs, path::PathBuf};

use interlocking_dsl::{Attribute, Level, Rule, expand};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{File, Item, ItemFn};

macro_rules! rules {
    ($($rule:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($rule)),*];
        $(
            #[test]
            fn $rule() {
                check(stringify!($rule));
            }
        )*
    };
}

rules! {
    temporary_primitive
    barrier_behind_lock
    barrier_behind_semaphore
    single_party_barrier
    long_timeout
    shared_across_generics
    shared_across_instances
    shadowed_guard
    same_lock_twice
    lock_held_by_temporary
    guard_in_scrutinee
    recursive_lock
    lock_order
    guards_collected_in_loop
    unused_guard
    unawaited_acquire
    leaked_guard
    held_across_endless_loop
    unshared_lock
    notify_without_guard
    wait_without_guard
    wait_not_in_loop
    async_predicate
    predicate_ignores_data
    predicate_with_side_effects
    wait_under_second_lock
    ignored_result
    event_not_set_on_error
    event_cleared_by_waiter
    lost_wakeup
    held_across_barrier
    conditional_barrier
    exit_before_barrier
    unfillable_barrier
    callback_under_lock
    task_awaited_under_lock
    futurelock
    buffered_futurelock
    permit_not_held_by_task
    blocking_call
    blocking_io_under_lock
    busy_wait
    held_across_await
    span_across_await
    exit_under_lock
    lost_update
    lost_atomic_update
    check_then_act
    stale_length
    write_under_read_lock
    await_between_writes
    taken_across_await
    unused_allow
}

/// Functions that look like violations of several rules.
macro_rules! near_misses {
    ($($group:ident)*) => {
        mod near_misses {
            $(
                #[test]
                fn $group() {
                    let file = super::file(concat!("near_misses/", stringify!($group)));
                    super::functions(&file.items).for_each(super::is_fine);
                }
            )*
        }
    };
}

near_misses! {
    atomicity
    loops_and_scrutinees
    recursion_and_order
    tasks
    waiting
    what_is_held
}

/// A rule that is off reports nothing here, where no manifest turns it on; the model needs the files of a crate.
#[test]
fn every_rule_that_is_on_is_tested() {
    let here = |rule: &&Rule| rule.level() != Level::Off && !rule.is_of_model();
    let on = Rule::ALL.iter().filter(here).map(|rule| rule.name());
    assert_eq!(on.collect::<Vec<_>>(), TESTED);
}

/// The functions in `mod violations` of a rule's file violate that rule alone, those in `mod fine` none.
fn check(rule: &str) {
    let file = file(rule);
    for item in &file.items {
        let Item::Mod(module) = item else { panic!("a module: {}", item.to_token_stream()) };
        let (_, items) = module.content.as_ref().expect("an inline module");
        match module.ident.to_string().as_str() {
            "violations" => functions(items)
                .for_each(|function| assert_eq!(violated(function), [rule], "{}", text(function))),
            "fine" => functions(items).for_each(is_fine),
            name => panic!("{rule}: `mod {name}` is neither"),
        }
    }
}

fn is_fine(function: &ItemFn) {
    assert_eq!(violated(function), [""; 0], "{}", text(function));
}

fn text(function: &ItemFn) -> String {
    function.to_token_stream().to_string()
}

fn file(name: &str) -> File {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rules/{name}.rs"));
    syn::parse_file(&fs::read_to_string(path).expect("a file of programs")).expect("it parses")
}

fn functions(items: &[Item]) -> impl Iterator<Item = &ItemFn> {
    assert!(!items.is_empty());
    items.iter().map(|item| match item {
        Item::Fn(function) => function,
        item => panic!("a function: {}", item.to_token_stream()),
    })
}

/// The names of the rules that a function violates, in the order of their reports.
fn violated(function: &ItemFn) -> Vec<&'static str> {
    let expanded = expanded(function);
    let mut violated: Vec<(usize, &str)> = Vec::new();
    for rule in Rule::ALL {
        let text = format!("rule: interlocking::{},", rule.name());
        violated.extend(expanded.match_indices(&text).map(|(at, _)| (at, rule.name())));
    }
    violated.sort_unstable();
    let reports =
        expanded.matches("compile_error").count() + expanded.matches("deprecated").count();
    assert_eq!(reports, violated.len(), "an error that is no violation of a rule, in {expanded}");
    violated.into_iter().map(|(_, rule)| rule).collect()
}

/// Expands the first of our attributes on a function, or `synchronized` if there is none.
fn expanded(function: &ItemFn) -> String {
    let mut function = function.clone();
    let ours = |written: &syn::Attribute| {
        Attribute::ALL.into_iter().find(|ours| written.path().is_ident(ours.name()))
    };
    let at = function.attrs.iter().position(|written| ours(written).is_some());
    let first = at.map(|at| function.attrs.remove(at));
    let attribute = first.as_ref().and_then(ours).unwrap_or(Attribute::Synchronized);
    let arguments = match first.map(|first| first.meta) {
        Some(syn::Meta::List(list)) => list.tokens,
        _ => TokenStream::new(),
    };
    expand(attribute, arguments, function.into_token_stream()).to_string()
}

/// An allowance that is wrong still allows what it probably means.
#[test]
fn a_wrong_allowance_is_one_error() {
    let errors = |allowance: &str| {
        let function = format!("async fn f() {{ {allowance} std::thread::sleep(D); }}");
        let function = syn::parse_str(&function).expect("a function");
        expanded(&function).matches("compile_error").count()
    };
    assert_eq!(errors("#[sync_allow(blocking_call)]"), 1);
    assert_eq!(errors("#[sync_allow(blocking_cal, reason = \"x\")]"), 1);
    // It does not name a rule, and so allows none.
    assert_eq!(errors("#[sync_allow]"), 2);
}
