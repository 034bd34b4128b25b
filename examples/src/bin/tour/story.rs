//! Tells what happens in a scene, in the order in which it happens, with the seconds since the scene began.

use std::{cell::Cell, time::Duration};

use tokio::{
    task_local,
    time::{Instant, sleep},
};

task_local! {
    static STORY: Story;
}

struct Story {
    began: Cell<Instant>,
    listener: Box<dyn Fn(&str)>,
}

/// Plays scenes, and passes each line of their story to `listener` when it happens.
pub(crate) async fn listen(listener: impl Fn(&str) + 'static, scenes: impl Future<Output = ()>) {
    let story = Story { began: Cell::new(Instant::now()), listener: Box::new(listener) };
    STORY.scope(story, scenes).await;
}

/// Begins a scene: its clock starts at zero.
pub(crate) fn begin(title: &str) {
    STORY.with(|story| story.began.set(Instant::now()));
    line(&format!("\n{title}"));
}

/// The seconds since the scene began.
pub(crate) fn elapsed() -> f64 {
    STORY.with(|story| story.began.get().elapsed().as_secs_f64())
}

/// One event of the story, with its time.
pub(crate) fn tell(event: impl AsRef<str>) {
    line(&format!("{:5.1}s  {}", elapsed(), event.as_ref()));
}

/// One line of the story, as it is.
pub(crate) fn line(text: &str) {
    STORY.with(|story| (story.listener)(text));
}

/// Simulates input or output that takes `seconds`.
pub(crate) async fn io(seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
}
