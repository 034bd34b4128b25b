use interlocking::{Lock, guarded};

static BALANCE: Lock<i64> = Lock::new(0);

#[guarded(BALANCE)]
async fn credit(amount: i64) {
    *balance += amount;
    println!("the balance is {}", BALANCE.lock().await);
}

fn main() {
    drop(credit(1));
}
