//! Mistakes in an attribute: where it stands, and its arguments.

use proc_macro2::Span;
use syn::Error;

use super::error;
use crate::language::{Attribute, Key, MAX_TARGETS};

// Where the attribute stands.

pub(crate) fn not_async(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!("`{}` needs an `async fn`: a plain `fn` cannot wait", attribute.name());
    error(at, what, format!("write `async fn {function}`"))
}

pub(crate) fn not_async_with_future(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` needs an `async fn`: a plain `fn` cannot wait", attribute.name());
    error(
        at,
        what,
        "move the `async` block into an `async fn` with the attribute, and call that here",
    )
}

pub(crate) fn not_async_returns_future(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!(
        "`{}` needs an `async fn`: a guard held here would be dropped before the returned future runs",
        attribute.name()
    );
    let help = format!("write `async fn {function}`, and the future's output as the return type");
    error(at, what, help)
}

pub(crate) fn body_is_elsewhere(attribute: Attribute, at: Span, by: &str) -> Error {
    let name = attribute.name();
    let what = format!(
        "`{name}` does not see the body here: `{by}` above calls it from a function of its own"
    );
    error(at, what, format!("put `#[{name}(..)]` above `{by}`"))
}

pub(crate) fn body_is_copied(attribute: Attribute, at: Span, by: &str) -> Error {
    let name = attribute.name();
    let what = format!("`{by}` above copies the body without `{name}`, and so without its guards");
    error(at, what, format!("put `#[{name}(..)]` above `{by}`"))
}

pub(crate) fn const_fn(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` needs an `async fn`: a `const fn` cannot wait", attribute.name());
    error(at, what, "replace `const` with `async`")
}

pub(crate) fn extern_fn(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` needs an `async fn`: an `extern` function cannot wait", attribute.name());
    error(at, what, "remove `extern`, or move the body into an `async fn` with the attribute")
}

pub(crate) fn no_body(attribute: Attribute, at: Span, function: &str) -> Error {
    let what = format!("`{}` needs a body, and `{function}` has none here", attribute.name());
    error(at, what, format!("put the attribute on each implementation of `{function}`"))
}

pub(crate) fn not_a_function(attribute: Attribute, at: Span, item: &str) -> Error {
    let what = format!("`{}` goes on an `async fn`, not on `{item}`", attribute.name());
    error(at, what, "put it on each function that needs it, or on a block inside one")
}

pub(crate) fn block_alone(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` on a block needs an attribute on the function around it", attribute.name());
    error(at, what, "put `#[synchronized]` on the `async fn` around the block")
}

pub(crate) fn not_a_block(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` goes on a function or a block, and this is neither");
    error(at, what, format!("write `#[{name}(..)] {{ .. }}` around the code that needs it"))
}

