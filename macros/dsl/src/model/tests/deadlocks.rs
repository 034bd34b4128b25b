use super::{build::*, findings, found};
use crate::model::summary::{Argument, Callee, Kind, Mode, Patience, Reach};

#[test]
fn a_lock_is_acquired_again_through_any_chain_of_calls() {
    let mut build = Build::default();
    build.function("outer", |f| {
        f.lock(&lock("L"));
        f.call("middle", []);
    });
    build.function("middle", |f| {
        f.call("inner", []);
    });
    build.function("inner", |f| {
        f.lock(&lock("L"));
    });
    let found = found(build);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(
        finding.message,
        "deadlock: `L` is already locked here, and `middle` locks it again"
    );
    let notes: Vec<_> = finding
        .also
        .iter()
        .map(|n| format!("{}:{} {}", n.at.file.display(), n.at.line, n.message))
        .collect();
    assert_eq!(
        notes,
        ["outer:1 `L` is locked", "middle:1 `middle` calls `inner`", "inner:1 `inner` locks it"]
    );
}

#[test]
fn a_lock_that_was_dropped_can_be_acquired_again() {
    let mut build = Build::default();
    build.function("outer", |f| {
        let guard = f.lock(&lock("L"));
        f.drop(guard);
        f.call("inner", []);
    });
    build.function("inner", |f| {
        f.lock(&lock("L"));
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn a_lock_that_is_held_on_some_paths_is_a_possible_deadlock() {
    let mut build = Build::default();
    build.function("outer", |f| {
        let guard = f.lock(&lock("L"));
        f.maybe_drop(guard);
        f.lock(&lock("L"));
    });
    assert_eq!(findings(build), ["same_lock_twice possible outer:2"]);
}

#[test]
fn an_argument_may_decide_that_the_lock_is_not_acquired() {
    let mut build = Build::default();
    build.function("outer", |f| {
        f.lock(&lock("L"));
        f.call("inner", [Argument::default()]);
    });
    build.function("inner", |f| {
        f.reach = Reach::ByArgument;
        f.lock(&lock("L"));
    });
    assert_eq!(findings(build), ["same_lock_twice possible outer:2"]);
}

#[test]
fn a_field_is_the_same_lock_only_of_the_same_object() {
    let queue = field(Kind::AsyncLock, "Service", "queue");
    let mut build = Build::default();
    build.function("same", |f| {
        f.lock(&queue);
        f.call("len", [this()]);
    });
    build.function("other", |f| {
        f.lock(&queue);
        f.call("len", [passing(&parameter(Kind::AsyncLock, 1))]);
    });
    build.function("unknown", |f| {
        f.lock(&queue);
        f.call("len", [Argument::default()]);
    });
    build.function("len", |f| {
        f.lock(&queue);
    });
    assert_eq!(findings(build), ["same_lock_twice certain same:2"]);
}

#[test]
fn a_parameter_is_what_the_caller_passes() {
    let mut build = Build::default();
    build.function("outer", |f| {
        f.lock(&lock("L"));
        f.call("helper", [passing(&lock("M")), passing(&lock("L"))]);
    });
    build.function("fine", |f| {
        f.lock(&lock("L"));
        f.call("helper", [passing(&lock("L")), passing(&lock("M"))]);
    });
    build.function("helper", |f| {
        f.lock(&parameter(Kind::AsyncLock, 1));
    });
    assert_eq!(findings(build), ["same_lock_twice certain outer:2"]);
}

#[test]
fn two_parameters_are_one_lock_where_the_caller_passes_it_twice() {
    let mut build = Build::default();
    build.function("both", |f| {
        f.lock(&parameter(Kind::AsyncLock, 0));
        f.lock(&parameter(Kind::AsyncLock, 1));
    });
    build.function("outer", |f| {
        f.call("both", [passing(&lock("L")), passing(&lock("L"))]);
    });
    assert_eq!(findings(build), ["same_lock_twice certain both:2"]);
}

#[test]
fn readers_exclude_each_other_where_somebody_writes() {
    let cache = lock("CACHE");
    for (writes, recursive, expected) in [
        (true, false, &["same_lock_twice certain outer:2"][..]),
        (false, false, &["same_lock_twice possible outer:2"]),
        (true, true, &[]),
    ] {
        let mut build = Build::default();
        build.function("outer", |f| {
            f.read(&cache);
            f.call("len", []);
        });
        build.function("len", |f| {
            let mode = if recursive { Mode::SharedRecursive } else { Mode::Shared };
            f.acquire(&cache, mode, Patience::Waits);
        });
        build.function("writer", |f| {
            if writes {
                f.lock(&cache);
            }
        });
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn a_try_never_waits_but_holds() {
    let mut build = Build::default();
    build.function("tries", |f| {
        f.lock(&lock("L"));
        f.acquire(&lock("L"), Mode::Exclusive, Patience::Tries);
    });
    build.function("tried", |f| {
        f.acquire(&lock("L"), Mode::Exclusive, Patience::Tries);
        f.lock(&lock("L"));
    });
    assert_eq!(findings(build), ["same_lock_twice certain tried:2"]);
}

#[test]
fn a_returned_guard_is_the_callers() {
    let rooms = field(Kind::DashMap, "Client", "rooms");
    let mut build = Build::default();
    build.function("room", |f| {
        let guard = f.lock(&rooms);
        f.returns(guard);
    });
    build.function("twice", |f| {
        let event = f.call("room", [this()]);
        f.keep(event);
        f.call("room", [this()]);
    });
    build.function("once", |f| {
        let event = f.call("room", [this()]);
        let guard = f.keep(event);
        f.drop(guard);
        f.call("room", [this()]);
    });
    assert_eq!(findings(build), ["same_lock_twice possible twice:2"]);
}

#[test]
fn a_guard_that_is_passed_by_value_is_held_by_the_callee() {
    let mut build = Build::default();
    build.function("outer", |f| {
        let guard = f.lock(&lock("L"));
        f.drop(guard);
        f.call("consumes", [Argument { guards: vec![guard], ..Argument::default() }]);
    });
    build.function("consumes", |f| {
        let guard = f.takes(0);
        f.call("len", []);
        f.drop(guard);
        f.call("len", []);
    });
    build.function("len", |f| {
        f.lock(&lock("L"));
    });
    assert_eq!(findings(build), ["same_lock_twice certain outer:2"]);
}

#[test]
fn a_guard_that_goes_in_and_out_again_is_still_held() {
    let mut build = Build::default();
    build.function("outer", |f| {
        let guard = f.lock(&lock("L"));
        f.drop(guard);
        let event = f.call("through", [Argument { guards: vec![guard], ..Argument::default() }]);
        f.keep(event);
        f.lock(&lock("L"));
    });
    build.function("through", |f| {
        let guard = f.takes(0);
        f.returns(guard);
    });
    assert_eq!(findings(build), ["same_lock_twice certain outer:3"]);
}

#[test]
fn recursion_under_the_lock_is_found_and_ends() {
    let mut build = Build::default();
    build.function("visit", |f| {
        f.lock(&field(Kind::AsyncLock, "Node", "children"));
        f.call("walk", [this()]);
    });
    build.function("walk", |f| {
        f.call("visit", [this()]);
    });
    assert_eq!(findings(build), ["recursive_lock certain visit:2"]);
}

#[test]
fn a_recursion_along_a_list_is_no_deadlock() {
    let mut build = Build::default();
    let mut next = this();
    next.place
        .as_mut()
        .expect("a place")
        .steps
        .push(crate::model::summary::Step::Field("next".to_owned()));
    build.function("visit", |f| {
        f.lock(&field(Kind::AsyncLock, "Node", "value"));
        f.call("visit", [next]);
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn a_closure_runs_under_the_lock_of_the_function_that_calls_it() {
    let mut build = Build::default();
    build.function("with_lock", |f| {
        f.lock(&lock("L"));
        f.call_of(Callee::Parameter(0), []);
    });
    build.function("outer", |f| {
        let code = f.nested(|f| {
            f.lock(&lock("L"));
        });
        f.call("with_lock", [Argument { code: Some(code), ..Argument::default() }]);
    });
    build.function("fine", |f| {
        let code = f.nested(|f| {
            f.lock(&lock("M"));
        });
        f.call("with_lock", [Argument { code: Some(code), ..Argument::default() }]);
    });
    assert_eq!(findings(build), ["same_lock_twice certain with_lock:2"]);
}

#[test]
fn a_closure_that_is_run_in_place_knows_the_variables_around_it() {
    let mut build = Build::default();
    build.function("outer", |f| {
        f.lock(&local(Kind::ThreadLock, 1));
        let code = f.nested(|f| {
            f.lock(&local(Kind::ThreadLock, 1));
        });
        f.call_of(code, []);
    });
    assert_eq!(findings(build), ["same_lock_twice certain outer:2"]);
}

#[test]
fn of_several_candidates_all_must_agree() {
    for (second, expected) in [("L", &["same_lock_twice possible outer:2"][..]), ("M", &[])] {
        let mut build = Build::default();
        build.function("outer", |f| {
            f.lock(&lock("L"));
            let candidates = vec![f.named("one"), f.named("two")];
            f.call_of(Callee::Functions(candidates), []);
        });
        build.function("one", |f| {
            f.lock(&lock("L"));
        });
        build.function("two", |f| {
            f.lock(&lock(second));
        });
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn a_task_is_not_held_under_the_caller_unless_it_is_joined() {
    let handle = local(Kind::Task, 7);
    for (join, expected) in [(true, &["circular_wait certain outer:3"][..]), (false, &[])] {
        let mut build = Build::default();
        build.function("outer", |f| {
            f.lock(&lock("L"));
            let body = Callee::Functions(vec![f.named("worker")]);
            f.spawn(body, Vec::new(), Some(handle.clone()));
            if join {
                f.join(&handle);
            }
        });
        build.function("worker", |f| {
            f.lock(&lock("L"));
        });
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn two_shared_borrows_of_a_cell_are_right() {
    use crate::model::summary::{
        Mode::{Exclusive, Shared},
        Patience::Waits,
    };

    for (first, second, expected) in [
        (Shared, Shared, &[][..]),
        (Shared, Exclusive, &["same_lock_twice certain outer:2"]),
        (Exclusive, Shared, &["same_lock_twice certain outer:2"]),
        (Exclusive, Exclusive, &["same_lock_twice certain outer:2"]),
    ] {
        let cell = field(Kind::RefCell, "Record", "parts");
        let mut build = Build::default();
        build.function("outer", |f| {
            f.acquire(&cell, first, Waits);
            f.call("inner", [this()]);
        });
        build.function("inner", |f| {
            f.acquire(&cell, second, Waits);
        });
        assert_eq!(findings(build), expected, "{first:?}, {second:?}");
    }
}

#[test]
fn a_task_goes_along_a_list_as_its_starter_does() {
    let next = |number| {
        let class = field(Kind::ThreadLock, "Segment", "next").class;
        crate::model::summary::Object { class, ..local(Kind::ThreadLock, number) }
    };
    let handle = local(Kind::Task, 7);
    let mut build = Build::default();
    build.function("outer", |f| {
        let body = Callee::Functions(vec![f.named("visit")]);
        f.spawn(body, Vec::new(), Some(handle.clone()));
        f.join(&handle);
    });
    build.function("visit", |f| {
        f.read(&next(1));
        f.read(&next(2));
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn a_branch_of_a_join_needs_the_lock() {
    let mut build = Build::default();
    build.function("outer", |f| {
        f.lock(&lock("L"));
        let branches =
            vec![Callee::Functions(vec![f.named("b")]), Callee::Functions(vec![f.named("c")])];
        f.together(branches);
    });
    build.function("b", |f| {
        f.lock(&lock("L"));
    });
    build.function("c", |_| ());
    assert_eq!(findings(build), ["same_lock_twice certain outer:2"]);
}

#[test]
fn a_thread_bound_guard_is_alive_across_an_await() {
    // Only where another function acquires it something is known to need it meanwhile.
    for (kind, is_shared, expected) in [
        (Kind::ThreadLock, true, &["held_across_await certain outer:2"][..]),
        (Kind::ThreadLock, false, &["held_across_await possible outer:2"]),
        (Kind::RefCell, true, &["held_across_await certain outer:2"]),
        (Kind::DashMap, true, &["held_across_await certain outer:2"]),
        (Kind::DashMap, false, &["held_across_await possible outer:2"]),
        (Kind::AsyncLock, true, &[]),
    ] {
        let mut build = Build::default();
        build.function("outer", |f| {
            let guard = f.lock(&object(kind, "L"));
            f.event(crate::model::summary::Action::Await);
            f.event(crate::model::summary::Action::Await);
            f.drop(guard);
        });
        if is_shared {
            build.function("other", |f| {
                let guard = f.lock(&object(kind, "L"));
                f.drop(guard);
            });
        }
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn permits_of_one_semaphore_are_nested() {
    let gate = object(Kind::Semaphore, "GATE");
    for (count, expected) in [
        (Some(1), "nested_permits certain outer:2"),
        (Some(2), "nested_permits possible outer:2"),
        (None, "nested_permits possible outer:2"),
    ] {
        let mut build = Build::default();
        build.declare(&gate, count, false);
        build.function("outer", |f| {
            f.permits(&gate, 1);
            f.call("inner", []);
        });
        build.function("inner", |f| {
            f.permits(&gate, 1);
        });
        assert_eq!(findings(build), [expected]);
    }
}

#[test]
fn more_permits_are_taken_than_exist() {
    let gate = object(Kind::Semaphore, "GATE");
    for (releases, expected) in [(false, &["too_many_permits certain taker:1"][..]), (true, &[])] {
        let mut build = Build::default();
        build.declare(&gate, Some(2), false);
        build.function("taker", |f| {
            f.permits(&gate, 3);
        });
        build.function("releaser", |f| {
            if releases {
                let object = gate.clone();
                f.event(crate::model::summary::Action::Release { object, permits: Some(1) });
            }
        });
        assert_eq!(findings(build), expected);
    }
}
