//! Functions that exist once, and primitives with a name.

#![deny(warnings)]

use std::fmt::Display;

use interlocking::{Semaphore, barrier, semaphore};

static GATE: Semaphore = Semaphore::new(2);

/// A lifetime creates no instances.
#[semaphore(2)]
async fn lifetime<'a>(text: &'a str) -> &'a str {
    text.trim()
}

/// `impl Trait` in return position is one type.
#[barrier(2)]
async fn returns(text: &str) -> impl Iterator<Item = char> {
    text.chars()
}

/// An argument of type `dyn Trait` creates no instances.
#[semaphore(2)]
async fn object(value: &dyn Display) -> String {
    value.to_string()
}

/// A `static` with a name is shared by all types.
#[semaphore(GATE)]
async fn named<T: Display>(value: T) -> String {
    value.to_string()
}

/// The caller provides the semaphore.
#[semaphore(gate)]
async fn handed_in<T: Display>(gate: &Semaphore, value: T) -> String {
    value.to_string()
}

#[semaphore(2, allow(shared_across_generics, reason = "the network is one for all types"))]
async fn on_purpose<T: Display>(value: T) -> String {
    value.to_string()
}

fn main() {
    drop((lifetime(" a "), returns("a"), object(&3), named(3), handed_in(&GATE, 3)));
    drop(on_purpose(3));
}