pub(crate) fn before_suffix(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` goes on a block, and here it stands on a larger expression");
    error(at, what, format!("put the block in parentheses: `(#[{name}(..)] {{ .. }})`"))
}

pub(crate) fn closure_body(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("rustfmt removes `{name}` from the body of a closure");
    error(at, what, format!("put it on a block inside the body: `{{ #[{name}(..)] {{ .. }} }}`"))
}

pub(crate) fn inside_macro(attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` has no effect inside the arguments of a macro", attribute.name());
    error(at, what, "move the block into a function or an `async` block, and use that here")
}

pub(crate) fn in_plain_closure(attribute: Attribute, at: Span) -> Error {
    let what =
        format!("`{}` waits, and a closure that is not `async` cannot wait", attribute.name());
    error(at, what, "write `async |..| { .. }`, or acquire outside the closure")
}

/// A mistake in `[package.metadata.interlocking]`.
pub(crate) fn manifest(at: Span, what: String, help: &str) -> Error {
    error(at, what, help)
}

// Its arguments.

pub(crate) fn name_value(attribute: Attribute, at: Span) -> Error {
    let what = format!("the arguments of `{}` must be in parentheses", attribute.name());
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn not_a_path(at: Span, value: &str) -> Error {
    let what = format!("`{value}` is not the path of a crate");
    error(at, what, "write the path that re-exports interlocking: `crate = facade::sync`")
}

/// `what` is wrong with an argument that is recognised all the same, and `instead` is how it is written.
pub(crate) fn write_instead(at: Span, what: &str, instead: &str) -> Error {
    error(at, what.to_owned(), format!("write `{instead}`"))
}

/// `is_other`: another sign stands where the comma belongs.
pub(crate) fn expected_comma(at: Span, is_other: bool) -> Error {
    let help = if is_other { "write `,` instead" } else { "write `,` before this" };
    error(at, "arguments are separated by commas".to_owned(), help)
}

pub(crate) fn missing_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = match attribute {
        Attribute::Guarded => format!("`{name}` does not name a lock"),
        Attribute::Semaphore => {
            format!("`{name}` names neither a semaphore nor a number of permits")
        }
        Attribute::Barrier => format!("`{name}` names neither a barrier nor a number of parties"),
        _ => format!("`{name}` does not name an event"),
    };
    error(at, what, format!("write `{}`", attribute.example()))
}

pub(crate) fn one_target(attribute: Attribute, at: Span) -> Error {
    let name = attribute.name();
    let what = format!("`{name}` takes one target");
    error(at, what, format!("write a second `#[{name}(..)]` below for this one"))
}

pub(crate) fn too_many_targets(at: Span) -> Error {
    let what = format!("`guarded` acquires at most {MAX_TARGETS} locks together");
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn no_arguments(attribute: Attribute, at: Span) -> Error {
    let what = format!(
        "`{}` holds nothing itself: it lets blocks in the function carry attributes",
        attribute.name()
    );
    error(at, what, "write `#[guarded(..)]` to hold a lock for the whole function")
}

pub(crate) fn unknown_key(at: Span, word: &str, nearest: &str) -> Error {
    let what = format!("`{word}` is not a clause: did you mean `{nearest}`?");
    error(at, what, format!("write `{nearest}`, or give the guard another name"))
}

pub(crate) fn no_clause(at: Span, word: &str) -> Error {
    let clauses: Vec<_> = Key::words(Attribute::Guarded).map(|word| format!("`{word}`")).collect();
    let what = format!("`{word}` is not a clause of `guarded`");
    error(at, what, format!("its clauses are {}", clauses.join(", ")))
}

pub(crate) fn foreign_key(key: Key, attribute: Attribute, at: Span) -> Error {
    let what = format!("`{}` is not a clause of `{}`", key.word(), attribute.name());
    let owners: Vec<_> =
        key.attributes().iter().map(|owner| format!("`{}`", owner.name())).collect();
    error(at, what, format!("it is a clause of {}", owners.join(", ")))
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
    let what = format!("`{mode}` goes before a lock, and `{}` holds none", attribute.name());
    error(at, what, format!("remove `{mode}`"))
}

pub(crate) fn not_a_duration(at: Span, text: &str) -> Error {
    let what = format!("`{text}` is not a duration");
    error(at, what, "write `250ms`, `5s`, `2min`, or an expression of type `Duration`")
}

pub(crate) fn unknown_unit(at: Span, text: &str) -> Error {
    let what = format!("`{text}` has no unit of time");
    let help = "write `ns`, `us`, `ms`, `s`, `min` or `h` right after the number: `250ms`";
    error(at, what, help)
}

pub(crate) fn timeout_of_zero(at: Span) -> Error {
    let what = "a timeout of 0 expires before the wait begins".to_owned();
    error(at, what, "write `nowait`, or the time to wait")
}

pub(crate) fn timeout_and_nowait(at: Span) -> Error {
    let what = "`nowait` never waits, so `timeout` has no effect".to_owned();
    error(at, what, "keep one of the two")
}

pub(crate) fn unless_and_nowait(at: Span) -> Error {
    let what = "`nowait` never waits, so `unless` has no effect".to_owned();
    error(at, what, "keep one of the two")
}

pub(crate) fn not_a_handler(at: Span) -> Error {
    let what = "`else` takes a block, or one name for the error and a block".to_owned();
    error(at, what, "write `else |error| { .. }`")
}

pub(crate) fn when_and_nowait(at: Span) -> Error {
    let what = "`when` waits until the predicate is true, and `nowait` never waits".to_owned();
    error(at, what, "keep one of the two, or write `timeout = ..`")
}

pub(crate) fn unhandled_limit(at: Span, word: &str) -> Error {
    let what = match word {
        "timeout" => "`timeout` can expire, but the attribute does not handle it".to_owned(),
        _ => format!("`{word}` can fail, but the attribute does not handle it"),
    };
    let help =
        "write `?` after the place to return the error, or add `else { .. }` as the last argument";
    error(at, what, help)
}

pub(crate) fn when_several(at: Span) -> Error {
    let what = "`when` takes the data of one lock, and this attribute holds several".to_owned();
    error(at, what, "put data that are used together under one lock")
}

pub(crate) fn when_reading(at: Span) -> Error {
    let what = "`when` needs a `Lock`, and `read` holds an `RwLock`".to_owned();
    error(at, what, "remove `read`, and protect the data with a `Lock`")
}

pub(crate) fn notify_while_reading(at: Span, key: &str) -> Error {
    let what = format!("`{key}` needs the guard of a `Lock`, and `read` holds an `RwLock`");
    error(at, what, "remove `read`, and protect the data with a `Lock`")
}

pub(crate) fn allow_what(word: &str, at: Span) -> Error {
    let what = format!("`{word}` does not name a rule");
    error(at, what, format!("write `{word}(same_lock_twice, reason = \"why this is correct\")`"))
}

pub(crate) fn unknown_rule(at: Span, word: &str, nearest: Option<&str>) -> Error {
    let what = format!("there is no rule `{word}`");
    match nearest {
        Some(nearest) => error(at, what, format!("did you mean `{nearest}`?")),
        None => error(
            at,
            what,
            "https://docs.rs/interlocking/latest/interlocking/rules/index.html lists all rules",
        ),
    }
}

pub(crate) fn allow_without_reason(word: &str, at: Span, rule: &str) -> Error {
    let what = format!("`{rule}` is allowed without a reason");
    error(at, what, format!("write `{word}({rule}, reason = \"why this is correct\")`"))
}

pub(crate) fn allow_on_statement(at: Span) -> Error {
    let what = "`sync_allow` goes on a statement, and this is not a statement".to_owned();
    error(at, what, "put it before the statement that violates the rule")
}

pub(crate) fn literal_lock(at: Span, target: &str) -> Error {
    let what = format!("`{target}` is not a lock");
    error(at, what, "name a `Lock`; only `#[semaphore(8)]` and `#[barrier(3)]` take a number")
}

pub(crate) fn literal_event(at: Span, target: &str) -> Error {
    error(at, format!("`{target}` is not an event"), "name an `Event`")
}

pub(crate) fn bad_count(attribute: Attribute, at: Span, target: &str) -> Error {
    let what = format!("`{target}` is not a number of {}", attribute.counts());
    error(at, what, format!("write a whole number above 0: `{}`", attribute.example()))
}

pub(crate) fn zero_count(attribute: Attribute, at: Span) -> Error {
    let what = match attribute {
        Attribute::Barrier => "a barrier for 0 parties never opens",
        _ => "deadlock: no call can ever acquire a permit from a semaphore with 0 permits",
    };
    error(at, what.to_owned(), format!("write a number of {} above 0", attribute.counts()))
}

pub(crate) fn count_too_large(attribute: Attribute, at: Span) -> Error {
    let what = format!("this number of {} is too large", attribute.counts());
    error(at, what, "write at most `usize::MAX >> 3`")
}

pub(crate) fn permits_above_count(at: Span, permits: u128, count: u128) -> Error {
    let what = format!(
        "deadlock: this waits for {permits} permits from a semaphore that has only {count}"
    );
    error(at, what, format!("acquire at most {count}, or give the semaphore more permits"))
}

pub(crate) fn underscore_name(at: Span) -> Error {
    let what = "`_` drops the guard immediately: a guard needs a name".to_owned();
    error(at, what, "write `_guard`, or omit the name")
}

pub(crate) fn needs_name(at: Span, place: &str) -> Error {
    let what = format!("the guard of `{place}` needs a name");
    error(at, what, format!("write `name = {place}`"))
}

pub(crate) fn keyword_name(at: Span, place: &str, name: &str) -> Error {
    let what = format!("the default name of the guard, `{name}`, is a keyword");
    error(at, what, format!("give it another name: `name = {place}`"))
}

pub(crate) fn name_of_static(at: Span, name: &str) -> Error {
    let what = format!("the guard cannot be called `{name}`: that is the name of the static");
    let help = format!(
        "write `guard = {name}`, or call the static `{}` and its guard is `{name}`",
        name.to_uppercase()
    );
    error(at, what, help)
}

pub(crate) fn number_is_named(attribute: Attribute, at: Span, name: &str) -> Error {
    let (word, kind, place, argument) = match attribute {
        Attribute::Barrier => ("barrier", "Barrier", "MEETING", "MEETING, else { return }"),
        _ => ("semaphore", "Semaphore", "GATE", "GATE"),
    };
    let what = format!("`{name}` is a number, and `{word}` takes a literal number or a {word}");
    let help = format!(
        "write `static {place}: {kind} = {kind}::new({name});` and `#[{word}({argument})]`"
    );
    error(at, what, help)
}

pub(crate) fn no_permits(at: Span) -> Error {
    error(at, "0 permits hold nothing".to_owned(), "write a number above 0")
}

pub(crate) fn await_or_question(at: Span, name: &str, place: &str) -> Error {
    let what = "a place that itself needs `.await` and `?` goes in parentheses".to_owned();
    error(at, what, format!("write `{name} = ({place})`"))
}

pub(crate) fn guard_as_target(at: Span, method: &str, instead: &str) -> Error {
    let what = format!("the attribute calls `{method}` itself, and takes the lock");
    error(at, what, format!("write `{instead}`"))
}

pub(crate) fn when_is_no_closure(at: Span, guard: &str, value: &str) -> Error {
    let what = "`when` takes a closure over the data".to_owned();
    error(at, what, format!("write `when = |{guard}| {value}`"))
}

pub(crate) fn nothing_to_name(attribute: Attribute, at: Span, name: &str) -> Error {
    let what = format!("`{}` binds nothing that could have a name", attribute.name());
    error(at, what, format!("remove `{name} =`"))
}

pub(crate) fn setting_cannot_fail(at: Span) -> Error {
    error(at, "setting an event cannot fail".to_owned(), "remove the `?`")
}

pub(crate) fn question_and_else(at: Span) -> Error {
    let what = "`?` and `else` both handle the failure".to_owned();
    error(at, what, "keep `else` to handle it here, or `?` to return the error")
}

pub(crate) fn question_on_some(at: Span, place: &str) -> Error {
    let what = format!("`{place}` has no `?`, but another target has: they are acquired together");
    error(at, what, format!("write `{place}?`, or one `else {{ .. }}` for all targets"))
}

pub(crate) fn own_cannot_fail(attribute: Attribute, at: Span) -> Error {
    let what = format!("a {} that belongs to this function cannot fail", attribute.name());
    error(at, what, "remove the `?` or the `else`")
}

pub(crate) fn name_is_a_parameter(at: Span, name: &str, place: &str) -> Error {
    let what = format!("the guard of `{place}` would shadow the parameter `{name}`");
    error(at, what, format!("give it another name: `{name}_guard = {place}`"))
}

pub(crate) fn name_twice(at: Span, name: &str) -> Error {
    let what = format!("two guards have the name `{name}`: the second shadows the first");
    error(at, what, "name them: `first = .., second = ..`")
}

pub(crate) fn notify_several(at: Span, key: &str) -> Error {
    let what = format!("`{key}` needs the guard of one lock, and this attribute holds several");
    error(at, what, "notify in the body, with the guard: `CONDITION.notify_all(&guard)`")
}

pub(crate) fn check_with_arguments(at: Span) -> Error {
    error(at, "`check!()` takes no arguments".to_owned(), "write `interlocking::check!();`")
}
