//! Messages for malformed attributes: their position and their arguments.

use proc_macro2::Span;
use syn::Error;

use super::error;
use crate::language::{Attribute, Key, MAX_TARGETS};

// Where the attribute stands.

pub(crate) fn not_async(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!("`{}` needs an `async fn`: no other function can await", attribute.name());
    error(at, what, format!("write `async fn {function}`"))
}

pub(crate) fn not_async_returns_future(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!(
        "`{}` needs an `async fn`: this function would release its guards before its future runs",
        attribute.name()
    );
    error(
        at,
        what,
        format!("write `async fn {function}` with the output of the future as its return type"),
    )
}

pub(crate) fn const_fn(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` needs an `async fn`: a `const fn` cannot await", attribute.name());
    error(at, what, "replace `const` by `async`")
}

pub(crate) fn extern_fn(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` needs an `async fn`: an `extern` function cannot await", attribute.name());
    error(at, what, "remove `extern`, or call an `async fn` with the attribute from here")
}

pub(crate) fn no_body(attribute: Attribute, at: Span, function: &str) -> Error {
    let what =
        format!("`{}` needs a function body, and `{function}` has none here", attribute.name());
    error(at, what, format!("put the attribute on the implementations of `{function}`"))
}

pub(crate) fn not_a_function(attribute: Attribute, at: Span, item: &str) -> Error {
    let what = format!("`{}` must be on an `async fn`, not on `{item}`", attribute.name());
    error(at, what, "put it on each function that needs it, or on a block inside a function")
}

pub(crate) fn block_alone(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` on a block needs an attribute on the function around it", attribute.name());
    error(at, what, "put `#[synchronized]` on the `async fn` around the block")
}

pub(crate) fn not_a_block(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` must be on a function or a block");
    error(at, what, format!("write `#[{name}(..)] {{ .. }}` around the code that needs it"))
}

