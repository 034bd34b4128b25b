//! What one attribute holds, with defaults filled in and spans kept.

use proc_macro2::Span;
use syn::{Expr, Ident, LitInt, Token, UnOp, spanned::Spanned};

use crate::{
    diag::Diagnostics,
    language::{Attribute, Key},
    messages::attributes as messages,
    parse::{Arguments, Clause, Count, Failure, GuardedArguments, Source, Target},
    syntax::{self, Place},
};

pub(crate) enum Hold {
    Locks(Locks),
    Permits(Permits),
    Barrier(BarrierWait),
    Event(EventWait),
    Sets(PlaceExpr),
}

/// Several locks are acquired together, in the order of their addresses.
pub(crate) struct Locks {
    /// The attribute, for errors about all locks together.
    pub(crate) at: Span,
    pub(crate) guards: Vec<Guard>,
    /// A predicate over the data of the only lock.
    pub(crate) when: Option<Clause>,
    pub(crate) notifies: Vec<Notify>,
    pub(crate) failure: Failure,
}

pub(crate) struct Guard {
    pub(crate) name: Ident,
    pub(crate) read: bool,
    pub(crate) place: PlaceExpr,
    pub(crate) question: Option<Token![?]>,
}

pub(crate) struct Notify {
    pub(crate) all: bool,
    pub(crate) at: Span,
    pub(crate) condition: PlaceExpr,
}

pub(crate) struct Permits {
    pub(crate) name: Option<Ident>,
    pub(crate) semaphore: Primitive,
    pub(crate) permits: Option<Expr>,
    pub(crate) failure: Failure,
}

pub(crate) struct BarrierWait {
    pub(crate) name: Option<Ident>,
    pub(crate) barrier: Primitive,
    pub(crate) failure: Failure,
}

pub(crate) struct EventWait {
    pub(crate) event: PlaceExpr,
    pub(crate) failure: Failure,
}

pub(crate) enum Primitive {
    Place(PlaceExpr),
    /// A static that belongs to the function, with its count and its kind.
    Own(LitInt, &'static str),
}

impl Primitive {
    /// Its name in messages and in the timeline.
    pub(crate) fn text(&self) -> String {
        match self {
            Primitive::Place(at) => at.place.to_string(),
            Primitive::Own(count, kind) => format!("{kind}({})", count.base10_digits()),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Primitive::Place(place) => place.expr.span(),
            Primitive::Own(count, _) => count.span(),
        }
    }

    pub(crate) fn place(&self) -> Option<&PlaceExpr> {
        match self {
            Primitive::Place(place) => Some(place),
            Primitive::Own(..) => None,
        }
    }

    /// The count, if it belongs to the function.
    pub(crate) fn own(&self) -> Option<&LitInt> {
        match self {
            Primitive::Place(_) => None,
            Primitive::Own(count, _) => Some(count),
        }
    }
}

/// An expression that names a primitive.
pub(crate) struct PlaceExpr {
    pub(crate) expr: Expr,
    pub(crate) place: Place,
}

impl PlaceExpr {
    fn new(expr: Expr) -> Self {
        PlaceExpr { place: syntax::place(&expr), expr }
    }

    /// Whether it gives the same primitive each time, as a path or a field does and a call may not.
    pub(crate) fn is_lasting(&self) -> bool {
        is_lasting(&self.expr)
    }

