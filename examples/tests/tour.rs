//! The tour as a program. The text and the times of its scenes are tested beside the scenes, on a paused clock.

use std::process::{Command, Output};

fn tour(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_tour")).args(arguments).output();
    output.expect("the tour runs")
}

/// The program runs on a real clock, so this test ignores the times.
#[test]
fn it_prints_the_scenes_that_it_is_given() {
    let output = tour(&["event"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let events: Vec<&str> = text.lines().map(|line| line.split("s  ").last().unwrap()).collect();
    assert_eq!(
        events,
        [
            "",
            "Event: #[sets(READY)] frees two waiters",
            "waiter 1 waits for the event",
            "waiter 2 waits for the event",
            "the setter sets the event",
            "waiter 1 goes on",
            "waiter 2 goes on",
        ]
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

/// The picture of the guide, from a run of the program.
#[test]
fn the_timeline_is_the_guides_picture() {
    let output = tour(&["lock", "--timeline"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let picture = "
     credit          debit
    acquire         blocked
  +==========+         .
  |  1.0 s   |         .
  +==========+         .
    release         acquire
       |          +==========+
       |          |  1.0 s   |
       |          +==========+
       |            release
";
    assert!(text.contains(picture), "{text}");
}
