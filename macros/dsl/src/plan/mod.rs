//! What will be held, by whom, in which order: defaults filled in, spans kept, every place of an attribute known.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, Ident, LitInt, Path, Token, UnOp, spanned::Spanned};

use crate::{
    diag::Diagnostics,
    language::{Attribute, Key},
    messages::attributes as messages,
    parse::{
        Clause, Count, Ending, Function, Said, Source, Spoken, Target,
        blocks::{self, Inside},
        ours,
    },
    rules::Allowance,
    syntax,
};

/// A function with everything that our attributes say about it.
pub(crate) struct Plan {
    pub(crate) attribute: Attribute,
    /// Our attributes are off its body and off itself; marks on its blocks point into `blocks`.
    pub(crate) function: Function,
    pub(crate) holds: Holds,
    pub(crate) blocks: Vec<Holds>,
    /// What statements of the body allow; marks on them point into this.
    pub(crate) allowances: Vec<Allowance>,
}

/// What one function or one block holds, from top to bottom.
#[derive(Default)]
pub(crate) struct Holds {
    pub(crate) holds: Vec<Hold>,
    /// The paths of attributes that were taken before rustc resolved them.
    pub(crate) consumed: Vec<Path>,
    pub(crate) allowed: Vec<Allowance>,
}

pub(crate) enum Hold {
    Locks(Locks),
    Permits(Permits),
    Meeting(Meeting),
    Wait(Wait),
    Sets(Place),
}

/// Several are acquired as one, in the order of their addresses.
pub(crate) struct Locks {
    /// The attribute: what is wrong with several together is wrong with none of them.
    pub(crate) at: Span,
    pub(crate) guards: Vec<Guard>,
    /// A predicate of the data of the only one.
    pub(crate) when: Option<Clause>,
    pub(crate) notifies: Vec<Notify>,
    pub(crate) ending: Ending,
}

pub(crate) struct Guard {
    pub(crate) name: Ident,
    pub(crate) read: bool,
    pub(crate) place: Place,
    pub(crate) question: Option<Token![?]>,
}

pub(crate) struct Notify {
    pub(crate) all: bool,
    pub(crate) at: Span,
    pub(crate) condition: Place,
}

pub(crate) struct Permits {
    pub(crate) name: Option<Ident>,
    pub(crate) from: Primitive,
    pub(crate) permits: Option<Expr>,
    pub(crate) ending: Ending,
}

pub(crate) struct Meeting {
    pub(crate) name: Option<Ident>,
    pub(crate) at: Primitive,
    pub(crate) ending: Ending,
}

pub(crate) struct Wait {
    pub(crate) event: Place,
    pub(crate) ending: Ending,
}

pub(crate) enum Primitive {
    Place(Place),
    /// A static of the function's own, with its count.
    Own(LitInt, &'static str),
}

impl Primitive {
    /// How messages and the timeline call it.
    pub(crate) fn text(&self) -> String {
        match self {
            Primitive::Place(place) => place.text.clone(),
            Primitive::Own(count, kind) => format!("{kind}({})", count.base10_digits()),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Primitive::Place(place) => place.expr.span(),
            Primitive::Own(count, _) => count.span(),
        }
    }

    /// The count of the function's own.
    pub(crate) fn own(&self) -> Option<&LitInt> {
        match self {
            Primitive::Place(_) => None,
            Primitive::Own(count, _) => Some(count),
        }
    }
}

/// An expression that names a primitive.
pub(crate) struct Place {
    pub(crate) expr: Expr,
    pub(crate) text: String,
}

impl Place {
    fn new(expr: Expr) -> Self {
        Place { text: syntax::text(&expr), expr }
    }

    /// Whether evaluating it again would give the same primitive, as a path or a field does and a call may not.
    pub(crate) fn is_lasting(&self) -> bool {
        is_lasting(&self.expr)
    }

    /// The first word of its path: what decides whether it can mean two things.
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

impl Plan {
    /// Plans `function` for the attribute that was expanded first, and takes all the others off it.
    pub(crate) fn new(
        attribute: Attribute,
        arguments: TokenStream,
        mut function: Function,
        diagnostics: &mut Diagnostics,
    ) -> Plan {
        let arguments = function.renamed(arguments);
        function.rename_attributes();
        let mut holds = Holds::default();
        let at = Span::call_site();
        let spoken = Said::parse(attribute, arguments, at, diagnostics);
        holds.add(spoken, at, diagnostics);
        holds.take(&mut function.attributes, diagnostics);
        let inside =
            function.body.as_mut().map(|body| blocks::plan(body, &mut holds.consumed, diagnostics));
        let Inside { blocks, allowances } = inside.unwrap_or_default();
        Plan { attribute, function, holds, blocks, allowances }
    }
}

impl Plan {
    /// What each block holds, and the function.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &Holds> {
        self.blocks.iter().chain([&self.holds])
    }
}

impl Holds {
    /// Takes our attributes, from top to bottom, and holds what they say.
    pub(crate) fn take(
        &mut self,
        attributes: &mut Vec<syn::Attribute>,
        diagnostics: &mut Diagnostics,
    ) {
        for written in attributes.extract_if(.., |attribute| ours(attribute).is_some()) {
            let attribute = ours(&written).expect("taken because it is one");
            let spoken = Said::parse_attribute(attribute, &written, diagnostics);
            self.add(spoken, written.path().span(), diagnostics);
            self.consumed.push(written.path().clone());
        }
    }

