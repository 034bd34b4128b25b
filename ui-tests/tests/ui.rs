//! Rejected programs with their messages, and programs that must be accepted. `TRYBUILD=overwrite cargo test -p ui-tests` blesses the
//! messages.

#[test]
fn rejected_programs_say_why_and_accepted_ones_compile() {
    let tests = trybuild::TestCases::new();
    for kind in [
        "arguments",
        "signature",
        "combination",
        "target",
        "types",
        "body",
        "many-errors",
        "user-errors",
    ] {
        tests.compile_fail(format!("ui/{kind}/*.rs"));
    }
    tests.compile_fail("ui/crate/*/main.rs");
    tests.pass("ui/pass/*.rs");
    tests.pass("ui/pass/crate/*/main.rs");
}

/// The expansion binds the value of the body before it returns it, so that temporaries are dropped under the guard. A returned borrow
/// of a local therefore ends with the body, and rustc reports E0597 in place of E0515.
const WORDED_DIFFERENTLY: [&str; 1] = ["borrow_of_local"];

/// An ordinary mistake in a body gives the same message at the same line as without the attribute.
#[test]
fn ordinary_mistakes_give_the_same_message_as_without_the_attribute() {
    let mut compared = 0;
    for entry in std::fs::read_dir("ui/user-errors").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = name.strip_suffix("_twin.stderr") else { continue };
        let with = std::fs::read_to_string(format!("ui/user-errors/{name}.stderr")).unwrap();
        let without = std::fs::read_to_string(&path).unwrap().replace("_twin.rs", ".rs");
        let (mut with, mut without) = (essence(&with), essence(&without));
        if WORDED_DIFFERENTLY.contains(&name) {
            // Only the places are compared.
            with.retain(|line| !line.starts_with("error"));
            without.retain(|line| !line.starts_with("error"));
        }
        assert_eq!(with, without, "{name}");
        compared += 1;
    }
    assert!(compared >= 10, "each mistake has a twin without the attribute");
}

/// The headline and the line of each message.
fn essence(messages: &str) -> Vec<String> {
    let line_of = |line: &str| {
        line.trim_start().strip_prefix("--> ui").map(|at| at.rsplit_once(':').unwrap().0.to_owned())
    };
    let what = |line: &str| {
        (line.starts_with("error") || line.starts_with("warning")).then(|| line.to_owned())
    };
    let mut essence = Vec::new();
    let mut at_next = false;
    for line in messages.lines() {
        if let Some(what) = what(line) {
            essence.push(what);
            at_next = true;
        } else if let (true, Some(at)) = (at_next, line_of(line)) {
            essence.push(at);
            at_next = false;
        }
    }
    essence
}
