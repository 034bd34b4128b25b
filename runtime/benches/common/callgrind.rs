//! Instruction counts by valgrind's callgrind, which do not depend on the load of the machine.
//!
//! Each piece of work runs twice, once with more rounds. The difference divided by the additional rounds is the cost of one round.

use std::{
    env,
    process::{Command, exit},
};

/// The name of the work, the library that does it, and a function that does it for a number of rounds.
pub(crate) type Work = (&'static str, &'static str, fn(u64));

const ROUNDS: [u64; 2] = [1_000, 11_000];

/// Prints the instructions of one round for each piece of work. When this program runs itself under callgrind, it only does the work.
pub(crate) fn print(works: &[Work]) {
    let arguments: Vec<String> = env::args().collect();
    if let [_, index, rounds] = arguments.as_slice()
        && let (Ok(index), Ok(rounds)) = (index.parse::<usize>(), rounds.parse())
    {
        (works[index].2)(rounds);
        exit(0);
    }
    for (index, (work, who, _)) in works.iter().enumerate() {
        let [few, many] = ROUNDS.map(|rounds| instructions(index, rounds));
        let each = (many - few) as f64 / (ROUNDS[1] - ROUNDS[0]) as f64;
        println!("{work:<44} {who:<12} {each:>8.1}");
    }
}

/// Runs one piece of work in a process of its own, under callgrind.
fn instructions(index: usize, rounds: u64) -> u64 {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(env::current_exe().expect("this program has a path"));
    valgrind.args([index.to_string(), rounds.to_string()]);
    let output = match valgrind.output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("valgrind, which counts the instructions, does not run: {error}");
            exit(1);
        }
    };
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("callgrind printed no count:\n{text}"))
}
