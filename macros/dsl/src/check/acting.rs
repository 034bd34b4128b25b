//! Acting on a test of the data as a whole, or of an entry, after the lock was released: the act relies on what was tested.

use std::ptr;

use syn::Expr;

use super::{
    atomicity::{acts_on_tested_entry, decides, is_later, is_under_one_lock, key},
    picture::{MethodCall, Picture},
    report::Reporter,
};
use crate::{
    flow::innermost,
    known::methods::{self, Effect},
    messages::rules as messages,
};

/// What an act relies on.
#[derive(Clone, Copy, PartialEq)]
enum Relies {
    /// That something is there: `pop().unwrap()` after a test that it is not empty, `get(&key).unwrap()` after `contains_key`.
    OnContent,
    /// That there is room: `push` after a test of the length.
    OnRoom,
}

pub(super) fn check_then_act(picture: &Picture<'_>, reporter: &mut Reporter) {
    acts_on_tested_entry(picture, reporter);
    let methods: Vec<MethodCall<'_>> = picture.methods().collect();
    for act in &methods {
        let (Some(guard), Some(relies)) = (act.on, relies(&methods, act)) else { continue };
        let tests = |test: &&MethodCall<'_>| {
            test.at < act.at
                && tests(test, relies)
                && (relies == Relies::OnRoom || keys_agree(test, act))
        };
        let again = methods.iter().filter(tests).any(|test| test.on == Some(guard));
        let earlier = methods.iter().filter(tests).find(|test| {
            test.on.is_some_and(|earlier| is_later(picture, earlier, guard, act.event))
                && !is_under_one_lock(picture, test.event, act.event)
                && decides(picture, test, act)
        });
        if let (Some(test), false) = (earlier, again) {
            let place = &picture.guard(guard).place.to_string();
            reporter.report(act.event, messages::check_then_act(act.event.at, place, test.method));
        }
    }
}

fn relies(methods: &[MethodCall<'_>], act: &MethodCall<'_>) -> Option<Relies> {
    let unwraps = |outer: &MethodCall<'_>| {
        matches!(&*outer.call.receiver, Expr::MethodCall(inner) if ptr::eq(inner, act.call))
            && matches!(outer.method, "unwrap" | "expect")
    };
    let gives = methods::does(act.method, Effect::TakesBack)
        || matches!(
            act.method,
            "get" | "get_mut" | "first" | "last" | "front" | "back" | "remove" | "take"
        );
    match act.method {
        "push" | "push_back" | "push_front" if act.call.args.len() == 1 => Some(Relies::OnRoom),
        _ if gives && methods.iter().any(unwraps) => Some(Relies::OnContent),
        _ => None,
    }
}

fn tests(test: &MethodCall<'_>, relies: Relies) -> bool {
    match relies {
        Relies::OnRoom => matches!(test.method, "len" | "is_full"),
        Relies::OnContent => {
            matches!(
                test.method,
                "is_empty" | "len" | "is_some" | "is_none" | "contains_key" | "contains"
            )
        }
    }
}

/// Whether both are about one entry, or about no entry.
fn keys_agree(test: &MethodCall<'_>, act: &MethodCall<'_>) -> bool {
    let of =
        |called: &MethodCall<'_>| called.call.args.first().map(innermost).and_then(|_| key(called));
    of(test) == of(act)
}
