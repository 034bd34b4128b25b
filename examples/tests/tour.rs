//! What the tour prints, played for real: the scenes last as long as the guide says.

use std::process::{Command, Output};

fn tour(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_tour")).args(arguments).output();
    output.expect("the tour runs")
}

/// The lines of one scene: the seconds, and what happened.
fn story(scene: &str) -> Vec<(f64, String)> {
    let output = tour(&[scene]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| {
        let (time, what) = line.trim_start().split_once("s  ")?;
        Some((time.parse().ok()?, what.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

#[track_caller]
fn assert_story(scene: &str, expected: &[(f64, &str)]) {
    let story = story(scene);
    let what: Vec<&str> = story.iter().map(|(_, what)| what.as_str()).collect();
    let expected_what: Vec<&str> = expected.iter().map(|(_, what)| *what).collect();
    assert_eq!(what, expected_what, "in the order in which it happened");
    for ((time, what), (expected, _)) in story.iter().zip(expected) {
        assert!((time - expected).abs() < 0.45, "`{what}` at {time}s, and not at {expected}s");
    }
}

#[test]
fn lock() {
    assert_story(
        "lock",
        &[
            (0.0, "credit reads 0"),
            (0.0, "debit reads 0"),
            (1.0, "credit writes 1"),
            (1.0, "debit writes -1"),
            (1.0, "the balance is -1, and should be 0"),
            (0.0, "credit reads 0"),
            (1.0, "credit writes 1"),
            (1.0, "debit reads 1"),
            (2.0, "debit writes 0"),
            (2.0, "the balance is 0"),
        ],
    );
}

#[test]
fn semaphore() {
    assert_story(
        "semaphore",
        &[
            (0.0, "Accessing resource 0"),
            (0.0, "Accessing resource 1"),
            (1.0, "Releasing resource 0"),
            (1.0, "Releasing resource 1"),
            (1.0, "Accessing resource 2"),
            (1.0, "Accessing resource 3"),
            (2.0, "Releasing resource 2"),
            (2.0, "Releasing resource 3"),
            (2.0, "Accessing resource 4"),
            (3.0, "Releasing resource 4"),
            (3.0, "all five are done, in three waves"),
        ],
    );
}

#[test]
fn bounded() {
    let story = story("bounded");
    let end: Vec<_> = story.iter().rev().take(2).rev().collect();
    assert_eq!(end[0].1, "Safety Triggered: BoundedSemaphore released too many times");
    assert_eq!(end[1].1, "the program goes on, with 2 permits as before");
    assert!((end[1].0 - 3.0).abs() < 0.45);
}

#[test]
fn event() {
    assert_story(
        "event",
        &[
            (0.0, "waiter 1 waits for the event"),
            (0.0, "waiter 2 waits for the event"),
            (2.0, "the setter sets the event"),
            (2.0, "waiter 1 goes on"),
            (2.0, "waiter 2 goes on"),
        ],
    );
}

#[test]
fn condition() {
    assert_story(
        "condition",
        &[
            (0.0, "task A waits for the resource to reach 3"),
            (0.0, "task B waits for the resource to reach 3"),
            (0.5, "the resource is incremented to 1"),
            (1.0, "the resource is incremented to 2"),
            (1.5, "the resource is incremented to 3"),
            (1.5, "task A sees resource is 3. Starting work!"),
            (2.5, "task B sees resource is 3. Starting work!"),
            (3.5, "the resource is incremented to 4"),
            (4.0, "the resource is incremented to 5"),
        ],
    );
}

#[test]
fn barrier() {
    assert_story(
        "barrier",
        &[
            (0.0, "worker A is preparing"),
            (0.0, "worker B is preparing"),
            (0.0, "worker C is preparing"),
            (1.0, "worker A is waiting at the barrier"),
            (1.0, "worker B is waiting at the barrier"),
            (1.0, "worker C is waiting at the barrier"),
            (1.0, "worker C passed the barrier! Starting work..."),
            (1.0, "worker A passed the barrier! Starting work..."),
            (1.0, "worker B passed the barrier! Starting work..."),
            (0.0, "worker A is preparing"),
            (0.0, "worker B is preparing"),
            (1.0, "worker A is waiting at the barrier"),
            (1.0, "worker B is waiting at the barrier"),
            (2.0, "C has failed: aborting the barrier"),
            (2.0, "worker A does not pass: the barrier is broken: it was aborted"),
            (2.0, "worker B does not pass: the barrier is broken: it was aborted"),
            (2.0, "worker D is preparing"),
            (3.0, "worker D is waiting at the barrier"),
            (3.0, "worker D does not pass: the barrier is broken: it was aborted"),
        ],
    );
}

#[test]
fn help_names_every_scene() {
    let help = String::from_utf8(tour(&["--help"]).stdout).unwrap();
    for scene in ["lock", "semaphore", "bounded", "event", "condition", "barrier"] {
        assert!(help.contains(scene), "{help}");
    }
}

#[test]
fn an_unknown_scene_is_an_error_and_exit_status_2() {
    let output = tour(&["mutex"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("invalid value 'mutex'"), "{error}");
    assert!(error.contains("lock, semaphore, bounded, event, condition, barrier"), "{error}");
}
