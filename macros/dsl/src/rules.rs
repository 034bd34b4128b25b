//! The rules by name, and leave to break one, with a reason: `allow(rule, reason = "..")` in an attribute,
//! `#[sync_allow(rule, reason = "..")]` on a statement.

use std::cell::Cell;

use proc_macro2::Span;
use syn::{Expr, ExprLit, Lit, spanned::Spanned};

use crate::{diag::Diagnostics, messages, names};

/// What a rule makes of what it finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Always a bug, unless two names mean different things.
    Error,
    /// Probably a bug.
    Warning,
    /// Told to those only who ask: `[package.metadata.interlocking] warn = ["rule"]` in their manifest.
    Off,
}

macro_rules! rules {
    ($($rule:ident $name:ident $level:ident;)*) => {
        /// A rule of the checks.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Rule {
            $($rule,)*
        }

        impl Rule {
            pub(crate) const ALL: &[Rule] = &[$(Rule::$rule,)*];

            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => stringify!($name),)*
                }
            }

            pub(crate) fn level(self) -> Level {
                match self {
                    $(Rule::$rule => Level::$level,)*
                }
            }
        }
    };
}

rules! {
    // Attributes and their constants.
    TemporaryPrimitive temporary_primitive Error;
    LockOutsideBarrier lock_outside_barrier Error;
    SemaphoreOutsideBarrier semaphore_outside_barrier Error;
    BarrierOfOne barrier_of_one Warning;
    LongTimeout long_timeout Warning;
    SharedByInstances shared_by_instances Warning;
    SharedByObjects shared_by_objects Warning;
    GuardShadowed guard_shadowed Warning;
    UnneededAllow unneeded_allow Warning;
    // What is held, and how long.
    SameLockTwice same_lock_twice Error;
    TemporaryStillAlive temporary_still_alive Error;
    ScrutineeAcrossAwait scrutinee_across_await Warning;
    Recursion recursion Error;
    Unordered unordered Error;
    CollectedOneByOne collected_one_by_one Warning;
    DroppedAtOnce dropped_at_once Error;
    NotAwaited not_awaited Error;
    Leaked leaked Error;
    EndlessHold endless_hold Error;
    LockOfOneTask lock_of_one_task Warning;
    HeldAcrossIo held_across_io Off;
    // Waiting.
    NotifyWithoutGuard notify_without_guard Error;
    WaitWithoutGuard wait_without_guard Error;
    WaitNotInLoop wait_not_in_loop Warning;
    AsyncPredicate async_predicate Error;
    BlindPredicate blind_predicate Error;
    PredicateWithEffects predicate_with_effects Warning;
    WaitUnderSecondLock wait_under_second_lock Warning;
    OutcomeIgnored outcome_ignored Warning;
    SetOnlyOnSuccess set_only_on_success Warning;
    EventAsCounter event_as_counter Warning;
    CheckThenRegister check_then_register Warning;
    // Barriers.
    MeetingUnderLock meeting_under_lock Warning;
    MeetingInOneBranch meeting_in_one_branch Warning;
    MeetingAfterExit meeting_after_exit Warning;
    UnevenFanOut uneven_fan_out Warning;
    // Other tasks, and code that is handed in.
    CallbackUnderGuard callback_under_guard Warning;
    ListenersUnderGuard listeners_under_guard Off;
    AnswerUnderGuard answer_under_guard Warning;
    AcquiredInHandler acquired_in_handler Warning;
    HeldByBuffered held_by_buffered Warning;
    LimitNotCovering limit_not_covering Warning;
    // The thread.
    Blocks blocks Error;
    BlockingIo blocking_io Warning;
    BusyWait busy_wait Warning;
    HeldAcrossAwait held_across_await Error;
    SpanAcrossAwait span_across_await Warning;
    ExitUnderGuard exit_under_guard Warning;
    // What belongs together.
    LostUpdate lost_update Error;
    LostAtomicUpdate lost_atomic_update Warning;
    CheckThenAct check_then_act Warning;
    StaleLength stale_length Warning;
    MutatedWhileReading mutated_while_reading Warning;
    HalfWritten half_written Warning;
    TakenAcrossAwait taken_across_await Warning;
    QuestionBetweenWrites question_between_writes Off;
    PublishedAfterRelease published_after_release Off;
}

/// Every rule, for the book of rules: its name, and what it makes of what it finds.
pub fn rules() -> impl Iterator<Item = (&'static str, Level)> {
    Rule::ALL.iter().map(|rule| (rule.name(), rule.level()))
}

/// Leave to break a rule; it must be of use.
pub(crate) struct Allowance {
    pub(crate) rule: Rule,
    pub(crate) at: Span,
    used: Cell<bool>,
}

impl Allowance {
    /// Reads `(rule, reason = "..")`, behind this word. One that is not well said lets break what it probably means, so that
    /// there is one mistake and not two.
    pub(crate) fn new(word: &str, list: &Expr, diagnostics: &mut Diagnostics) -> Option<Allowance> {
        let (rule, reason) = match list {
            Expr::Paren(paren) => (Some(&*paren.expr), None),
            Expr::Tuple(tuple) => (tuple.elems.first(), tuple.elems.get(1)),
            _ => (None, None),
        };
        let Some(Expr::Path(path)) = rule else {
            diagnostics.push(messages::allow_what(word, list.span()));
            return None;
        };
        let (at, name) = (path.span(), names::text(path));
        let known = names::nearest(&name, Rule::ALL.iter().map(|rule| rule.name()));
        let mistake = if known != Some(name.as_str()) {
            Some(messages::unknown_rule(at, &name, known))
        } else if !reason.is_some_and(is_reason) {
            Some(messages::allow_without_reason(word, at, &name))
        } else {
            None
        };
        let used = Cell::new(mistake.is_some());
        mistake.into_iter().for_each(|mistake| diagnostics.push(mistake));
        let rule = Rule::ALL.iter().find(|rule| known == Some(rule.name()))?;
        Some(Allowance { rule: *rule, at, used })
    }

    /// Whether it lets `rule` be broken, which is then of use.
    pub(crate) fn permits(&self, rule: Rule) -> bool {
        let permits = self.rule == rule;
        self.used.set(self.used.get() || permits);
        permits
    }

    pub(crate) fn is_used(&self) -> bool {
        self.used.get()
    }
}

/// Whether it is `reason = ".."`, and says something.
fn is_reason(argument: &Expr) -> bool {
    let Expr::Assign(assign) = argument else { return false };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &*assign.right else { return false };
    matches!(&*assign.left, Expr::Path(key) if key.path.is_ident("reason"))
        && !text.value().trim().is_empty()
}
