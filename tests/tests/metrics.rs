//! The metrics of holds, as a scrape of Prometheus reads them.

use std::{sync::Arc, time::Duration};

use interlocking::{Lock, Semaphore, guarded, observe, semaphore};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::{sync::Notify, task::yield_now, time::sleep};

static ACCOUNTS: Lock<u32> = Lock::new(0);
static GATE: Semaphore = Semaphore::new(2);

#[guarded(ACCOUNTS)]
async fn transfer(end: Arc<Notify>) {
    end.notified().await;
    *accounts += 1;
}

#[guarded(ACCOUNTS, timeout = 5s, else { return 0 })]
async fn audit() -> u32 {
    *accounts
}

#[semaphore(GATE)]
async fn upload(end: Arc<Notify>) {
    end.notified().await;
}

/// The sum of the numbers in the lines that have all of these parts.
#[track_caller]
fn value(scrape: &str, parts: &[&str]) -> f64 {
    let lines = scrape.lines().filter(|line| parts.iter().all(|part| line.contains(part)));
    let number = |line: &str| line.rsplit(' ').next()?.parse::<f64>().ok();
    let numbers: Vec<f64> = lines.map(|line| number(line).expect("a number")).collect();
    assert!(!numbers.is_empty(), "no {parts:?} in\n{scrape}");
    numbers.iter().sum()
}

#[test]
fn a_scrape_reads_waits_and_holds() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    metrics::with_local_recorder(&recorder, || {
        observe::enable();
        runtime.expect("a runtime").block_on(async {
            let end = Arc::new(Notify::new());
            let holder = tokio::spawn(transfer(end.clone()));
            let uploads = [tokio::spawn(upload(end.clone())), tokio::spawn(upload(end.clone()))];
            yield_now().await;
            let waiter = tokio::spawn(audit());
            let late = tokio::spawn(async {
                sleep(Duration::from_secs(1)).await;
                audit().await
            });
            sleep(Duration::from_secs(2)).await;
            let scrape = handle.render();
            assert_eq!(value(&scrape, &["interlocking_waiters{", "ACCOUNTS"]), 2.0);
            assert_eq!(value(&scrape, &["interlocking_permits_in_use{", "GATE"]), 2.0);
            sleep(Duration::from_secs(1)).await;
            end.notify_waiters();
            holder.await.unwrap();
            assert_eq!((waiter.await.unwrap(), late.await.unwrap()), (1, 1));
            for upload in uploads {
                upload.await.unwrap();
            }
        });
    });
    let scrape = handle.render();
    let of = |name: &str| value(&scrape, &[name, "ACCOUNTS", "metrics.rs"]);
    assert_eq!(of("interlocking_contended_total{"), 2.0);
    assert_eq!(of("interlocking_blamed_wait_seconds_total{"), 5.0);
    assert_eq!(value(&scrape, &["interlocking_wait_seconds_count", "GATE", "semaphore"]), 2.0);
    assert_eq!(value(&scrape, &["interlocking_held_seconds_sum", "GATE"]), 6.0);
    assert_eq!(value(&scrape, &["interlocking_waiters{", "ACCOUNTS"]), 0.0);
    assert_eq!(value(&scrape, &["interlocking_permits_in_use{", "GATE"]), 0.0);
    assert!(!scrape.contains("0x") && !scrape.contains("address"), "no address is a label");
    observe::disable();
}
