use super::{build::*, findings};
use crate::model::summary::{Action, Callee, Kind, Patience, Provision};

#[test]
fn an_event_is_awaited_under_the_lock_that_every_setter_needs() {
    let done = object(Kind::Event, "DONE");
    for (free_setter, expected) in [(false, &["circular_wait certain waiter:2"][..]), (true, &[])] {
        let mut build = Build::default();
        build.declare(&done, None, false);
        build.function("waiter", |f| {
            f.lock(&lock("L"));
            f.wait(&done);
        });
        build.function("setter", |f| {
            f.lock(&lock("L"));
            f.set(&done);
        });
        build.function("free", |f| {
            if free_setter {
                f.set(&done);
            }
        });
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn an_event_that_is_handed_to_unknown_code_may_be_set_there() {
    let done = object(Kind::Event, "DONE");
    let mut build = Build::default();
    build.function("waiter", |f| {
        f.lock(&lock("L"));
        f.wait(&done);
    });
    build.function("setter", |f| {
        f.lock(&lock("L"));
        f.set(&done);
    });
    build.function("registers", |f| {
        f.event(Action::Escape { object: done.clone() });
    });
    assert_eq!(findings(build), [""; 0]);
}

#[test]
fn the_setter_needs_the_lock_before_it_comes_to_set() {
    let done = object(Kind::Event, "DONE");
    let mut build = Build::default();
    build.function("waiter", |f| {
        f.lock(&lock("L"));
        f.wait(&done);
    });
    build.function("setter", |f| {
        let guard = f.lock(&lock("L"));
        f.drop(guard);
        f.set(&done);
    });
    assert_eq!(findings(build), ["circular_wait possible waiter:2"]);
}

#[test]
fn a_bounded_send_waits_for_a_receiver_that_needs_the_lock() {
    let state = field(Kind::AsyncLock, "Hub", "state");
    for (needs, expected) in [(true, &["circular_wait possible publish:2"][..]), (false, &[])] {
        let (sender, receiver) = (local(Kind::Channel, 1), local(Kind::Channel, 2));
        let mut build = Build::default();
        build.function("new", |f| {
            f.channel(&sender, &receiver, Some(8));
            f.store(&sender, "Hub", "events");
            let body = Callee::Functions(vec![f.named("worker")]);
            f.spawn(body, vec![this(), passing(&receiver)], None);
        });
        build.function("publish", |f| {
            f.lock(&state);
            f.send(&field(Kind::Channel, "Hub", "events"));
        });
        build.function("worker", |f| {
            f.loops = vec![1];
            f.receive(&parameter(Kind::Channel, 1));
            if needs {
                let guard = f.lock(&state);
                f.drop(guard);
            }
        });
        assert_eq!(findings(build), expected);
    }
}

#[test]
fn a_answer_is_awaited_under_the_lock_that_the_sender_needs() {
    let (sender, receiver) = (local(Kind::Channel, 1), local(Kind::Channel, 2));
    let mut build = Build::default();
    build.function("asks", |f| {
        f.channel(&sender, &receiver, None);
        let body = f.nested(|f| {
            f.lock(&lock("L"));
            f.send(&sender);
        });
        f.spawn(body, Vec::new(), None);
        f.lock(&lock("L"));
        f.receive(&receiver);
    });
    assert_eq!(findings(build), ["circular_wait certain asks:3"]);
}

#[test]
fn a_barrier_behind_a_lock_that_every_party_needs() {
    let meet = object(Kind::Barrier, "MEET");
    for (free, expected) in [(false, &["barrier_behind_lock"][..]), (true, &[])] {
        let mut build = Build::default();
        build.declare(&meet, Some(3), false);
        build.function("party", |f| {
            f.lock(&lock("L"));
            f.call("arrive", []);
        });
        build.function("free", |f| {
            if free {
                f.call("arrive", []);
            }
        });
        build.function("arrive", |f| {
            f.meet(&meet);
        });
        let found: Vec<_> = super::found(build).iter().map(|finding| finding.rule).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn an_event_is_set_only_after_the_wait_for_it() {
    let done = object(Kind::Event, "DONE");
    let mut build = Build::default();
    build.declare(&done, None, false);
    build.function("f", |f| {
        f.wait(&done);
        f.set(&done);
    });
    assert_eq!(findings(build), ["set_after_wait certain f:1"]);
}

#[test]
fn a_wait_under_one_lock_for_what_the_holder_of_another_provides() {
    let done = object(Kind::Event, "DONE");
    let mut build = Build::default();
    build.function("waiter", |f| {
        f.lock(&lock("A"));
        f.wait(&done);
    });
    build.function("setter", |f| {
        f.lock(&lock("B"));
        f.set(&done);
    });
    build.function("between", |f| {
        f.lock(&lock("B"));
        f.lock(&lock("A"));
    });
    assert_eq!(findings(build), ["circular_wait possible waiter:2"]);
}

#[test]
fn a_wait_for_a_condition_holds_other_locks_but_not_its_own() {
    let changed = object(Kind::Condition, "CHANGED");
    for (other_is_held, expected) in
        [(false, &[][..]), (true, &["circular_wait certain waiter:3"][..])]
    {
        let mut build = Build::default();
        build.declare(&changed, None, false);
        build.function("waiter", |f| {
            if other_is_held {
                f.lock(&lock("OTHER"));
            }
            let guard = Some(f.lock(&lock("L")));
            let (object, patience) = (changed.clone(), Patience::Waits);
            f.event(Action::WaitCondition { object, guard, patience, predicate: None });
        });
        build.function("notifier", |f| {
            f.lock(&lock("OTHER"));
            f.lock(&lock("L"));
            f.event(Action::Provide { object: changed.clone(), how: Provision::NotifyAll });
        });
        assert_eq!(findings(build), expected);
    }
}
