//! The same where the types of fields and the callees are known: the shapes of real bugs.

use super::{Event, claims_in, crate_model::CrateModel, picture_with};
use crate::flow::{Action, BodySummary};

#[track_caller]
fn holds_in(short: bool, signature: &str, body: &str) {
    let function = format!("{signature} {{ {body} }}");
    let claims = picture_with(Some(&CrateModel), &function, short, claims_in);
    assert!(!claims.is_empty(), "nothing is claimed: {body}");
    for (claim, is) in claims {
        let is = is.replace("self.", "");
        assert_eq!(claim, is, "in `{body}`");
    }
}

/// In editions 2021 and 2024, as the body of an async method.
#[track_caller]
fn holds(body: &str) {
    holds_in(false, "async fn f(&self, flag: bool)", body);
    holds_in(true, "async fn f(&self, flag: bool)", body);
}

/// As the body of a method that is not async.
#[track_caller]
fn holds_sync(body: &str) {
    holds_in(false, "fn f(&self, flag: bool)", body);
    holds_in(true, "fn f(&self, flag: bool)", body);
}

#[test]
fn the_type_decides_what_is_a_lock() {
    holds("let g = self.tokio_mutex.lock().await; alive(\"tokio_mutex\");");
    holds("let g = self.tokio_rw.read().await; alive(\"tokio_rw\");");
    holds("let g = self.std_mutex.lock().unwrap(); alive(\"std_mutex\");");
    holds("let g = self.pl_mutex.lock(); alive(\"pl_mutex\");");
    holds("let g = self.cell.borrow_mut(); alive(\"cell\");");
    holds("let g = self.map.get(&key); alive(\"map\");");
    holds("let g = self.gate.acquire().await.unwrap(); alive(\"gate\");");
    // Files and streams are read and written, too.
    holds("let n = self.file.read().await; alive(\"\");");
    holds("let n = self.file.lock().await; alive(\"\");");
    holds("let n = self.rows.borrow(); alive(\"\");");
    // An unknown place is a lock only where the shape leaves nothing else.
    holds("let g = self.unknown.lock().await; alive(\"unknown\");");
    holds("let g = self.unknown.read().await; alive(\"\");");
}

#[test]
fn locals_are_what_they_are_made_of() {
    holds("let l = &self.pl_mutex; let g = l.lock(); alive(\"l\");");
    holds("let l = self.pl_mutex.clone(); let g = l.lock(); alive(\"l\");");
    holds("let m = parking_lot::Mutex::new(0); let g = m.lock(); alive(\"m\");");
}

#[test]
fn results_of_std_locks() {
    holds_sync("let g = self.std_mutex.lock().expect(\"x\"); alive(\"std_mutex\");");
    holds_sync(
        "let g = self.std_mutex.lock().unwrap_or_else(|e| e.into_inner()); alive(\"std_mutex\");",
    );
    holds_sync("let g = self.std_mutex.lock().map_err(|e| x)?; alive(\"std_mutex\");");
    holds_sync("if let Ok(g) = self.std_mutex.lock() { alive(\"std_mutex\"); } alive(\"\");");
    holds_sync("match self.std_rw.read() { Ok(g) => alive(\"std_rw\"), Err(e) => alive(\"\") }");
    holds_sync("let n = self.std_mutex.lock().unwrap().len(); alive(\"\");");
    holds_sync("let n = self.std_mutex.lock().unwrap().get(0).cloned(); alive(\"\");");
    holds_sync("let Ok(g) = self.std_mutex.lock() else { return }; alive(\"std_mutex\");");
}

#[test]
fn what_is_done_with_the_data_of_a_guard_leaves_the_guard_a_temporary() {
    holds_sync("let n = self.pl_mutex.lock().unwrap(); alive(\"\");");
    holds_sync("let n = self.pl_mutex.lock().take().unwrap(); alive(\"\");");
    holds_sync("let n = self.pl_mutex.lock().map(|x| alive(\"pl_mutex\")); alive(\"\");");
    holds("let n = self.tokio_mutex.lock().await.ok_or(e)?; alive(\"\");");
    holds("let n = self.tokio_mutex.lock().await.clone(); alive(\"\");");
}

#[test]
fn locks_whose_crate_is_not_in_sight_are_told_apart_by_their_shape() {
    holds_sync("let g = self.util_rw.read(); alive(\"util_rw\");");
    holds_sync("let g = self.util_rw.read().unwrap(); alive(\"util_rw\");");
    holds_sync("let n = S { a: self.util_rw.read().x, b: alive(\"util_rw\") }; alive(\"\");");
    holds("let g = self.util_rw.read().await; alive(\"util_rw\");");
    holds("let n = self.util_rw.read().x; alive(\"\");");
}