pub(crate) fn before_suffix(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` must be on a block, and here it is on a larger expression");
    error(at, what, format!("put the block in parentheses: `(#[{name}(..)] {{ .. }})`"))
}

pub(crate) fn closure_body(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("rustfmt removes `{name}` from the body of a closure without a warning");
    error(at, what, format!("put it on a block inside the body: `{{ #[{name}(..)] {{ .. }} }}`"))
}

pub(crate) fn inside_macro(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` has no effect inside the arguments of a macro", attribute.name());
    error(at, what, "move the block into a function or an `async` block, and use that here")
}

pub(crate) fn in_plain_closure(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` awaits, and a closure that is not async cannot", attribute.name());
    error(at, what, "write `async |..| { .. }`, or acquire outside the closure")
}

// The arguments.

pub(crate) fn name_value(attribute: Attribute, at: Span) -> Error {
    let what = format!("the arguments of `{}` must be in parentheses", attribute.name());
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn expected_comma(at: Span) -> Error {
    error(at, "arguments are separated by commas".to_owned(), "write `,` before this")
}

pub(crate) fn missing_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = match attribute {
        Attribute::Guarded => format!("`{name}` names no lock"),
        Attribute::Semaphore => format!("`{name}` has neither a number of permits nor a semaphore"),
        Attribute::Barrier => format!("`{name}` has neither a number of parties nor a barrier"),
        _ => format!("`{name}` names no event"),
    };
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn one_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` takes one target");
    error(at, what, format!("write a second `#[{name}(..)]` below for this one"))
}

pub(crate) fn too_many_targets(at: Span) -> Error {
    let what = format!("`guarded` takes at most {MAX_TARGETS} locks");
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn no_arguments(attribute: Attribute, at: Span) -> Error {
    let what = format!(
        "`{}` takes no target: it only permits attributes on the blocks inside",
        attribute.name()
    );
    error(at, what, "write `#[guarded(..)]` to hold a lock for the whole function")
}

pub(crate) fn unknown_key(at: Span, word: &str, nearest: &str) -> Error {
    let what = format!("`{word}` is not a clause: did you mean `{nearest}`?");
    error(at, what, format!("write `{nearest}`, or give the guard another name"))
}

pub(crate) fn foreign_key(key: Key, attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` is not a clause of `{}`", key.word(), attribute.name());
    let owners: Vec<_> =
        key.attributes().iter().map(|owner| format!("`{}`", owner.name())).collect();
    error(at, what, format!("it belongs to {}", owners.join(", ")))
}

pub(crate) fn duplicate_key(key: Key, at: Span) -> Error {
    error(at, format!("`{}` is given twice", key.word()), "remove one of them")
}

pub(crate) fn missing_value(key: Key, at: Span) -> Error {
    error(at, format!("`{}` needs a value", key.word()), format!("write `{}`", key.example()))
}

pub(crate) fn flag_has_no_value(key: Key, at: Span) -> Error {
    error(at, format!("`{}` takes no value", key.word()), format!("write `{}` alone", key.word()))
}

pub(crate) fn mode_of_no_lock(attribute: Attribute, at: Span, mode: &str) -> Error {
    let what = format!("`{mode}` is a mode of a lock, and `{}` holds no lock", attribute.name());
    error(at, what, format!("remove `{mode}`"))
}

pub(crate) fn not_a_duration(at: Span, text: &str) -> Error {
    error(
        at,
        format!("`{text}` is not a duration"),
        "write `250ms`, `5s`, `2min`, or an expression of type `Duration`",
    )
}

pub(crate) fn unknown_unit(at: Span, text: &str) -> Error {
    let what = format!("`{text}` has no unit of time");
    error(at, what, "write `ns`, `us`, `ms`, `s`, `min` or `h` directly after the number: `250ms`")
}

pub(crate) fn timeout_of_zero(at: Span) -> Error {
    error(
        at,
        "a timeout of 0 expires before any wait".to_owned(),
        "write `nowait`, or a longer timeout",
    )
}

pub(crate) fn timeout_and_nowait(at: Span) -> Error {
    let what = "`nowait` does not wait, so a timeout has no effect".to_owned();
    error(at, what, "keep one of the two")
}

pub(crate) fn when_and_nowait(at: Span) -> Error {
    let what = "`when` waits for its predicate, and `nowait` does not wait".to_owned();
    error(at, what, "keep one of the two, or write `timeout = ..`")
}

pub(crate) fn limit_without_ending(at: Span, word: &str) -> Error {
    let what = format!("`{word}` can fail, but the attribute does not handle it");
    error(
        at,
        what,
        "write `?` after the place to return the error, or add `else { .. }` as the last argument",
    )
}

pub(crate) fn when_several(at: Span) -> Error {
    let what = "`when` with several locks does not say which data its predicate reads".to_owned();
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn when_reading(at: Span) -> Error {
    let what = "`when` needs a `Lock`, and `read` is for an `RwLock`".to_owned();
    error(at, what, "remove `read`, and guard the data with a `Lock`")
}

pub(crate) fn notify_while_reading(at: Span, key: &str) -> Error {
    let what = format!("`{key}` needs a `Lock`, and `read` is for an `RwLock`");
    error(at, what, "remove `read`, and guard the data with a `Lock`")
}

pub(crate) fn allow_what(word: &str, at: Span) -> Error {
    let what = format!("`{word}` names no rule");
    error(at, what, format!("write `{word}(same_lock_twice, reason = \"why it is correct here\")`"))
}

pub(crate) fn unknown_rule(at: Span, word: &str, nearest: Option<&str>) -> Error {
    let what = format!("`{word}` is not a rule");
    match nearest {
        Some(nearest) => error(at, what, format!("did you mean `{nearest}`?")),
        None => error(
            at,
            what,
            "all rules are listed at https://docs.rs/interlocking/latest/interlocking/rules/index.html",
        ),
    }
}

pub(crate) fn allow_without_reason(word: &str, at: Span, rule: &str) -> Error {
    let what = format!("`{rule}` is allowed without a reason");
    error(at, what, format!("write `{word}({rule}, reason = \"why it is correct here\")`"))
}

pub(crate) fn allow_on_statement(at: Span) -> Error {
    let what = "`sync_allow` must be on a statement".to_owned();
    error(at, what, "put it before the statement that violates the rule")
}

pub(crate) fn literal_lock(at: Span, target: &str) -> Error {
    let what = format!("`{}` is not a lock", target);
    error(at, what, "name a `Lock`; only `#[semaphore(8)]` and `#[barrier(3)]` take a number")
}

pub(crate) fn literal_event(at: Span, target: &str) -> Error {
    let what = format!("`{}` is not an event", target);
    error(at, what, "name an `Event`")
}

pub(crate) fn bad_count(attribute: Attribute, at: Span, target: &str) -> Error {
    let what = format!("`{}` is not a number of {}", target, attribute.counts());
    error(at, what, format!("write a whole number above 0, as in `{}`", attribute.example()))
}

pub(crate) fn zero_count(attribute: Attribute, at: Span) -> Error {
    let what = match attribute {
        Attribute::Barrier => "a barrier of 0 never opens: no party can be the last to arrive",
        _ => "a semaphore of 0 deadlocks every call: no other code can release a permit",
    };
    error(at, what.to_owned(), format!("write the number of {}, at least 1", attribute.counts()))
}

pub(crate) fn count_too_large(attribute: Attribute, at: Span) -> Error {
    let what = format!("this number of {} is too large", attribute.counts());
    error(at, what, "write at most `usize::MAX >> 3`")
}

pub(crate) fn permits_above_count(at: Span, permits: u128, count: u128) -> Error {
    let what = format!("deadlock: the semaphore has {count} permits, and this acquires {permits}");
    error(at, what, format!("acquire at most {count}, or make the semaphore larger"))
}

pub(crate) fn underscore_name(at: Span) -> Error {
    let what = "`_` is not a name: the guard would be dropped at once".to_owned();
    error(at, what, "write `_guard`, or omit the name")
}

pub(crate) fn needs_name(at: Span, place: &str) -> Error {
    let what = format!("the guard of `{place}` needs a name");
    error(at, what, format!("write `name = {place}`"))
}

pub(crate) fn keyword_name(at: Span, place: &str, name: &str) -> Error {
    let what = format!("the name of the guard would be `{name}`, which is a keyword");
    error(at, what, format!("give it another name: `name = {place}`"))
}

pub(crate) fn nothing_to_name(attribute: Attribute, at: Span, name: &str) -> Error {
    let what = format!("`{}` has no guard, so there is nothing to name", attribute.name());
    error(at, what, format!("remove `{name} =`"))
}

pub(crate) fn setting_cannot_fail(at: Span) -> Error {
    error(at, "setting an event cannot fail".to_owned(), "remove the `?`")
}

pub(crate) fn question_and_else(at: Span) -> Error {
    let what = "`?` and `else` both handle the failure of this acquisition".to_owned();
    error(at, what, "keep `else` to handle it here, or `?` to return the error")
}

pub(crate) fn question_on_some(at: Span, place: &str) -> Error {
    let what = format!(
        "`{place}` has no `?`, unlike the other targets, which are acquired together with it"
    );
    error(at, what, format!("write `{place}?`, or one `else {{ .. }}` for all targets"))
}

pub(crate) fn own_cannot_fail(attribute: Attribute, at: Span) -> Error {
    let what = format!("the {} of this function cannot fail", attribute.name());
    error(at, what, "remove the `?` and the `else`")
}

pub(crate) fn name_is_a_parameter(at: Span, name: &str, place: &str) -> Error {
    let what = format!("the guard of `{place}` would shadow the parameter `{name}`");
    error(at, what, format!("give it another name: `{name}_guard = {place}`"))
}

pub(crate) fn name_twice(at: Span, name: &str) -> Error {
    let what = format!("two guards have the name `{name}`");
    error(at, what, "name them: `first = .., second = ..`")
}

pub(crate) fn notify_several(at: Span, key: &str) -> Error {
    let what =
        format!("`{key}` with several locks does not say to which lock the condition belongs");
    error(at, what, "notify in the body, with the guard: `CONDITION.notify_all(&guard)`")
}
