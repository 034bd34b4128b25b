//! The rules. Each is declared once, with its level, its check and a summary; the list of checks, the table in the book of rules
//! and the names that `allow` knows come from here.

mod allow;
pub(crate) mod levels;

pub(crate) use self::allow::{Allowance, InvalidAllowance};
pub use self::levels::manifest_levels;

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
/// the rule, and what it rejects. What the model of the crate finds has the module `model`.
macro_rules! all_rules {
    ($declare:ident) => {
        $declare! {
            // Attributes and their constants.
            Error attributes::temporary_primitive "a target that each call creates anew";
            Error barriers::barrier_behind_lock "a barrier below a lock that only one party can hold";
            Error barriers::barrier_behind_semaphore "a barrier below a semaphore with fewer permits than parties";
            Warning attributes::single_party_barrier "a barrier with one party";
            Warning attributes::long_timeout "a timeout of more than a day";
            Warning attributes::shared_across_generics "a number on a generic function, which all types share";
            Warning attributes::shared_across_instances "a number on a method, which all objects share";
            Warning model::guard_in_some_builds "an attribute that only some builds have";
            Warning attributes::shadowed_guard "a variable that shadows an unused guard";
            // Deadlocks, and how long a guard is held.
            Error deadlock::same_lock_twice "acquiring a lock that is already held";
            Error deadlock::lock_held_by_temporary "acquiring a lock that a temporary holds";
            Warning holding::guard_in_scrutinee "an `.await` in an arm while the scrutinee holds a guard";
            Error deadlock::recursive_lock "a function that awaits itself under its lock";
            Error deadlock::lock_order "two locks in an order that the caller decides";
            Warning deadlock::guards_collected_in_loop "locks or permits that a loop acquires one by one";
            Error holding::unused_guard "a guard that is dropped at once";
            Error holding::unawaited_acquire "the future of an acquisition that is never awaited";
            Error leaks::leaked_guard "a guard that is never dropped";
            Warning holding::held_across_endless_loop "a lock that is held across an endless loop";
            Warning holding::unshared_lock "a local lock that no other task can reach";
            Off holding::held_across_io "awaiting the network, a disk or a timer under a lock";
            // Waiting.
            Error guardless::notify_without_guard "notifying a condition without holding its lock";
            Error guardless::wait_without_guard "waiting for a condition without holding its lock";
            Warning waiting::wait_not_in_loop "a wait after which nothing tests the state again";
            Error waiting::async_predicate "a predicate that is async or awaits";
            Error waiting::predicate_ignores_data "a predicate that does not read the guarded data";
            Warning waiting::predicate_with_side_effects "a predicate with a side effect";
            Warning waiting::wait_under_second_lock "a wait that keeps a second lock";
            Warning waiting::ignored_result "an ignored result of a timed wait or of an attempt";
            Warning waiting::event_not_set_on_error "an event that is not set after an error";
            Warning waiting::event_cleared_by_waiter "an event that its waiter clears";
            Warning wakeups::lost_wakeup "a notification that can come between the test and the registration";
            // Barriers.
            Warning barriers::held_across_barrier "a lock that is held while waiting at a barrier";
            Warning barriers::conditional_barrier "arriving at a barrier in one branch only";
            Warning barriers::exit_before_barrier "returning before the arrival at a barrier";
            Warning barriers::unfillable_barrier "a number of tasks that does not fill the barrier";
            // Other tasks, and code that is handed in.
            Warning tasks::callback_under_lock "awaiting a callback under a lock";
            Off tasks::listeners_under_lock "calling stored functions under a lock";
            Warning tasks::task_awaited_under_lock "waiting for another task under a lock";
            Warning futurelock::futurelock "acquiring in a `select!` handler what a borrowed future queues for";
            Warning futurelock::buffered_futurelock "acquiring what buffered futures of a stream may hold";
            Warning tasks::permit_not_held_by_task "a permit that is released before the task starts";
            // The thread.
            Error blocking::blocking_call "blocking the thread in async code";
            Warning blocking::blocking_io_under_lock "blocking input or output under a lock";
            Warning blocking::busy_wait "trying in a loop under a lock without an `.await`";
            Error blocking::held_across_await "a guard that belongs to the thread, held across an await point";
            Warning blocking::span_across_await "an entered span, held across an await point";
            Warning blocking::exit_under_lock "ending the process under a lock";
            // Atomicity.
            Error atomicity::lost_update "writing a value that was computed before the release";
            Warning atomicity::lost_atomic_update "storing a value that was computed from an old load";
            Warning acting::check_then_act "acting on a test from before the release";
            Warning atomicity::stale_length "using a length from before the release as an index";
            Warning atomicity::write_under_read_lock "changing data under a read guard";
            Warning cancellation::await_between_writes "an `.await` between two writes that belong together";
            Warning cancellation::taken_across_await "an `.await` while a part of the data is taken out";
            Off cancellation::question_mark_between_writes "a `?` between two writes";
            Off atomicity::published_after_release "passing on a copy after the release";
            // What functions do to each other.
            Error model::lock_order_inversion "two locks that are acquired in two orders";
            Error model::circular_wait "waiting under a lock for what needs the lock";
            Error model::set_after_wait "an event that is set only after the wait for it";
            Warning model::never_notified "waiting for what nothing in the crate sets or notifies";
            Off model::write_without_notify "a change that a predicate waits for, and no notification";
            Warning model::notify_one_with_mixed_predicates "waking one of several waiters that wait for different things";
            Error model::too_many_permits "taking more permits than exist";
            Error model::nested_permits "taking a permit while holding one of the same semaphore";
            Warning model::release_without_acquire "releasing permits that were not acquired";
            Warning model::lock_in_drop "acquiring an async lock in `drop`";
            // Last: it asks which allowances the rules above have used.
            Warning attributes::unused_allow "an allowance that permits nothing";
        }
    };
}
pub(crate) use all_rules;

/// Whether the model of the crate finds it, and no check of one function.
macro_rules! is_of_model {
    (model) => {
        true
    };
    ($module:ident) => {
        false
    };
}

macro_rules! declare {
    ($($level:ident $module:ident::$name:ident $summary:literal;)*) => {
        /// A rule of the checks.
        #[allow(non_camel_case_types, reason = "a rule has one name, here and in `allow(..)`")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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

            /// Whether only the model of the crate finds violations, through calls.
            pub fn is_of_model(self) -> bool {
                match self {
                    $(Rule::$name => is_of_model!($module),)*
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
