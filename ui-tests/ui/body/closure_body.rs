use interlocking::{Lock, guarded, synchronized};

static COUNT: Lock<u32> = Lock::new(0);

#[synchronized]
#[rustfmt::skip]
async fn closure() {
    let count = async || #[guarded(COUNT)] { *count };
    count().await;
}

fn main() {}
