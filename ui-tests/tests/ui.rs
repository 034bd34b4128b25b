//! Every rejected program with its message, and programs that must be accepted. `TRYBUILD=overwrite cargo test -p ui-tests`
//! blesses the messages.

#[test]
fn rejected_programs_say_why_and_accepted_ones_compile() {
    let tests = trybuild::TestCases::new();
    for kind in ["arguments", "signature", "combination", "target", "body", "many-errors"] {
        tests.compile_fail(format!("ui/{kind}/*.rs"));
    }
    tests.pass("ui/pass/*.rs");
}
