//! A variable shadows a guard that has not been used.

#![deny(deprecated)]

use interlocking::{Lock, RwLock, guarded, synchronized};

static BALANCE: Lock<u32> = Lock::new(0);
static QUEUE: Lock<Vec<u32>> = Lock::new(Vec::new());
static CONFIG: RwLock<String> = RwLock::new(String::new());

#[guarded(BALANCE)]
async fn variable(amount: u32) -> u32 {
    let balance = amount * 2;
    balance + 1
}

#[guarded(QUEUE)]
async fn pattern(found: Option<Vec<u32>>) -> usize {
    let Some(queue) = found else { return 0 };
    queue.len()
}

#[guarded(QUEUE)]
async fn branch(found: Option<Vec<u32>>) -> usize {
    if let Some(queue) = found { queue.len() } else { 0 }
}

#[guarded(read CONFIG)]
async fn each(files: &[String]) {
    for config in files {
        println!("{config}");
    }
}

#[synchronized]
async fn block(amount: u32) -> u32 {
    #[guarded(BALANCE)]
    {
        let (balance, rest) = (amount / 2, amount % 2);
        balance + rest
    }
}

fn main() {
    drop((variable(3), pattern(None), branch(None), each(&[]), block(3)));
}
