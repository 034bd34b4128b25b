use interlocking::{Lock, guarded, synchronized};

static COUNT: Lock<u32> = Lock::new(0);

#[synchronized]
async fn question() -> Option<u32> {
    let count = #[guarded(COUNT)]
    {
        Some(*count)
    }?;
    Some(count)
}

fn main() {}
