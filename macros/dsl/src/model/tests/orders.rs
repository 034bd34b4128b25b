use super::{build::*, findings};
use crate::model::summary::{Kind, Mode, Patience};

#[test]
fn two_functions_take_two_locks_in_two_orders() {
    let mut build = Build::default();
    build.function("one", |f| {
        f.lock(&lock("A"));
        f.lock(&lock("B"));
    });
    build.function("two", |f| {
        f.lock(&lock("B"));
        f.call("helper", []);
    });
    build.function("helper", |f| {
        f.lock(&lock("A"));
    });
    assert_eq!(
        findings(build),
        ["lock_order_inversion certain one:2", "lock_order_inversion certain two:2"]
    );
}

#[test]
fn one_order_is_no_inversion() {
    let mut build = Build::default();
    for name in ["one", "two"] {
        build.function(name, |f| {
            f.lock(&lock("A"));
            f.lock(&lock("B"));
        });
    }
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn a_lock_around_both_orders_excuses_them() {
    for (kind_of_gate, expected) in [(Mode::Exclusive, 0), (Mode::Shared, 2)] {
        let mut build = Build::default();
        for (name, first, second) in [("one", "A", "B"), ("two", "B", "A")] {
            build.function(name, |f| {
                f.acquire(&lock("GATE"), kind_of_gate, Patience::Waits);
                f.lock(&lock(first));
                f.lock(&lock(second));
            });
        }
        assert_eq!(findings(build).len(), expected);
    }
}

#[test]
fn a_lock_that_all_callers_hold_is_a_gate_too() {
    for (also_without, expected) in [(false, 0), (true, 2)] {
        let mut build = Build::default();
        build.function("gated", |f| {
            f.lock(&lock("GATE"));
            f.call("one", []);
            f.call("two", []);
        });
        build.function("free", |f| {
            if also_without {
                f.call("one", []);
            }
        });
        for (name, first, second) in [("one", "A", "B"), ("two", "B", "A")] {
            build.function(name, |f| {
                f.lock(&lock(first));
                f.lock(&lock(second));
            });
        }
        assert_eq!(findings(build).len(), expected);
    }
}

#[test]
fn a_try_is_not_the_waiting_side() {
    let mut build = Build::default();
    build.function("one", |f| {
        f.lock(&lock("A"));
        f.acquire(&lock("B"), Mode::Exclusive, Patience::Tries);
    });
    build.function("two", |f| {
        f.lock(&lock("B"));
        f.lock(&lock("A"));
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn what_a_try_acquired_is_held() {
    let mut build = Build::default();
    build.function("one", |f| {
        f.acquire(&lock("A"), Mode::Exclusive, Patience::Tries);
        f.lock(&lock("B"));
    });
    build.function("two", |f| {
        f.lock(&lock("B"));
        f.lock(&lock("A"));
    });
    assert_eq!(findings(build).len(), 2);
}

#[test]
fn fields_of_one_value_are_certain_and_of_two_possible() {
    let (a, b) = (field(Kind::AsyncLock, "S", "a"), field(Kind::AsyncLock, "S", "b"));
    let mut of_other = b.clone();
    of_other.place.root = crate::model::summary::Root::Parameter(1);
    for (second, expected) in [(&b, "certain"), (&of_other, "possible")] {
        let mut build = Build::default();
        build.function("one", |f| {
            f.lock(&a);
            f.lock(second);
        });
        build.function("two", |f| {
            f.lock(&b);
            f.lock(&a);
        });
        let all = findings(build);
        assert_eq!(all[0], format!("lock_order_inversion {expected} one:2"));
    }
}

#[test]
fn readers_in_two_orders_are_possible_where_somebody_writes() {
    for (mode, expected) in [(Mode::Shared, "possible"), (Mode::Exclusive, "certain")] {
        let mut build = Build::default();
        build.function("one", |f| {
            f.acquire(&lock("A"), Mode::Shared, Patience::Waits);
            f.acquire(&lock("B"), mode, Patience::Waits);
        });
        build.function("two", |f| {
            f.acquire(&lock("B"), Mode::Shared, Patience::Waits);
            f.acquire(&lock("A"), mode, Patience::Waits);
        });
        build.function("write", |f| {
            f.lock(&lock("A"));
        });
        build.function("write_too", |f| {
            f.lock(&lock("B"));
        });
        let all = findings(build);
        assert_eq!(all[0], format!("lock_order_inversion {expected} one:2"));
    }
}

#[test]
fn a_function_that_owns_the_value_alone_is_in_nobodys_way() {
    let (a, b) = (field(Kind::AsyncLock, "S", "a"), field(Kind::AsyncLock, "S", "b"));
    let mut build = Build::default();
    build
        .function("start", |f| {
            f.lock(&a);
            f.lock(&b);
        })
        .exclusive = Some("S".to_owned());
    build.function("run", |f| {
        f.lock(&b);
        f.lock(&a);
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn readers_in_two_orders_need_a_writer() {
    for (writes, expected) in [(false, 0), (true, 2)] {
        let mut build = Build::default();
        for (name, first, second) in [("one", "A", "B"), ("two", "B", "A")] {
            build.function(name, |f| {
                f.read(&lock(first));
                f.read(&lock(second));
            });
        }
        for name in ["A", "B"] {
            build.function(&format!("writes {name}"), |f| {
                if writes {
                    f.lock(&lock(name));
                }
            });
        }
        assert_eq!(findings(build).len(), expected);
    }
}

#[test]
fn a_cycle_of_three_is_reported_at_each_edge() {
    let mut build = Build::default();
    for (name, first, second) in [("one", "A", "B"), ("two", "B", "C"), ("three", "C", "A")] {
        build.function(name, |f| {
            f.lock(&lock(first));
            f.lock(&lock(second));
        });
    }
    assert_eq!(findings(build).len(), 3);
}

#[test]
fn twelve_locks_in_a_clique_end_at_once() {
    let mut build = Build::default();
    for first in 0..12 {
        for second in (0..12).filter(|&second| second != first) {
            build.function(&format!("f{first} {second}"), |f| {
                f.lock(&lock(&format!("L{first}")));
                f.lock(&lock(&format!("L{second}")));
            });
        }
    }
    assert_eq!(findings(build).len(), 12 * 11);
}

#[test]
fn a_local_that_is_stored_in_a_field_is_that_field() {
    let (a, b) = (field(Kind::ThreadLock, "S", "a"), field(Kind::ThreadLock, "S", "b"));
    let mut build = Build::default();
    build.function("new", |f| {
        let (a, b) = (local(Kind::ThreadLock, 1), local(Kind::ThreadLock, 2));
        f.store(&a, "S", "a");
        f.store(&b, "S", "b");
        let body = f.nested(|f| {
            f.lock(&a);
            f.lock(&b);
        });
        f.spawn(body, Vec::new(), None);
    });
    build.function("run", |f| {
        f.lock(&b);
        f.lock(&a);
    });
    assert_eq!(findings(build).len(), 2);
}

#[test]
fn lock_futures_that_are_polled_side_by_side_have_no_order() {
    let mut build = Build::default();
    build.function("both", |f| {
        let branches = ["A", "B"].map(|name| {
            f.nested(|f| {
                let guard = f.lock(&lock(name));
                f.returns(guard);
            })
        });
        f.together(branches.into());
    });
    assert_eq!(findings(build), ["lock_order_inversion possible both:1"]);
}
