//! Arguments as people from other languages and libraries write them: each is recognised by its tokens, and answered with what to
//! write here.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};
use syn::{Error, Expr};

use crate::{
    language::{Attribute, Key, Shape},
    messages::attributes as messages,
    syntax::{self, as_written},
};

/// An argument that is wrong.
pub(super) struct Mistake {
    pub(super) error: Error,
    /// What was meant, where that is known: it is read instead, so that the names in the body are bound.
    pub(super) meant: Option<String>,
}

impl Mistake {
    pub(super) fn meant(error: Error, meant: &str) -> Mistake {
        Mistake { error, meant: Some(meant.to_owned()) }
    }
}

impl From<Error> for Mistake {
    fn from(error: Error) -> Mistake {
        Mistake { error, meant: None }
    }
}

/// What an argument was meant to be, if it is written in a way that is known to be wrong. `has_target` says whether a target came
/// before it: only then is a word with `=` a clause.
pub(super) fn mistake(
    attribute: Attribute,
    argument: &[TokenTree],
    has_target: bool,
) -> Option<Mistake> {
    let word = match argument.first()? {
        TokenTree::Ident(word) => word.to_string(),
        _ => return None,
    };
    if let [place @ .., TokenTree::Ident(by), TokenTree::Ident(name)] = argument
        && by == "as"
        && !place.is_empty()
    {
        return Some(named(&name.to_string(), by.span(), place));
    }
    let (at, rest) = (argument[0].span(), &argument[1..]);
    let place = as_written(rest);
    let first = rest.first();
    match (word.as_str(), first) {
        ("let", Some(_)) => Some(write(at, "a target needs no `let`", &place)),
        ("mut", Some(_)) if is_place(rest) => {
            Some(write(at, "a guard can always change its data: it needs no `mut`", &place))
        }
        (_, Some(TokenTree::Group(value))) if value.delimiter() == Delimiter::Parenthesis => {
            called_clause(&word, at, value, rest)
        }
        (word, Some(TokenTree::Ident(_))) if is_place(rest) => mode(word, at, &place),
        (name, Some(TokenTree::Punct(punct))) => {
            let next_is =
                |c| matches!(rest.get(1), Some(TokenTree::Punct(next)) if next.as_char() == c);
            match punct.as_char() {
                ':' if !next_is(':') => Some(named(name, punct.span(), &rest[1..])),
                '=' if next_is('>') => Some(named(name, punct.span(), &rest[2..])),
                '=' if !next_is('=') && has_target => {
                    meant_clause(attribute, name, at, &as_written(&rest[1..]))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `else return`, `else = { .. }`, `else => return`: what was meant.
pub(super) fn handler(at: Span, argument: &[TokenTree]) -> Option<Mistake> {
    let is =
        |token: &TokenTree, sign| matches!(token, TokenTree::Punct(it) if it.as_char() == sign);
    let handler = match argument {
        [equals, greater, rest @ ..] if is(equals, '=') && is(greater, '>') => rest,
        [equals, rest @ ..] if is(equals, '=') => rest,
        all => all,
    };
    let written = as_written(handler);
    match handler {
        [] => None,
        [TokenTree::Group(block)] if block.delimiter() == Delimiter::Brace => {
            Some(write(at, "`else` has no `=`", &format!("else {written}")))
        }
        _ => Some(write(at, "`else` takes a block", &format!("else {{ {written} }}"))),
    }
}

/// `timeout = 1 s`
pub(super) fn unit_apart(value: &Expr, unit: &Ident) -> Mistake {
    let instead = format!("timeout = {}{unit}", syntax::text(value));
    write(unit.span(), "a unit of time stands right behind its number", &instead)
}

/// `timeout(1s)`, `notify_all(C)`, `nowait()`
fn called_clause(word: &str, at: Span, value: &Group, rest: &[TokenTree]) -> Option<Mistake> {
    let key = Key::of(word).filter(|_| rest.len() == 1)?;
    let value = as_written(&value.stream().into_iter().collect::<Vec<_>>());
    match key.shape() {
        Shape::Value => {
            let what = format!("`{word}` takes its value after `=`");
            Some(write(at, &what, &format!("{word} = {value}")))
        }
        Shape::Flag => Some(write(at, &format!("`{word}` takes no value"), word)),
        Shape::Block | Shape::List => None,
    }
}

/// `reads R`, `shared R`
fn mode(word: &str, at: Span, place: &str) -> Option<Mistake> {
    let meant = match word {
        "reads" | "reading" | "reader" | "shared" | "share" | "ref" | "readonly" | "rdlock" => {
            "read"
        }
        "writes" | "writing" | "writer" | "exclusive" | "wrlock" => "write",
        _ => return None,
    };
    Some(write(at, &format!("`{word}` is not a way to hold a lock"), &format!("{meant} {place}")))
}

/// `q: A`, `q => A`, `A as q`
fn named(name: &str, at: Span, place: &[TokenTree]) -> Mistake {
    write(at, "a guard is named with `=`", &target(name, &as_written(place)))
}

/// `notify = C`, `wait_for = |a| ..`
fn meant_clause(attribute: Attribute, word: &str, at: Span, value: &str) -> Option<Mistake> {
    let meant = match word {
        "notify" | "notifies" | "signal" | "wake" => Key::NotifyAll,
        "wait_for" | "wait_until" | "await_until" | "until" | "predicate" | "condition" => {
            Key::When
        }
        "within" | "deadline" | "limit" | "wait_timeout" => Key::Timeout,
        "cancel" | "cancelled" | "cancel_on" | "stop" | "shutdown" => Key::Unless,
        "count" | "n" | "permit" | "many" => Key::Permits,
        _ => return None,
    };
    let takes = meant.attributes().contains(&attribute);
    takes.then(|| {
        let what = match meant {
            Key::NotifyAll => format!("`{word}` is not a clause: it wakes one waiter, or all"),
            _ => format!("`{word}` is not a clause"),
        };
        write(at, &what, &format!("{} = {value}", meant.word()))
    })
}

/// `name = PLACE`, `read name = PLACE`
pub(super) fn target(name: &str, place: &str) -> String {
    match ["read ", "write "].iter().find_map(|mode| Some((mode, place.strip_prefix(mode)?))) {
        Some((mode, place)) => format!("{mode}{name} = {place}"),
        None => format!("{name} = {place}"),
    }
}

fn write(at: Span, what: &str, instead: &str) -> Mistake {
    Mistake::meant(messages::write_instead(at, what, instead), instead)
}

/// Whether the tokens begin as a place does.
fn is_place(tokens: &[TokenTree]) -> bool {
    match tokens.first() {
        Some(TokenTree::Ident(_)) => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '&' | '*'),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::None,
        _ => false,
    }
}
