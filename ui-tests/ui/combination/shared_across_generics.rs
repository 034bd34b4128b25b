//! A number on a generic function, which all types share.

#![deny(deprecated)]

use interlocking::{barrier, semaphore, synchronized};

trait Backend {
    async fn fetch(&self) -> u32;
}

#[semaphore(2)]
async fn type_parameter<B: Backend>(backend: &B) -> u32 {
    backend.fetch().await
}

#[barrier(3)]
async fn constant<const N: usize>() -> [u32; N] {
    [0; N]
}

#[synchronized]
async fn block<B: Backend>(backend: &B) -> u32 {
    #[semaphore(2)]
    {
        backend.fetch().await
    }
}

struct Disk;

impl Backend for Disk {
    async fn fetch(&self) -> u32 {
        3
    }
}

fn main() {
    drop((type_parameter(&Disk), constant::<3>(), block(&Disk)));
}
