//! A party arrives at a barrier in one branch only.

#![deny(deprecated)]

use interlocking::{Barrier, BrokenBarrier, barrier, synchronized};

static MEET: Barrier = Barrier::new(3);

enum Role {
    Worker(u32),
    Spare,
}

#[synchronized]
async fn only_the_leader(leader: bool, meet: &tokio::sync::Barrier) {
    if leader {
        meet.wait().await;
    }
    println!("go");
}

#[synchronized]
async fn not_the_spare(role: Role, meet: &tokio::sync::Barrier) {
    match role {
        Role::Worker(part) => {
            println!("{part}");
            meet.wait().await;
        }
        Role::Spare => {}
    }
}

#[synchronized]
async fn who_has_a_part(part: Option<u32>) -> Result<(), BrokenBarrier> {
    if let Some(part) = part {
        #[barrier(MEET?)]
        {
            println!("{part}");
        }
    }
    Ok(())
}

#[synchronized]
async fn own_barrier(part: u32) {
    if part % 2 == 0 {
        #[barrier(3)]
        {
            println!("{part}");
        }
    }
}

#[synchronized]
async fn second_operand(leader: bool, meet: &tokio::sync::Barrier) -> bool {
    leader && meet.wait().await.is_leader()
}

fn main() {
    let meet = tokio::sync::Barrier::new(3);
    drop((only_the_leader(true, &meet), not_the_spare(Role::Spare, &meet)));
    drop((not_the_spare(Role::Worker(1), &meet), who_has_a_part(None), own_barrier(1)));
    drop(second_operand(true, &meet));
}
