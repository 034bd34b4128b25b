//! How an acquisition can fail and what happens then: `timeout = 250ms`, `nowait`, `unless = EVENT`, `?`, `else |error| { .. }`.

use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, Pat, Result, Token, spanned::Spanned};

use super::{Clause, args::Args};
use crate::{
    diag::Diagnostics, known::Patience, language::Key, messages::attributes as messages, syntax,
};

/// How an acquisition can fail, and what happens then.
pub(crate) struct Failure {
    pub(crate) limit: Option<Limit>,
    /// Of `unless = EVENT`.
    pub(crate) unless: Option<Clause>,
    pub(crate) question: Option<Token![?]>,
    pub(crate) otherwise: Option<Otherwise>,
    /// Whether what handles it may be there, written wrongly.
    is_damaged: bool,
}

impl Failure {
    /// How long it waits. What ends a wait by `unless` may not come for as long as the program runs.
    pub(crate) fn patience(&self) -> Patience {
        match self.limit {
            None => Patience::Waits,
            Some(Limit::Timeout(..)) => Patience::Limited,
            Some(Limit::Nowait(_)) => Patience::Tries,
        }
    }
}

/// `else { .. }`, `else |error| { .. }`
pub(crate) struct Otherwise {
    pub(crate) error: Option<Pat>,
    pub(crate) block: Expr,
}

impl Otherwise {
    fn new(clause: Clause) -> Result<Self> {
        let Expr::Closure(mut closure) = clause.value else {
            return Ok(Otherwise { error: None, block: clause.value });
        };
        let error = closure.inputs.pop();
        match (error, *closure.body) {
            (error @ Some(_), block @ Expr::Block(_)) if closure.inputs.is_empty() => {
                Ok(Otherwise { error, block })
            }
            (_, body) => Err(messages::not_a_handler(body.span())),
        }
    }

    fn span(&self) -> Span {
        self.block.span()
    }
}

impl Failure {
    /// Takes the clauses; `question` is the `?` after the target.
    pub(crate) fn take(
        args: &mut Args,
        question: Option<Token![?]>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let timeout = args.take(Key::Timeout);
        let nowait = args.take(Key::Nowait);
        if let (Some(_), Some(nowait)) = (&timeout, &nowait) {
            diagnostics.push(messages::timeout_and_nowait(nowait.at));
        }
        let timeout = timeout.and_then(|clause| {
            diagnostics.merge(Duration::new(clause.value)).map(|d| Limit::Timeout(d, clause.at))
        });
        let limit = timeout.or(nowait.map(|clause| Limit::Nowait(clause.at)));
        let unless = args.take(Key::Unless);
        if let (Some(unless), Some(Limit::Nowait(_))) = (&unless, &limit) {
            diagnostics.push(messages::unless_and_nowait(unless.at));
        }
        let otherwise = args.take(Key::Else);
        let otherwise = otherwise.and_then(|clause| diagnostics.merge(Otherwise::new(clause)));
        Failure { limit, unless, question, otherwise, is_damaged: args.is_damaged() }
    }

    /// The number of clauses that can end it: each has an error of its own.
    pub(crate) fn clauses(&self) -> usize {
        usize::from(self.limit.is_some()) + usize::from(self.unless.is_some())
    }

    /// Where it says what happens then.
    pub(crate) fn handler(&self) -> Option<Span> {
        let question = self.question.map(|question| question.span);
        question.or_else(|| self.otherwise.as_ref().map(Otherwise::span))
    }

    pub(crate) fn is_handled(&self) -> bool {
        self.handler().is_some() || self.is_damaged
    }
}

/// The span is that of the clause.
pub(crate) enum Limit {
    Timeout(Duration, Span),
    Nowait(Span),
}

/// `250ms`, or any expression of a `Duration`.
pub(crate) enum Duration {
    Nanoseconds(u64, Span),
    Expr(Expr),
}

/// The units of time, in nanoseconds.
const UNITS: [(&str, u64); 6] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// What people write for a unit.
const SPELLINGS: [(&str, &str); 22] = [
    ("nanos", "ns"),
    ("nsec", "ns"),
    ("micros", "us"),
    ("usec", "us"),
    ("milli", "ms"),
    ("millis", "ms"),
    ("millisecond", "ms"),
    ("milliseconds", "ms"),
    ("msec", "ms"),
    ("msecs", "ms"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("m", "min"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
];

impl Duration {
    fn new(value: Expr) -> Result<Self> {
        let Expr::Lit(ExprLit { lit, .. }) = &value else { return Ok(Duration::Expr(value)) };
        let text = syntax::text(lit);
        let unit = match lit {
            Lit::Int(number) => number.suffix(),
            Lit::Float(number) => number.suffix(),
            _ => return Err(messages::not_a_duration(lit.span(), &text)),
        };
        let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == unit) else {
            let meant = SPELLINGS.iter().find(|(spelling, _)| *spelling == unit);
            return Err(match meant {
                Some((_, meant)) => {
                    let number = text.strip_suffix(unit).unwrap_or(&text);
                    let what = format!("`{unit}` is not a unit of time here");
                    messages::write_instead(lit.span(), &what, &format!("{number}{meant}"))
                }
                None => messages::unknown_unit(lit.span(), &text),
            });
        };
        let Some(nanoseconds) = nanoseconds(lit, *unit) else {
            return Err(messages::not_a_duration(lit.span(), &text));
        };
        if nanoseconds == 0 {
            return Err(messages::timeout_of_zero(lit.span()));
        }
        Ok(Duration::Nanoseconds(nanoseconds, lit.span()))
    }
}

/// `None` above the limit of `u64`, some five hundred years.
fn nanoseconds(number: &Lit, unit: u64) -> Option<u64> {
    match number {
        Lit::Int(number) => number.base10_parse::<u64>().ok()?.checked_mul(unit),
        Lit::Float(number) => {
            let nanoseconds = number.base10_parse::<f64>().ok()? * unit as f64;
            (nanoseconds < u64::MAX as f64).then_some(nanoseconds as u64)
        }
        _ => None,
    }
}
