//! The rules. Each is declared once, with its level, its check and a summary; the list of checks, the table in the book of rules
//! and the names that `allow` knows come from here.

mod allow;

pub(crate) use self::allow::Allowance;

/// What is reported for a violation of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Always a bug, unless two names mean different things.
    Error,
    /// Probably a bug.
    Warning,
    /// Reported only where the manifest says `[package.metadata.interlocking] warn = ["rule"]`.
    Off,
}

/// Hands every rule to the macro `$declare`: its level, the module and the name of its check in `check`, which is the name of
/// the rule, and what it rejects.
macro_rules! all_rules {
    ($declare:ident) => {
        $declare! {
            // Attributes and their constants.
            Error attributes::temporary_primitive "a target that each call makes anew";
            Error barriers::barrier_behind_lock "one lock for all parties, held while they meet";
            Error barriers::barrier_behind_semaphore "fewer permits than parties, held while they meet";
            Warning attributes::single_party_barrier "a barrier with one party";
            Warning attributes::long_timeout "a timeout of more than a day";
            Warning attributes::shared_across_generics "a number on a generic function";
            Warning attributes::shared_across_instances "a number on a method";
            Warning attributes::shadowed_guard "a variable that hides the guard before its first use";
            // Deadlocks, and how long a guard is held.
            Error deadlock::same_lock_twice "acquiring a lock that is held";
            Error deadlock::lock_held_by_temporary "acquiring a lock that a temporary holds";
            Warning holding::guard_in_scrutinee "waiting in an arm, under the guard that `match` looks at";
            Error deadlock::recursive_lock "a function that awaits itself under its lock";
            Error deadlock::lock_order "two locks in an order that the caller decides";
            Warning deadlock::guards_collected_in_loop "locks or permits that a loop collects";
            Error holding::unused_guard "a guard that nothing keeps";
            Error holding::unawaited_acquire "the future of an acquisition, never awaited";
            Error holding::leaked_guard "a guard that is never dropped";
            Error holding::held_across_endless_loop "a lock around a loop without an end";
            Warning holding::unshared_lock "a lock that one task alone can reach";
            Off holding::held_across_io "waiting for the network, a disk or a timer under a lock";
            // Waiting.
            Error guardless::notify_without_guard "notifying a condition without its lock";
            Error guardless::wait_without_guard "waiting for a condition without its lock";
            Warning waiting::wait_not_in_loop "a wait after which nothing tests the state again";
            Error waiting::async_predicate "a predicate that waits";
            Error waiting::predicate_ignores_data "a predicate that does not look at the data";
            Warning waiting::predicate_with_side_effects "a predicate that changes something";
            Warning waiting::wait_under_second_lock "a wait that releases one of two locks";
            Warning waiting::ignored_result "a limited wait or a try, with its result dropped";
            Warning waiting::event_not_set_on_error "an event that is not set if something fails";
            Warning waiting::event_cleared_by_waiter "an event that its waiter clears";
            Warning waiting::lost_wakeup "testing first, and registering for the notification then";
            // Barriers.
            Warning barriers::held_across_barrier "meeting at a shared barrier under a lock";
            Warning barriers::conditional_barrier "arriving at a barrier on some paths only";
            Warning barriers::exit_before_barrier "leaving before the arrival at a barrier";
            Warning barriers::unfillable_barrier "a number of tasks that the parties do not divide";
            // Other tasks, and code that is handed in.
            Warning tasks::callback_under_lock "awaiting code that was handed in, under a lock";
            Off tasks::listeners_under_lock "calling a list of functions under a lock";
            Warning tasks::task_awaited_under_lock "waiting for another task under a lock";
            Warning tasks::futurelock "acquiring what a borrowed future of `select!` queues for";
            Warning tasks::buffered_futurelock "acquiring what futures in the buffer of a stream hold";
            Warning tasks::permit_not_held_by_task "a permit that is released before the task starts";
            // The thread.
            Error blocking::blocking_call "blocking the thread";
            Warning blocking::blocking_io_under_lock "blocking input and output under a lock";
            Warning blocking::busy_wait "trying in a loop, under a lock, without waiting";
            Error blocking::held_across_await "a guard that belongs to the thread, held across an await point";
            Warning blocking::span_across_await "a span that is entered across an await point";
            Warning blocking::exit_under_lock "ending the process under a lock";
            // Atomicity.
            Error atomicity::lost_update "writing back what was read before the release";
            Warning atomicity::lost_atomic_update "storing what follows from an old load";
            Warning atomicity::check_then_act "acting on a test from before the release";
            Warning atomicity::stale_length "an index from before the release";
            Warning atomicity::write_under_read_lock "changing data under a guard that reads";
            Warning cancellation::await_between_writes "an await point between two writes";
            Warning cancellation::taken_across_await "an await point with a part of the data taken out";
            Off cancellation::question_mark_between_writes "a `?` between two writes";
            Off atomicity::published_after_release "handing on a copy after the release";
            // Last: it asks which allowances the rules above have used.
            Warning attributes::unused_allow "an allowance that nothing needs";
        }
    };
}
pub(crate) use all_rules;

macro_rules! declare {
    ($($level:ident $module:ident::$name:ident $summary:literal;)*) => {
        /// A rule of the checks.
        #[allow(non_camel_case_types, reason = "a rule has one name, here and in `allow(..)`")]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Rule {
            $(#[doc = $summary] $name,)*
        }

        impl Rule {
            /// Every rule, in the order of the book.
            pub const ALL: &[Rule] = &[$(Rule::$name,)*];

            /// As in `allow(..)`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$name => stringify!($name),)*
                }
            }

            /// What a violation is reported as.
            pub fn level(self) -> Level {
                match self {
                    $(Rule::$name => Level::$level,)*
                }
            }

            /// What it rejects, in a few words of Markdown.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Rule::$name => $summary,)*
                }
            }
        }
    };
}
all_rules!(declare);

impl Rule {
    /// The rule with this name.
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// Where the book describes it.
    pub fn page(self) -> String {
        format!("https://docs.rs/interlocking/latest/interlocking/rules/index.html#{}", self.name())
    }
}
