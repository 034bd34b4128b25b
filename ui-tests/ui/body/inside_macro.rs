use interlocking::{Lock, guarded, synchronized};

static COUNT: Lock<u32> = Lock::new(0);

#[synchronized]
async fn arguments() {
    println!("{}", #[guarded(COUNT)] { *count });
}

#[synchronized]
async fn branches() {
    tokio::join!(#[guarded(COUNT)] async { *count += 1 }, async {});
}

#[synchronized]
async fn handlers() {
    tokio::select! {
        _ = async {} => #[guarded(COUNT)] { *count += 1 },
    }
}

fn main() {}
