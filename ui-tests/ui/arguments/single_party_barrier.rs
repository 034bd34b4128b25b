//! A barrier of one party.

#![deny(deprecated)]

use interlocking::{barrier, synchronized};

#[barrier(1)]
async fn function() {}

#[barrier(turn = 1usize)]
async fn turn() -> bool {
    turn.is_last()
}

#[barrier(0x1, timeout = 5s, else { return })]
async fn limited() {}

#[synchronized]
async fn block(part: u32) {
    println!("{part}");
    #[barrier(1)]
    {
        println!("{part} is done");
    }
}

fn main() {
    drop((function(), turn(), limited(), block(3)));
}
