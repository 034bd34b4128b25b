use interlocking::{Lock, guarded, synchronized};

static COUNT: Lock<u32> = Lock::new(0);

#[synchronized]
async fn closure() {
    let count = || {
        #[guarded(COUNT)]
        {
            *count
        }
    };
    count();
}

fn main() {}
