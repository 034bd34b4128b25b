//! `cargo bench -p tests --bench cost`: what an attribute costs, beside the same code without it. A word after `--` picks one of
//! `instructions` (which needs valgrind), `sizes`, `check`, `stages` and `model`.

mod check;
mod instructions;
mod model;
#[path = "../../tests/sizes.rs"]
mod sizes;
mod stages;

use std::env;

const PARTS: [(&str, fn()); 5] = [
    ("instructions", instructions::print),
    ("sizes", sizes::print),
    ("check", check::print),
    ("stages", stages::print),
    ("model", model::print),
];

fn main() {
    let word = env::args().skip(1).find(|argument| !argument.starts_with("--"));
    if word.as_ref().is_some_and(|word| word.parse::<usize>().is_ok()) {
        return instructions::print();
    }
    for (name, print) in PARTS {
        if word.as_ref().is_none_or(|word| word == name) {
            println!("\n{name}");
            print();
        }
    }
}
