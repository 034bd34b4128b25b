//! Mistakes in an attribute: where it stands, and its arguments.

use proc_macro2::Span;
use syn::Error;

use super::error;
use crate::language::{Attribute, Key, MAX_TARGETS};

// Where the attribute stands.

pub(crate) fn not_async(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!("`{}` needs an `async fn`: only that can wait", attribute.name());
    error(at, what, format!("write `async fn {function}`"))
}

pub(crate) fn not_async_returns_future(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!(
        "`{}` needs an `async fn`: what this function holds would be released before its future runs",
        attribute.name()
    );
    error(
        at,
        what,
        format!("write `async fn {function}` with the output of the future as return type"),
    )
}

pub(crate) fn const_fn(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` needs an `async fn`, and a `const fn` cannot wait", attribute.name());
    error(at, what, "replace `const` by `async`")
}

pub(crate) fn extern_fn(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` needs an `async fn`, and an `extern` function cannot wait", attribute.name());
    error(at, what, "remove the `extern`, or call an `async fn` that has the attribute from here")
}

pub(crate) fn no_body(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!("`{}` holds for a body, and `{function}` has none here", attribute.name());
    error(at, what, format!("put the attribute on the implementations of `{function}`"))
}

pub(crate) fn not_a_function(attribute: Attribute, at: Span, item: &str) -> Error {
    let what = format!("`{}` goes on an `async fn`, not on `{item}`", attribute.name());
    error(at, what, "put it on each function that should hold, or on a block inside one")
}

pub(crate) fn block_alone(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` on a block needs the function around it to know", attribute.name());
    error(at, what, "put `#[synchronized]` on the `async fn` that the block is in")
}

pub(crate) fn not_a_block(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` holds for a function or a block, and this is neither");
    error(at, what, format!("write `#[{name}(..)] {{ .. }}` around what needs it"))
}

