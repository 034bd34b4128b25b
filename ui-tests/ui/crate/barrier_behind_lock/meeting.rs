use interlocking::{Barrier, synchronized};

static MEET: Barrier = Barrier::new(3);

#[synchronized]
pub(crate) async fn arrive() {
    MEET.wait().await.expect("nothing breaks it");
}
