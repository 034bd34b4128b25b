//! Loops under a lock that end, or release it.

#![allow(unused)]
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::time::sleep;
fn give_up() -> ! {
    std::process::exit(1)
}
pub struct Leader {
    lease: Mutex<u32>,
    list: Mutex<Vec<u32>>,
}
impl Leader {
    pub async fn with_exit(&self) {
        let g = self.lease.lock().await;
        loop {
            sleep(Duration::from_secs(1)).await;
            if *g > 3 {
                give_up()
            }
        }
    }
    pub async fn with_panic(&self) {
        let g = self.lease.lock().await;
        loop {
            sleep(Duration::from_secs(1)).await;
            if *g > 3 {
                std::panic::panic_any(3)
            }
        }
    }
    pub async fn some_rounds(&self) {
        let mut g = Some(self.lease.lock().await);
        loop {
            sleep(Duration::from_secs(1)).await;
            if let Some(x) = &mut g {
                **x += 1;
                if **x > 3 {
                    g = None;
                }
            } else {
                break;
            }
        }
    }
    pub async fn dropped(&self) {
        loop {
            let g = self.lease.lock().await;
            if *g > 3 {
                drop(g);
                sleep(Duration::from_secs(1)).await;
                continue;
            }
            break;
        }
    }
    pub async fn question(&self) -> Result<(), String> {
        let g = self.lease.lock().await;
        loop {
            step(*g).await?;
        }
    }
    pub async fn rounds(&self) {
        for _ in 0..3 {
            let g = self.lease.lock().await;
            step(*g).await.ok();
        }
    }
}
async fn step(_: u32) -> Result<(), String> {
    Ok(())
}
