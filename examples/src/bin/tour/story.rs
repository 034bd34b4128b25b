//! Telling what happens, in the order in which it happens, with the seconds since the scene began.

use std::{sync::Mutex, time::Duration};

use tokio::time::{Instant, sleep};

static BEGAN: Mutex<Option<Instant>> = Mutex::new(None);

/// Begins a scene.
pub(crate) fn begin(title: &str) {
    *BEGAN.lock().unwrap() = Some(Instant::now());
    println!("\n{title}");
}

/// The seconds since the scene began.
pub(crate) fn elapsed() -> f64 {
    let began = BEGAN.lock().unwrap().expect("a scene has begun");
    began.elapsed().as_secs_f64()
}

/// One line of the story.
pub(crate) fn tell(what: impl AsRef<str>) {
    println!("{:5.1}s  {}", elapsed(), what.as_ref());
}

/// Simulated input and output.
pub(crate) async fn io(seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
}