/// Whichever guard it is, the lock is held.
#[test]
fn a_lock_that_is_acquired_again_is_held_where_paths_meet() {
    holds(
        "let mut g = self.tokio_mutex.lock().await; for x in y { if flag { drop(g); x().await; g = self.tokio_mutex.lock().await; } } for x in z { if x { alive(\"tokio_mutex\"); } }",
    );
    holds(
        "let mut g = self.tokio_mutex.lock().await; if flag { drop(g); alive(\"\"); g = self.tokio_mutex.lock().await; } if x { alive(\"tokio_mutex\"); }",
    );
    holds(
        "let mut g = self.tokio_mutex.lock().await; if flag { drop(g); g = self.other.lock().await; } if x { alive(\"\"); }",
    );
}

#[test]
fn attempts_hold_what_they_get() {
    holds_sync("if let Ok(g) = self.std_mutex.try_lock() { alive(\"std_mutex\"); }");
    holds_sync("if let Some(g) = self.pl_mutex.try_lock() { alive(\"pl_mutex\"); }");
    holds_sync("let g = self.pl_mutex.try_lock().unwrap(); alive(\"pl_mutex\");");
    holds_sync("let Some(g) = self.pl_mutex.try_lock_for(d) else { return }; alive(\"pl_mutex\");");
}

#[test]
fn references_into_a_map() {
    holds("if let Some(r) = self.map.get(&key) { alive(\"map\"); } alive(\"\");");
    holds("let r = self.map.entry(key).or_insert(1); alive(\"map\");");
    holds("let r = self.map.entry(key).or_insert_with(|| alive(\"map\")); alive(\"map\");");
    holds("for x in self.map.iter() { alive(\"map\"); } alive(\"\");");
    holds("let n = self.map.get(&key).map(|r| { alive(\"map\"); r.x }); alive(\"\");");
    holds("let r = self.map.get(&key).ok_or(e)?; alive(\"map\");");
    holds(
        "match self.map.entry(key) { Occupied(e) => alive(\"map\"), Vacant(e) => alive(\"map\") }",
    );
    holds("self.map.insert(key, 1); alive(\"\");");
    holds("let n = self.map.get(&key).map(|r| *r).unwrap_or(0); alive(\"\");");
    holds("let n = self.map.contains_key(&key); alive(\"\");");
}

#[test]
fn temporaries_of_a_statement() {
    holds_sync("*self.pl_mutex.lock() = alive(\"\");");
    holds_sync("self.pl_mutex.lock().x = alive(\"\");");
    holds_sync("x.y = self.pl_mutex.lock().x + alive(\"pl_mutex\");");
    holds_sync("let t = (self.pl_mutex.lock().x, alive(\"pl_mutex\")); alive(\"\");");
    holds_sync("let s = S { a: self.pl_rw.read().x, b: alive(\"pl_rw\") }; alive(\"\");");
    holds_sync("step(self.pl_mutex.lock().x, alive(\"pl_mutex\")); alive(\"\");");
    holds_sync("for x in self.pl_mutex.lock().iter() { alive(\"pl_mutex\"); } alive(\"\");");
    holds_sync("for x in self.pl_mutex.lock().clone() { alive(\"pl_mutex\"); }");
    holds_sync("match self.pl_mutex.lock().state { A => alive(\"pl_mutex\"), _ => {} }");
    holds_sync("let n = if flag { self.pl_mutex.lock().x } else { alive(\"\") }; alive(\"\");");
    holds_sync("return (self.pl_mutex.lock().x, alive(\"pl_mutex\"));");
    let if_let = |at: &str| {
        format!("if let Some(x) = self.pl_mutex.lock().get(0) {{}} else {{ alive(\"{at}\"); }}")
    };
    holds_in(false, "fn f(&self)", &if_let("pl_mutex"));
    holds_in(true, "fn f(&self)", &if_let(""));
}

#[test]
fn closures_run_where_they_are_given() {
    holds_sync("let g = self.pl_mutex.lock(); x.map(|x| alive(\"pl_mutex\"));");
    holds_sync("let g = self.pl_mutex.lock(); x.unwrap_or_else(|| alive(\"pl_mutex\"));");
    holds_sync("let g = self.pl_mutex.lock(); xs.iter().for_each(|x| alive(\"pl_mutex\"));");
    holds_sync("let g = self.pl_mutex.lock(); let f = || alive(\"pl_mutex\"); f();");
    holds_sync("let f = || alive(\"pl_mutex\"); let g = self.pl_mutex.lock(); f();");
    holds_sync("let n = xs.map(|x| self.pl_mutex.lock().get(x)); alive(\"\");");
    holds_sync("let g = x.unwrap_or_else(|| self.pl_mutex.lock()); alive(\"pl_mutex\");");
    // Where it goes cannot be seen.
    holds_sync("let g = self.pl_mutex.lock(); register(|| alive(\"\"));");
    holds_sync("let g = self.pl_mutex.lock(); std::thread::spawn(|| alive(\"\"));");
    holds_sync("let g = self.pl_mutex.lock(); let f = || alive(\"\");");
}

