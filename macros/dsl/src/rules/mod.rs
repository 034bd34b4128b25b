//! The rules: name and level of each, declared once.

mod allow;

pub(crate) use self::allow::Allowance;

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
