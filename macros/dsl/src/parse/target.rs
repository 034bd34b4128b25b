//! The target of an attribute: `[read | write] [name =] PLACE [?]`, or a number for a primitive that belongs to the function.

use proc_macro2::{Ident, Span, TokenTree};
use syn::{
    Expr, ExprLit, Lit, LitInt, Result, Token, UnOp, ext::IdentExt, parse::ParseStream,
    spanned::Spanned,
};

use super::mistakes::{self, Mistake};
use crate::{messages::attributes as messages, syntax};

/// `[read | write] [name =] PLACE [?]`
pub(crate) struct Target {
    /// `read` or `write`, where it stands.
    pub(crate) mode: Option<Ident>,
    pub(crate) name: Option<Ident>,
    /// Without a leading `&`, which the expansion writes itself.
    pub(crate) place: Expr,
    pub(crate) question: Option<Token![?]>,
}

impl Target {
    /// The place as the user wrote it.
    pub(crate) fn text(&self) -> String {
        syntax::text(&self.place)
    }

    /// What the guard is probably called, for a suggestion.
    pub(super) fn guard_name(&self) -> String {
        let default = || {
            let text = self.text();
            let last = text.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
            last.filter(|last| !last.is_empty()).unwrap_or("data").to_lowercase()
        };
        self.name.as_ref().map_or_else(default, Ident::to_string)
    }

    pub(crate) fn at(&self) -> Span {
        self.place.span()
    }

    /// The target of a semaphore or a barrier: a place, or the number of a primitive that belongs to the function.
    pub(crate) fn source(&self) -> Source<'_> {
        match &self.place {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(count) => Source::Own(Count::Literal(count)),
                _ => Source::Own(Count::Impossible),
            },
            Expr::Unary(negation) if matches!(negation.op, UnOp::Neg(_)) => {
                Source::Own(Count::Impossible)
            }
            place => Source::Place(place),
        }
    }

    pub(crate) fn is_literal(&self) -> bool {
        matches!(self.source(), Source::Own(_))
    }
}

/// Where a primitive comes from.
pub(crate) enum Source<'a> {
    Place(&'a Expr),
    /// A static that belongs to the function.
    Own(Count<'a>),
}

/// The number of a primitive that belongs to the function.
pub(crate) enum Count<'a> {
    Literal(&'a LitInt),
    /// Negative, a fraction, or no number at all.
    Impossible,
}

impl Target {
    pub(super) fn read(input: ParseStream<'_>) -> std::result::Result<Self, Mistake> {
        let mode = parse_mode(input)?;
        let named = input.peek2(Token![=]) && !input.peek2(Token![==]);
        if named && let Ok(underscore) = input.parse::<Token![_]>() {
            return Err(messages::underscore_name(underscore.span).into());
        }
        let name = if named && input.peek(syn::Ident) {
            let name = input.parse()?;
            input.parse::<Token![=]>()?;
            Some(name)
        } else {
            None
        };
        let tokens = input.fork();
        let (place, question) = split(input.parse()?);
        if let Some(mistake) = no_place(&name, &place, question, &tokens) {
            let named = |place: String| match &name {
                Some(name) => mistakes::target(&name.to_string(), &place),
                None => place,
            };
            return Err(Mistake { meant: mistake.meant.map(named), ..mistake });
        }
        Ok(Target { mode, name, place, question })
    }
}

/// What is written in the place of a lock, and is none.
fn no_place(
    name: &Option<Ident>,
    place: &Expr,
    question: Option<Token![?]>,
    tokens: ParseStream<'_>,
) -> Option<Mistake> {
    let written = || {
        let argument = tokens.cursor().token_stream().into_iter();
        let is_comma =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
        let argument: Vec<_> = argument.take_while(|token| !is_comma(token)).collect();
        syntax::as_written(&argument)
    };
    match place {
        Expr::Reference(reference) => {
            let place = syntax::text(&reference.expr);
            let at = reference.and_token.span;
            let error = messages::write_instead(at, "a target needs no `&mut`", &place);
            Some(Mistake::meant(error, &place))
        }
        Expr::Await(awaited) => match locked(&awaited.base) {
            Some(mistake) => Some(mistake),
            None => question.map(|_| {
                let name = name.as_ref().map_or_else(|| "name".to_owned(), Ident::to_string);
                messages::await_or_question(awaited.await_token.span, &name, &written()).into()
            }),
        },
        call @ Expr::MethodCall(_) if name.is_none() => locked(call),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let place = text.parse::<Expr>().ok().filter(is_plain)?;
            let place = syntax::text(&place);
            let error =
                messages::write_instead(text.span(), "a target is written without quotes", &place);
            Some(Mistake::meant(error, &place))
        }
        _ => None,
    }
}

fn is_plain(place: &Expr) -> bool {
    match place {
        Expr::Path(_) => true,
        Expr::Field(field) => is_plain(&field.base),
        _ => false,
    }
}

/// `LOCK.lock()`
fn locked(call: &Expr) -> Option<Mistake> {
    let Expr::MethodCall(call) = call else { return None };
    let (method, place) = (call.method.to_string(), syntax::text(&call.receiver));
    let instead = match method.as_str() {
        "lock" | "write" | "acquire" => place,
        "read" => format!("read {place}"),
        _ => return None,
    };
    let error = || messages::guard_as_target(call.method.span(), &method, &instead);
    call.args.is_empty().then(|| Mistake::meant(error(), &instead))
}

/// `read` or `write` before a place. Alone, it is itself a place.
fn parse_mode(input: ParseStream<'_>) -> Result<Option<Ident>> {
    let Ok(word) = input.fork().parse::<Ident>() else { return Ok(None) };
    let before_place =
        input.peek2(Ident::peek_any) || input.peek2(Token![&]) || input.peek2(Token![*]);
    if (word == "read" || word == "write") && before_place {
        return input.parse().map(Some);
    }
    Ok(None)
}

/// Removes the `?` after the place, and `&` and parentheses around it.
fn split(place: Expr) -> (Expr, Option<Token![?]>) {
    match place {
        Expr::Try(tried) => (unwrap(*tried.expr), Some(tried.question_token)),
        place => (unwrap(place), None),
    }
}

fn unwrap(place: Expr) -> Expr {
    match place {
        Expr::Reference(reference) if reference.mutability.is_none() => unwrap(*reference.expr),
        Expr::Paren(paren) => unwrap(*paren.expr),
        Expr::Group(group) => unwrap(*group.expr),
        place => place,
    }
}