    /// The first word of its path.
    pub(crate) fn root(&self) -> Option<&Ident> {
        root(&self.expr)
    }
}

fn is_lasting(place: &Expr) -> bool {
    match place {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_lasting(&field.base),
        Expr::Index(index) => is_lasting(&index.expr) && is_lasting(&index.index),
        Expr::Unary(deref) => matches!(deref.op, UnOp::Deref(_)) && is_lasting(&deref.expr),
        Expr::Paren(paren) => is_lasting(&paren.expr),
        _ => false,
    }
}

fn root(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.segments.first().map(|segment| &segment.ident),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Unary(deref) => root(&deref.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::MethodCall(call) => root(&call.receiver),
        _ => None,
    }
}

impl Hold {
    pub(super) fn new(
        arguments: Arguments,
        at: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Hold> {
        match arguments {
            Arguments::Guarded(arguments) => locks(arguments, at, diagnostics).map(Hold::Locks),
            Arguments::Semaphore(arguments) => {
                let semaphore = primitive(&arguments.target, Attribute::Semaphore, diagnostics)?;
                let name = arguments.target.name;
                let (permits, failure) = (arguments.permits, arguments.failure);
                Some(Hold::Permits(Permits { name, semaphore, permits, failure }))
            }
            Arguments::Barrier(arguments) => {
                let barrier = primitive(&arguments.target, Attribute::Barrier, diagnostics)?;
                let (name, failure) = (arguments.target.name, arguments.failure);
                Some(Hold::Barrier(BarrierWait { name, barrier, failure }))
            }
            Arguments::Waits(arguments) => {
                let event = PlaceExpr::new(arguments.target.place);
                Some(Hold::Event(EventWait { event, failure: arguments.failure }))
            }
            Arguments::Sets(arguments) => Some(Hold::Sets(PlaceExpr::new(arguments.target.place))),
        }
    }

    /// The primitive of a semaphore or barrier, with the name that its permit or turn has in the body.
    pub(crate) fn primitive(&self) -> Option<(&Primitive, Option<&Ident>)> {
        match self {
            Hold::Permits(hold) => Some((&hold.semaphore, hold.name.as_ref())),
            Hold::Barrier(hold) => Some((&hold.barrier, hold.name.as_ref())),
            Hold::Locks(_) | Hold::Event(_) | Hold::Sets(_) => None,
        }
    }

    /// How it can fail.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match self {
            Hold::Locks(hold) => Some(&hold.failure),
            Hold::Permits(hold) => Some(&hold.failure),
            Hold::Barrier(hold) => Some(&hold.failure),
            Hold::Event(hold) => Some(&hold.failure),
            Hold::Sets(_) => None,
        }
    }
}

fn locks(arguments: GuardedArguments, at: Span, diagnostics: &mut Diagnostics) -> Option<Locks> {
    let guards = arguments.targets.into_iter();
    let guards: Vec<Guard> = guards.filter_map(|target| guard(target, diagnostics)).collect();
    let notifies = arguments.notifies.into_iter().map(notify).collect();
    let (when, failure) = (arguments.when, arguments.failure);
    (!guards.is_empty()).then_some(Locks { at, guards, when, notifies, failure })
}

fn guard(target: Target, diagnostics: &mut Diagnostics) -> Option<Guard> {
    let name = match target.name {
        Some(name) => name,
        None => diagnostics.merge(default_name(&target.place))?,
    };
    let read = target.mode.is_some_and(|mode| mode == "read");
    Some(Guard { name, read, place: PlaceExpr::new(target.place), question: target.question })
}

fn notify(clause: Clause) -> Notify {
    Notify {
        all: clause.key == Key::NotifyAll,
        at: clause.at,
        condition: PlaceExpr::new(clause.value),
    }
}

fn primitive(
    target: &Target,
    attribute: Attribute,
    diagnostics: &mut Diagnostics,
) -> Option<Primitive> {
    match target.source() {
        Source::Place(place) => Some(Primitive::Place(PlaceExpr::new(place.clone()))),
        Source::Own(Count::Literal(count)) => Some(Primitive::Own(count.clone(), attribute.name())),
        Source::Own(Count::Impossible) => {
            diagnostics.push(messages::bad_count(attribute, target.at(), &target.text()));
            None
        }
    }
}

/// The last segment of the place, lower-cased, at the user's token: `BALANCE` -> `balance`, `self.queue` -> `queue`.
fn default_name(place: &Expr) -> Result<Ident, syn::Error> {
    let Some(last) = last_word(place) else {
        return Err(messages::needs_name(place.span(), &syntax::text(place)));
    };
    let lower = last.to_string().trim_start_matches("r#").to_lowercase();
    if syn::parse_str::<Ident>(&lower).is_err() {
        return Err(messages::keyword_name(place.span(), &syntax::text(place), &lower));
    }
    Ok(Ident::new(&lower, last.span()))
}

fn last_word(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name),
            syn::Member::Unnamed(_) => None,
        },
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => last_word(&deref.expr),
        Expr::Paren(paren) => last_word(&paren.expr),
        _ => None,
    }
}
