//! The target of an attribute: `[read | write] [name =] PLACE [?]`, or a number for a primitive that belongs to the function.

use proc_macro2::{Ident, Span};
use syn::{
    Expr, Lit, LitInt, Result, Token, UnOp,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

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

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mode = parse_mode(input)?;
        let named = input.peek2(Token![=]) && !input.peek2(Token![==]);
        if named && let Ok(underscore) = input.parse::<Token![_]>() {
            return Err(messages::underscore_name(underscore.span));
        }
        let name = if named && input.peek(syn::Ident) {
            let name = input.parse()?;
            input.parse::<Token![=]>()?;
            Some(name)
        } else {
            None
        };
        let (place, question) = split(input.parse()?);
        Ok(Target { mode, name, place, question })
    }
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