#[test]
fn async_blocks_run_where_they_are_awaited() {
    holds("let g = self.tokio_mutex.lock().await; async { alive(\"tokio_mutex\") }.await;");
    holds(
        "let f = async { alive(\"tokio_mutex\") }; let g = self.tokio_mutex.lock().await; f.await;",
    );
    holds(
        "let g = self.tokio_mutex.lock().await; let t = tokio::spawn(async { alive(\"\") }); t.await;",
    );
    holds(
        "let g = self.tokio_mutex.lock().await; timeout(d, async { alive(\"tokio_mutex\") }).await;",
    );
    holds("let g = self.tokio_mutex.lock().await; retry(async { alive(\"tokio_mutex\") }).await;");
    holds_sync("let g = self.pl_mutex.lock(); rt.block_on(async { alive(\"pl_mutex\") });");
    holds(
        "let g = async { let g = self.tokio_mutex.lock().await; g }.await; alive(\"tokio_mutex\");",
    );
    holds_sync(
        "Box::pin(async move { let g = self.tokio_mutex.lock().await; alive(\"tokio_mutex\"); })",
    );
    holds_sync("let g = self.pl_mutex.lock(); Box::pin(async move { alive(\"\"); })");
}

#[test]
fn calls_may_return_guards() {
    holds("let g = self.term(); alive(\"call()\");");
    holds("let n = self.term().x; alive(\"\");");
    holds("if let Some(x) = self.maybe() { alive(\"call()\"); } alive(\"\");");
    holds("let n = self.load().await; alive(\"call()\"); drop(n); alive(\"\");");
    holds("step(self.term().x, alive(\"call()\"));");
}

#[test]
fn guards_move_into_calls() {
    holds("let g = self.tokio_mutex.lock().await; run(g); alive(\"\");");
    holds("let g = self.tokio_mutex.lock().await; run(&g); alive(\"tokio_mutex\");");
    holds("let g = self.tokio_mutex.lock().await; g.push(1); alive(\"tokio_mutex\");");
}

#[test]
fn macros_of_the_crate_and_of_others() {
    holds_sync("let g = lock!(self.std_mutex); alive(\"std_mutex\");");
    holds_sync("let n = lock!(self.std_mutex).len(); alive(\"\");");
    holds_sync("let g = zwrite!(self.std_rw); alive(\"std_rw\");");
    holds_sync("let g = zlock!(self.pl_mutex); alive(\"pl_mutex\");");
    holds_sync("let g = zwrite!(self.file); alive(\"\");");
    holds_sync("mystery!(self.pl_mutex.lock().x, alive(\"pl_mutex\"));");
    holds(
        "let (g, h) = tokio::join!(self.tokio_mutex.lock(), self.other.lock()); alive(\"tokio_mutex other\");",
    );
    holds(
        "let g = tokio::select! { g = self.tokio_mutex.lock() => g, _ = x() => return }; alive(\"tokio_mutex\");",
    );
}

#[test]
fn code_of_other_builds_is_not_there() {
    holds_sync("#[cfg(feature = \"off\")] let g = self.pl_mutex.lock(); alive(\"\");");
    holds_sync("#[cfg(feature = \"on\")] let g = self.pl_mutex.lock(); alive(\"pl_mutex\");");
    holds_sync("#[cfg(feature = \"off\")] { alive(\"never\"); } alive(\"\");");
}

#[test]
fn conditions_give_guards_back() {
    holds(
        "let mut g = self.tokio_mutex.lock().await; g = self.condition.wait(g).await; alive(\"tokio_mutex\");",
    );
    holds_sync(
        "let mut g = self.std_mutex.lock().unwrap(); while c { g = CV.wait(g).unwrap(); alive(\"std_mutex\"); }",
    );
    holds_sync(
        "let mut g = self.std_mutex.lock().unwrap(); while c { g = self.condvar.wait(g).unwrap(); alive(\"std_mutex\"); }",
    );
    holds_sync("let mut g = self.pl_mutex.lock(); self.condvar.wait(&mut g); alive(\"pl_mutex\");");
}

fn count(body: &str, is_it: impl Fn(&BodySummary<'_>, &Event<'_>) -> bool) -> usize {
    let function = format!("async fn f(&self) {{ {body} }}");
    picture_with(Some(&CrateModel), &function, true, |summary| {
        summary.events.iter().filter(|event| is_it(summary, event)).count()
    })
}

/// The call is where its future is awaited, with what is held there.
#[test]
fn async_calls_are_where_they_are_awaited() {
    let runs_under = |body: &str, held: usize| {
        count(body, |_, event| matches!(event.action, Action::Runs(_)) && event.alive.len() == held)
    };
    assert_eq!(runs_under("let g = self.tokio_mutex.lock().await; self.load().await;", 1), 1);
    assert_eq!(
        runs_under("let f = self.load(); let g = self.tokio_mutex.lock().await; f.await;", 1),
        1
    );
    assert_eq!(
        runs_under("let g = self.tokio_mutex.lock().await; tokio::spawn(self.load());", 1),
        0
    );
    assert_eq!(runs_under("let g = self.tokio_mutex.lock().await; self.step();", 1), 1);
}