    fn add(&mut self, spoken: Spoken, at: Span, diagnostics: &mut Diagnostics) {
        let Spoken { said, allowed } = spoken;
        let hold = said.and_then(|said| Hold::new(said, at, diagnostics));
        self.holds.extend(hold);
        for clause in &allowed {
            self.allowed.extend(Allowance::new("allow", &clause.value, diagnostics));
        }
    }

    /// The locks, from top to bottom.
    pub(crate) fn guards(&self) -> impl Iterator<Item = &Guard> {
        self.holds.iter().flat_map(|hold| match hold {
            Hold::Locks(locks) => locks.guards.as_slice(),
            _ => &[],
        })
    }

    /// Every place that is named as a primitive.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        let others = self.holds.iter().filter_map(|hold| match hold {
            Hold::Locks(_) => None,
            Hold::Permits(Permits { from: at, .. }) | Hold::Meeting(Meeting { at, .. }) => match at
            {
                Primitive::Place(place) => Some(place),
                Primitive::Own(..) => None,
            },
            Hold::Wait(Wait { event, .. }) | Hold::Sets(event) => Some(event),
        });
        self.guards().map(|guard| &guard.place).chain(others)
    }

    /// How each hold may end without being had.
    pub(crate) fn endings(&self) -> impl Iterator<Item = &Ending> {
        self.holds.iter().filter_map(|hold| match hold {
            Hold::Locks(hold) => Some(&hold.ending),
            Hold::Permits(hold) => Some(&hold.ending),
            Hold::Meeting(hold) => Some(&hold.ending),
            Hold::Wait(hold) => Some(&hold.ending),
            Hold::Sets(_) => None,
        })
    }

    /// Every name that the body finds bound.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&Ident, Option<&Place>)> {
        let named = self.holds.iter().filter_map(|hold| match hold {
            Hold::Permits(Permits { name, from: at, .. })
            | Hold::Meeting(Meeting { name, at, .. }) => {
                let place = match at {
                    Primitive::Place(place) => Some(place),
                    Primitive::Own(..) => None,
                };
                name.as_ref().map(|name| (name, place))
            }
            _ => None,
        });
        self.guards().map(|guard| (&guard.name, Some(&guard.place))).chain(named)
    }
}

impl Hold {
    fn new(said: Said, at: Span, diagnostics: &mut Diagnostics) -> Option<Hold> {
        match said {
            Said::Guarded(said) => {
                let guards = said.targets.into_iter();
                let guards: Vec<Guard> =
                    guards.filter_map(|target| guard(target, diagnostics)).collect();
                let notifies = said.notifies.into_iter().map(notify).collect();
                let (when, ending) = (said.when, said.ending);
                let locks = Locks { at, guards, when, notifies, ending };
                (!locks.guards.is_empty()).then_some(Hold::Locks(locks))
            }
            Said::Semaphore(said) => {
                let from = primitive(&said.target, Attribute::Semaphore, diagnostics)?;
                let (permits, ending) = (said.permits, said.ending);
                Some(Hold::Permits(Permits { name: said.target.name, from, permits, ending }))
            }
            Said::Barrier(said) => {
                let at = primitive(&said.target, Attribute::Barrier, diagnostics)?;
                let (name, ending) = (said.target.name, said.ending);
                Some(Hold::Meeting(Meeting { name, at, ending }))
            }
            Said::Waits(said) => {
                let (event, ending) = (Place::new(said.target.place), said.ending);
                Some(Hold::Wait(Wait { event, ending }))
            }
            Said::Sets(said) => Some(Hold::Sets(Place::new(said.target.place))),
        }
    }
}

fn guard(target: Target, diagnostics: &mut Diagnostics) -> Option<Guard> {
    let name = match target.name {
        Some(name) => name,
        None => diagnostics.merge(default_name(&target.place))?,
    };
    let read = target.mode.is_some_and(|mode| mode == "read");
    Some(Guard { name, read, place: Place::new(target.place), question: target.question })
}

fn notify(clause: Clause) -> Notify {
    Notify { all: clause.key == Key::NotifyAll, at: clause.at, condition: Place::new(clause.value) }
}

fn primitive(
    target: &Target,
    attribute: Attribute,
    diagnostics: &mut Diagnostics,
) -> Option<Primitive> {
    match target.source() {
        Source::Place(place) => Some(Primitive::Place(Place::new(place.clone()))),
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