pub(crate) fn before_suffix(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` holds for a block, and here it stands on more than the block");
    error(at, what, format!("put the block in parentheses: `(#[{name}(..)] {{ .. }})`"))
}

pub(crate) fn closure_body(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` on the body of a closure is removed by rustfmt, without a word");
    error(at, what, format!("put it on a block in there: `{{ #[{name}(..)] {{ .. }} }}`"))
}

pub(crate) fn inside_macro(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` cannot reach into the tokens of a macro", attribute.name());
    error(
        at,
        what,
        "put the block into a function or an `async` block of its own, and use that here",
    )
}

pub(crate) fn in_plain_closure(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` waits, and a closure that is not async cannot", attribute.name());
    error(at, what, "make it `async |..| { .. }`, or hold outside the closure")
}

// What its arguments say.

pub(crate) fn name_value(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` takes its arguments in parentheses", attribute.name());
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn expected_comma(at: Span) -> Error {
    error(at, "arguments are separated by commas".to_owned(), "write `,` before this")
}

pub(crate) fn missing_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = match attribute {
        Attribute::Guarded => format!("`{name}` does not say which lock"),
        Attribute::Semaphore => format!("`{name}` does not say how many, or which semaphore"),
        Attribute::Barrier => format!("`{name}` does not say how many, or which barrier"),
        _ => format!("`{name}` does not say which event"),
    };
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn one_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` takes one at a time");
    error(at, what, format!("write a second `#[{name}(..)]` below for this"))
}

pub(crate) fn too_many_targets(at: Span) -> Error {
    let what = format!("`guarded` holds at most {MAX_TARGETS} locks as one");
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn no_arguments(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` holds nothing itself, it lets the blocks inside do so", attribute.name());
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
    let what =
        format!("`{mode}` is a way of holding a lock, and `{}` holds none", attribute.name());
    error(at, what, format!("remove `{mode}`"))
}

pub(crate) fn not_a_duration(at: Span, text: &str) -> Error {
    error(
        at,
        format!("`{text}` is not a duration"),
        "write `250ms`, `5s`, `2min`, or an expression of a `Duration`",
    )
}

pub(crate) fn unknown_unit(at: Span, text: &str) -> Error {
    let what = format!("`{text}` has no unit of time");
    error(
        at,
        what,
        "the units are `ns`, `us`, `ms`, `s`, `min` and `h`, right behind the number: `250ms`",
    )
}

pub(crate) fn timeout_of_zero(at: Span) -> Error {
    error(
        at,
        "a timeout of 0 gives up before it waits".to_owned(),
        "write `nowait`, or how long to wait",
    )
}

pub(crate) fn timeout_and_nowait(at: Span) -> Error {
    let what = "`nowait` does not wait, so there is nothing to time out".to_owned();
    error(at, what, "keep one of the two")
}

pub(crate) fn when_and_nowait(at: Span) -> Error {
    let what = "`when` waits until the data are right, and `nowait` does not wait".to_owned();
    error(at, what, "keep one of the two, or write `timeout = ..`")
}

pub(crate) fn limit_without_ending(at: Span, word: &str) -> Error {
    let what =
        format!("with `{word}` this may not be had, and the attribute does not say what then");
    error(
        at,
        what,
        "write `?` after the place to return the error, or add `else { .. }` as the last argument",
    )
}

pub(crate) fn when_several(at: Span) -> Error {
    let what = "`when` with several locks does not say whose data it asks".to_owned();
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn when_reading(at: Span) -> Error {
    let what = "`when` needs a `Lock`, and `read` holds an `RwLock`".to_owned();
    error(at, what, "remove `read`, and guard the data with a `Lock`")
}

pub(crate) fn notify_while_reading(at: Span, key: &str) -> Error {
    let what = format!("`{key}` needs the guard of a `Lock`, and `read` holds an `RwLock`");
    error(at, what, "remove `read`, and guard the data with a `Lock`")
}

pub(crate) fn allow_what(word: &str, at: Span) -> Error {
    let what = format!("`{word}` does not say which rule may be broken");
    error(at, what, format!("write `{word}(same_lock_twice, reason = \"why it is right here\")`"))
}

pub(crate) fn unknown_rule(at: Span, word: &str, nearest: Option<&str>) -> Error {
    let what = format!("`{word}` is not a rule that can be allowed to be broken");
    match nearest {
        Some(nearest) => error(at, what, format!("did you mean `{nearest}`?")),
        None => error(at, what, "docs/rules.md of interlocking has all rules with their names"),
    }
}

pub(crate) fn allow_without_reason(word: &str, at: Span, rule: &str) -> Error {
    let what = format!("`{rule}` is allowed to be broken without a reason");
    error(at, what, format!("write `{word}({rule}, reason = \"why it is right here\")`"))
}

pub(crate) fn allow_on_statement(at: Span) -> Error {
    let what = "`sync_allow` goes on a statement, and this is none".to_owned();
    error(at, what, "put it in front of the statement that breaks the rule")
}

pub(crate) fn literal_lock(at: Span, target: &str) -> Error {
    let what = format!("`{}` is not a lock", target);
    error(at, what, "name a `Lock`; a number goes into `#[semaphore(8)]` or `#[barrier(3)]`")
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
        Attribute::Barrier => "a barrier of 0 is never passed: no party can be the last to arrive",
        _ => "a semaphore of 0 that only this function knows lets nobody in, ever",
    };
    error(
        at,
        what.to_owned(),
        format!("write how many {} there are, 1 at least", attribute.counts()),
    )
}

pub(crate) fn count_too_large(attribute: Attribute, at: Span) -> Error {
    let what = format!("there cannot be that many {}", attribute.counts());
    error(at, what, "write a number that fits `usize::MAX >> 3`")
}

pub(crate) fn permits_above_count(at: Span, permits: u128, count: u128) -> Error {
    let what = format!(
        "{permits} permits of a semaphore of {count} can never be had: this waits for ever"
    );
    error(at, what, format!("take {count} at most, or make the semaphore larger"))
}

pub(crate) fn underscore_name(at: Span) -> Error {
    let what = "`_` would release at once what is held: it needs a name".to_owned();
    error(at, what, "write `_guard`, or leave the name out")
}

pub(crate) fn needs_name(at: Span, place: &str) -> Error {
    let what = format!("`{place}` has no name that its guard could take");
    error(at, what, format!("write `name = {place}`"))
}

pub(crate) fn keyword_name(at: Span, place: &str, name: &str) -> Error {
    let what = format!("the guard would be called `{name}`, which is a keyword");
    error(at, what, format!("give it another name: `name = {place}`"))
}

pub(crate) fn nothing_to_name(attribute: Attribute, at: Span, name: &str) -> Error {
    let what = format!("`{}` holds nothing that could have a name", attribute.name());
    error(at, what, format!("remove `{name} =`"))
}

pub(crate) fn setting_cannot_fail(at: Span) -> Error {
    error(at, "setting an event cannot fail".to_owned(), "remove the `?`")
}

pub(crate) fn question_and_else(at: Span) -> Error {
    let what = "both `?` and `else` say what to do when this cannot be had".to_owned();
    error(at, what, "keep `else` to handle it here, or `?` to return the error")
}

pub(crate) fn question_on_some(at: Span, place: &str) -> Error {
    let what =
        format!("`{place}` has no `?`, and the other targets have: they are acquired as one");
    error(at, what, format!("write `{place}?` too, or `else {{ .. }}` once for all"))
}

pub(crate) fn own_cannot_fail(attribute: Attribute, at: Span) -> Error {
    let what = format!("a {} that this function owns cannot fail", attribute.name());
    error(at, what, "remove the `?` and the `else`")
}

pub(crate) fn name_is_a_parameter(at: Span, name: &str, place: &str) -> Error {
    let what = format!("the guard of `{place}` would hide the parameter `{name}`");
    error(at, what, format!("give it another name: `{name}_guard = {place}`"))
}

pub(crate) fn name_twice(at: Span, name: &str) -> Error {
    let what = format!("two guards are called `{name}`, and the body would see only one");
    error(at, what, "name them: `first = .., second = ..`")
}

pub(crate) fn notify_several(at: Span, key: &str) -> Error {
    let what =
        format!("`{key}` with several locks does not say whose data the condition speaks of");
    error(at, what, "notify in the body, with the guard: `CONDITION.notify_all(&guard)`")
}
