//! Which rules a function breaks: each rule with programs that break it, and with near misses that do not. The programs that
//! rustc compiles, with their messages, are in `ui-tests`; here are the many small variations.

use interlocking_dsl::{Attribute, Rule, expand};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ItemFn;

/// The names of the rules that a function breaks, in the order of their reports.
fn broken(function: &str) -> Vec<&'static str> {
    let mut function: ItemFn =
        syn::parse_str(function).unwrap_or_else(|error| panic!("{error}: {function}"));
    let ours = |written: &syn::Attribute| {
        Attribute::ALL.into_iter().find(|ours| written.path().is_ident(ours.name()))
    };
    let at = function.attrs.iter().position(|written| ours(written).is_some());
    let first = at.map(|at| function.attrs.remove(at));
    let attribute = first.as_ref().and_then(ours).unwrap_or(Attribute::Synchronized);
    let arguments = match first.map(|first| first.meta) {
        Some(syn::Meta::List(list)) => list.tokens,
        _ => TokenStream::new(),
    };
    let expanded = expand(attribute, arguments, function.into_token_stream()).to_string();
    let errors = expanded.matches("compile_error").count();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for rule in Rule::ALL {
        let text = format!("rule: interlocking::{},", rule.name());
        found.extend(expanded.match_indices(&text).map(|(at, _)| (at, rule.name())));
    }
    found.sort_unstable();
    let found: Vec<&str> = found.into_iter().map(|(_, rule)| rule).collect();
    let warnings = expanded.matches("deprecated").count();
    assert_eq!(errors + warnings, found.len(), "an error that is no rule's, in {expanded}");
    found
}

#[track_caller]
fn breaks(rule: &str, function: &str) {
    assert_eq!(broken(function), [rule], "{function}");
}

#[track_caller]
fn breaks_in(rule: &str, body: &str) {
    breaks(rule, &format!("#[guarded(L)] async fn f() {{ {body} }}"));
}

#[track_caller]
fn is_fine(function: &str) {
    assert!(broken(function).is_empty(), "{:?}: {function}", broken(function));
}

#[track_caller]
fn is_fine_in(body: &str) {
    is_fine(&format!("#[guarded(L)] async fn f() {{ {body} }}"));
}

#[test]
fn temporary_primitive() {
    let rule = "temporary_primitive";
    breaks(rule, "#[guarded(l = Lock::new(0))] async fn f() {}");
    breaks(rule, "#[guarded(l = Arc::new(Mutex::new(0)))] async fn f() {}");
    breaks(rule, "#[semaphore(Semaphore::new(3))] async fn f() {}");
    is_fine("#[guarded(l = pool.lock_of(3))] async fn f() {}");
    is_fine("#[guarded(l = Registry::new(3).lock)] async fn f() {}");
    is_fine("#[guarded(l = LOCKS.get(&key))] async fn f() {}");
}

#[test]
fn barriers_that_cannot_fill() {
    breaks("barrier_behind_lock", "#[guarded(L)] #[barrier(3)] async fn f() {}");
    breaks("barrier_behind_lock", "#[guarded(L)] async fn f() { #[barrier(3)] { x() } }");
    breaks("barrier_behind_semaphore", "#[semaphore(2)] #[barrier(3)] async fn f() {}");
    breaks("barrier_behind_semaphore", "#[semaphore(2)] async fn f() { #[barrier(3)] { x() } }");
    breaks(
        "barrier_behind_semaphore",
        "#[semaphore(4, permits = 2)] #[barrier(3)] async fn f() {}",
    );
    is_fine("#[barrier(3)] #[guarded(L)] async fn f() {}");
    is_fine("#[guarded(read L)] #[barrier(3)] async fn f() {}");
    is_fine("#[semaphore(3)] #[barrier(3)] async fn f() {}");
    is_fine("#[guarded(l = lock)] #[barrier(3)] async fn f(lock: &Lock<u32>) {}");
    is_fine("#[guarded(L)] async fn f() { drop(l); #[barrier(3)] { x() } }");
    breaks("single_party_barrier", "#[barrier(1)] async fn f() {}");
    is_fine("#[barrier(2)] async fn f() {}");
}

#[test]
fn constants() {
    breaks("long_timeout", "#[guarded(L?, timeout = 25h)] async fn f() -> R {}");
    breaks("long_timeout", "#[guarded(L?, timeout = 250000s)] async fn f() -> R {}");
    is_fine("#[guarded(L?, timeout = 24h)] async fn f() -> R {}");
    is_fine("#[guarded(L?, timeout = LIMIT)] async fn f() -> R {}");
    breaks("shared_across_generics", "#[semaphore(2)] async fn f<T>(x: T) {}");
    is_fine("#[barrier(2)] async fn f(x: impl Read) {}");
    is_fine("#[semaphore(GATE)] async fn f<T>(x: T) {}");
    is_fine("#[semaphore(2)] async fn f<'a>(x: &'a str) {}");
    breaks("shared_across_instances", "#[semaphore(1)] async fn f(&self) {}");
    is_fine("#[semaphore(self.gate)] async fn f(&self) {}");
    is_fine("#[semaphore(1)] async fn f(this: &Self) {}");
}

#[test]
fn shadowed_guard() {
    let rule = "shadowed_guard";
    breaks_in(rule, "let l = 3; x(l);");
    breaks_in(rule, "if let Some(l) = x { y(l) }");
    is_fine_in("*l += 1; let l = 3;");
    is_fine_in("println!(\"{l}\"); let l = 3;");
    is_fine_in("drop(l); let l = L.lock().await;");
    is_fine_in("let n = l.len(); { let l = n; }");
}

#[test]
fn same_lock_twice() {
    let rule = "same_lock_twice";
    breaks_in(rule, "L.lock().await;");
    breaks_in(rule, "*L.lock().await += 1;");
    breaks_in(rule, "if x { drop(l) } L.lock().await.y();");
    breaks_in(rule, "#[guarded(other = L)] { *other += 1; }");
    breaks_in(rule, "tokio::spawn(async { L.lock().await.x(); }).await;");
    breaks_in(rule, "tokio::join!(async { L.lock().await.x(); }, y());");
    breaks_in(rule, "let task = tokio::spawn(async { L.lock().await.x(); }); task.await;");
    breaks_in(rule, "tokio::task::spawn_blocking(|| L.blocking_lock().x()).await;");
    breaks_in(rule, "println!(\"{}\", L.lock().await);");
    breaks(rule, "#[guarded(read C)] async fn f() { C.read().await.x(); }");
    breaks(rule, "#[guarded(read C)] async fn f() { C.write().await.x(); }");
    breaks(rule, "#[guarded(write C)] async fn f() { C.read().await.x(); }");
    breaks(rule, "async fn f() { let g = a.lock().await; g.x(); let h = a.lock().await; h.x(); }");
    breaks(rule, "async fn f(l: &RwLock<u32>) { let g = l.read().await; let g = l.read().await; }");
    breaks(rule, "async fn f() { let a = m.lock().unwrap(); let b = m.lock().unwrap(); }");
    breaks(rule, "#[guarded(self.a)] async fn f(&self) { self.a.lock().await.x(); }");
    breaks(rule, "#[guarded(L)] #[guarded(m = L)] async fn f() {}");
    is_fine_in("drop(l); L.lock().await.x();");
    is_fine_in("if x { drop(l) } else { drop(l) } L.lock().await.x();");
    is_fine_in("if x { drop(l); return; } drop(l); L.lock().await.x();");
    is_fine_in("M.lock().await.x();");
    is_fine_in("tokio::spawn(async { L.lock().await.x(); });");
    is_fine_in("if let Ok(again) = L.try_lock() { again.x() }");
    is_fine("#[guarded(self.a)] async fn f(&self, o: &Self) { self.b.lock().await.x(); }");
    is_fine(
        "async fn f(list: &[Lock<u32>]) { for (i, l) in list.iter().enumerate() { l.lock().await.x(); } }",
    );
    is_fine("async fn f() { { let g = a.lock().await; g.x(); } a.lock().await.x(); }");
    is_fine(
        "async fn f() { let next = loop { let g = a.lock().await; if g.x() { break g.y(); } }; a.lock().await.z(next); }",
    );
    is_fine(
        "async fn f() { match x { A => { let g = a.lock().await; drop(g); a.lock().await.x(); } B => a.lock().await.y() } }",
    );
    // A lock of sync code that is passed on, then awaited for something else.
    is_fine(
        "async fn f() { let g = a.lock().await; let b = a.clone(); drop(g); b.lock().await.x(); }",
    );
}

#[test]
fn lock_held_by_temporary() {
    let rule = "lock_held_by_temporary";
    breaks(
        rule,
        "async fn f() { match l.lock().await.state { A => l.lock().await.go(), _ => {} } }",
    );
    breaks(
        rule,
        "async fn f() { if let Some(x) = l.lock().await.get(1) { l.lock().await.go(x) } }",
    );
    breaks(rule, "async fn f() { g(*l.lock().await, l.lock().await.x()).await; }");
    breaks(rule, "async fn f() { let r = &l.lock().await.field; x(r); l.lock().await.y(); }");
    breaks(
        rule,
        "async fn f(a: &RwLock<P>) { while a.read().await.x + a.read().await.y > 3 { x() } }",
    );
    breaks(rule, "async fn f() { *n.lock().await = *n.lock().await + 1; }");
    breaks(rule, "async fn f() { for x in l.lock().await.iter() { l.lock().await.y(x); } }");
    is_fine(
        "async fn f() { match { let state = l.lock().await.state; state } { A => l.lock().await.go(), _ => {} } }",
    );
    is_fine(
        "async fn f() { let state = l.lock().await.state; match state { A => l.lock().await.go(), _ => {} } }",
    );
    is_fine("async fn f() { if l.lock().await.x { l.lock().await.y() } }");
    is_fine("async fn f() { assert!(l.lock().await.x, \"{}\", l.lock().await.y); }");
    breaks(rule, "async fn f() { assert_eq!(l.lock().await.x, l.lock().await.y); }");
    is_fine(
        "async fn f() { while let Some(x) = { let mut g = l.lock().await; g.pop() } { l.lock().await.y(x) } }",
    );
    // Each operand is a scope of its own.
    is_fine("async fn f(a: &RwLock<P>) { while a.read().await.x && a.read().await.y { x() } }");
    is_fine("async fn f() { match x { _ if l.lock().await.x => l.lock().await.y(), _ => {} } }");
    is_fine(
        "async fn f() { let Some(x) = l.lock().await.pop() else { l.lock().await.y(); return }; }",
    );
}

#[test]
fn guard_in_scrutinee() {
    let rule = "guard_in_scrutinee";
    breaks(rule, "async fn f() { match l.lock().await.state { A => x().await, _ => {} } }");
    breaks(rule, "async fn f() { if let Some(job) = l.lock().await.pop() { job.run().await; } }");
    breaks(
        rule,
        "async fn f() { while let Some(job) = l.lock().await.pop() { job.run().await; } }",
    );
    is_fine("async fn f() { match l.lock().await.state { A => x(), _ => {} } }");
    is_fine(
        "async fn f() { let job = l.lock().await.pop(); if let Some(job) = job { job.run().await; } }",
    );
    is_fine(
        "async fn f() { match &*l.lock().await { State::A(peer) => peer.send().await, _ => {} } }",
    );
    is_fine("async fn f() { if let Some(peer) = l.lock().await.get(3) { peer.send().await } }");
    is_fine("async fn f() { for peer in l.lock().await.iter() { peer.send().await } }");
}

#[test]
fn recursion() {
    let rule = "recursive_lock";
    breaks_in(rule, "Box::pin(f()).await;");
    breaks(rule, "#[guarded(self.a)] async fn f(&self) { Box::pin(self.f()).await; }");
    breaks(rule, "#[guarded(L)] async fn f(&self) { Box::pin(Self::f(self)).await; }");
    is_fine_in("drop(l); Box::pin(f()).await;");
    is_fine("#[guarded(self.a)] async fn f(&self, next: &Node) { Box::pin(next.f()).await; }");
    is_fine("#[guarded(L)] async fn f(&self) { f().await; }");
    is_fine(
        "#[guarded(l = lock)] async fn f(lock: &Lock<u32>, other: &Lock<u32>) { Box::pin(f(other, lock)).await; }",
    );
    is_fine_in("tokio::spawn(async { f().await; });");
}

#[test]
fn unordered() {
    let rule = "lock_order";
    breaks(
        rule,
        "async fn f(a: &Account, b: &Account) { let x = a.l.lock().await; let y = b.l.lock().await; }",
    );
    breaks(
        rule,
        "async fn f(&self, other: &Self) { let x = self.l.lock().await; let y = other.l.lock().await; }",
    );
    breaks(
        rule,
        "async fn f(list: &[Lock<u32>], i: usize, j: usize) { let x = list[i].lock().await; let y = list[j].lock().await; }",
    );
    breaks(rule, "#[guarded(x = a.l)] #[guarded(y = b.l)] async fn f(a: &Account, b: &Account) {}");
    is_fine("#[guarded(x = a.l, y = b.l)] async fn f(a: &Account, b: &Account) {}");
    is_fine("async fn f(a: &Account, b: &Account) { a.l.lock().await.x(); b.l.lock().await.y(); }");
    is_fine(
        "async fn f(a: &Account, b: &Account) { let x = a.l.lock().await; let y = b.m.lock().await; }",
    );
    is_fine(
        "async fn f(a: &Account, b: &Bank) { let x = a.l.lock().await; let y = b.l.lock().await; }",
    );
    is_fine(
        "async fn f(a: &Account, b: &Account) { let (a, b) = if a.id < b.id { (a, b) } else { (b, a) }; let x = a.l.lock().await; let y = b.l.lock().await; }",
    );
    is_fine(
        "async fn f(a: &Account, b: &Account) { if a.id < b.id { let x = a.l.lock().await; let y = b.l.lock().await; } else { let y = b.l.lock().await; let x = a.l.lock().await; } }",
    );
    is_fine(
        "async fn f(list: &[Lock<u32>], i: usize) { let x = list[i].lock().await; let y = list[i + 1].lock().await; }",
    );
    is_fine(
        "async fn f(tree: &Tree) { let x = tree.root.lock().await; let y = x.items[3].lock().await; }",
    );
    is_fine(
        "async fn f(inbox: &Lock<Queue>, outbox: &Lock<Queue>) { let x = inbox.lock().await; let y = outbox.lock().await; }",
    );
}

#[test]
fn guards_collected_in_loop() {
    let rule = "guards_collected_in_loop";
    breaks(
        rule,
        "async fn f() { let mut gs = Vec::new(); for k in map.keys() { gs.push(map[k].lock().await); } }",
    );
    breaks(
        rule,
        "async fn f(s: &Semaphore) { let mut ps = vec![]; for _ in 0..n { ps.push(s.acquire().await); } }",
    );
    is_fine(
        "async fn f() { let mut gs = Vec::new(); gs.push(a.lock().await); gs.push(b.lock().await); }",
    );
    is_fine(
        "async fn f() { let mut ns = Vec::new(); for l in list { ns.push(*l.lock().await); } }",
    );
    is_fine(
        "async fn f() { keys.sort(); let mut gs = Vec::new(); for k in &keys { gs.push(map[k].lock().await); } }",
    );
}

#[test]
fn unused_guard() {
    let rule = "unused_guard";
    breaks(rule, "async fn f(l: &Lock<u32>) { let _ = l.lock().await; x().await; }");
    breaks(rule, "async fn f(l: &Lock<u32>) { l.lock().await; x().await; }");
    breaks(rule, "async fn f(s: &Semaphore) -> R { let _ = s.acquire().await?; x().await }");
    breaks(
        rule,
        "async fn f() { let l = Arc::new(tokio::sync::Mutex::new(0)); share(l.clone()); l.lock().await; }",
    );
    is_fine("async fn f(&self) { let _ = self.busy.lock().await; }");
    is_fine("async fn f(l: &Lock<u32>) { let _guard = l.lock().await; x().await; }");
    is_fine("async fn f(l: &Lock<u32>) { drop(l.lock().await); }");
    is_fine("async fn f(l: &Lock<u32>) { _ = l.lock().await; }");
    is_fine("async fn f(s: &Semaphore) { let _ = s.acquire_many(ALL).await; }");
    is_fine("async fn f(l: &Lock<u32>) { let _ = l.lock().await.len(); }");
    is_fine("async fn f() { client.lock().await; x().await; client.unlock().await; }");
}

#[test]
fn unawaited_acquire() {
    let rule = "unawaited_acquire";
    breaks(rule, "async fn f(l: &Lock<u32>) { let g = l.lock(); x().await; }");
    breaks(rule, "async fn f(l: &Lock<u32>) { l.lock(); x().await; }");
    is_fine("async fn f(l: &Lock<u32>) { let g = l.lock(); x().await; let g = g.await; y(g); }");
    is_fine("async fn f(l: &Lock<u32>) { let g = l.lock(); tokio::pin!(g); x(g).await; }");
    is_fine("async fn f() { let g = l.lock(); x().await; }");
}

#[test]
fn leaked() {
    let rule = "leaked_guard";
    breaks_in(rule, "std::mem::forget(l);");
    breaks_in(rule, "let kept = ManuallyDrop::new(l);");
    breaks(rule, "#[semaphore(permit = GATE)] async fn f() { std::mem::forget(permit); }");
    breaks(rule, "async fn f() { Box::leak(Box::new(a.lock().await)); }");
    is_fine("#[semaphore(permit = GATE)] async fn f() { permit.forget(); }");
    is_fine_in("std::mem::forget(x);");
    is_fine_in("let n = *l; std::mem::forget(n);");
}

#[test]
fn held_across_endless_loop() {
    let rule = "held_across_endless_loop";
    breaks_in(rule, "loop { rx.recv2().await; }");
    breaks_in(rule, "while true { x().await; }");
    breaks(rule, "async fn f() { let g = a.lock().await; loop { g.x(); y().await; } }");
    is_fine_in("loop { if x().await { break; } }");
    is_fine_in("loop { x().await?; }");
    is_fine_in("drop(l); loop { x().await; }");
    is_fine_in("loop { l = READY.wait_for(l, |l| l.x).await; l.pop(); }");
    is_fine_in("loop { tokio::select! { _ = stop.notified2() => break, x = y() => z(x) } }");
    is_fine("async fn f() { loop { let g = a.lock().await; g.x().await; } }");
    is_fine("async fn f() { loop { #[guarded(L)] { l.x().await; } } }");
    is_fine_in("loop { mystery!(); }");
    is_fine_in("for x in y { z(x).await; }");
}

#[test]
fn unshared_lock() {
    let rule = "unshared_lock";
    breaks(rule, "async fn f() { let l = Lock::new(0); x(&l).await; }");
    breaks(rule, "async fn f() { let l = tokio::sync::Mutex::new(0); *l.lock().await += 1; }");
    is_fine("async fn f() { let l = Arc::new(Lock::new(0)); x(&l).await; }");
    is_fine("async fn f() { let l = Lock::new(0); join!(x(&l), x(&l)); }");
    is_fine("async fn f() { let l = Lock::new(0); let s = State { l }; x(&s).await; }");
    is_fine(
        "async fn f() { let l = Lock::new(0); let a = x(&l); let b = x(&l); join_all([a, b]).await; }",
    );
}

#[test]
fn notify_and_wait_without_guard() {
    breaks_in("notify_without_guard", "C.notify_one(&l); C.notify_all();");
    breaks_in(
        "wait_without_guard",
        "l = C.wait_for(l, |l| l.x).await; loop { C.wait().await; break }",
    );
    is_fine_in("C.notify_one(&l);");
    is_fine_in("N.notify_one(); N.notify_all();");
}

#[test]
fn waits() {
    breaks_in("wait_not_in_loop", "if !l.x { l = C.wait(l).await; }");
    is_fine_in("while !l.x { l = C.wait(l).await; }");
    is_fine_in("l = C.wait_for(l, |l| l.x).await;");
    breaks_in("async_predicate", "l = C.wait_for(l, async |l| l.x).await;");
    breaks_in("async_predicate", "l = C.wait_for(l, |l| async { l.x }).await;");
    breaks("async_predicate", "#[guarded(L, when = |l| { l.x().await })] async fn f() {}");
    is_fine("#[guarded(L, when = |l| l.x)] async fn f() {}");
    breaks_in("predicate_ignores_data", "l = C.wait_for(l, |_| FLAG.load(Relaxed)).await;");
    breaks(
        "predicate_ignores_data",
        "#[guarded(L, when = |l| READY.load(SeqCst))] async fn f() {}",
    );
    is_fine_in("l = C.wait_for(l, |l| l.x || FLAG.load(Relaxed)).await;");
    is_fine_in("l = C.wait_for(l, |()| FLAG.load(Relaxed)).await;");
    is_fine_in("l = C.wait_for(l, |_| true).await;");
    breaks_in(
        "predicate_with_side_effects",
        "l = C.wait_for(l, |l| { TRIES.fetch_add(1, Relaxed); l.x }).await;",
    );
    breaks_in(
        "predicate_with_side_effects",
        "l = l.until(|l| { println!(\"{l:?}\"); l.x }).await;",
    );
    is_fine_in("l = C.wait_for(l, |l| l.items.iter().any(|item| item.ready)).await;");
    breaks(
        "wait_under_second_lock",
        "#[guarded(L)] #[guarded(M)] async fn f() { l = C.wait_for(l, |l| l.x).await; }",
    );
    is_fine(
        "#[guarded(L)] #[guarded(M)] async fn f() { drop(m); l = C.wait_for(l, |l| l.x).await; }",
    );
    breaks("wait_under_second_lock", "#[guarded(L)] #[guarded(Q, when = |q| q.x)] async fn f() {}");
    is_fine("#[guarded(Q, when = |q| q.x)] #[guarded(L)] async fn f() {}");
    is_fine("#[semaphore(3)] #[guarded(L)] async fn f() { l = C.wait_for(l, |l| l.x).await; }");
}

#[test]
fn outcomes() {
    let rule = "ignored_result";
    is_fine_in("let (mut l, _) = C.wait_for_timeout(l, |l| l.x, D).await; l.pop();");
    breaks_in(rule, "let _ = C.wait_for_timeout(l, |l| l.x, D).await;");
    breaks(rule, "async fn f() { gate.try_acquire().ok(); }");
    breaks(rule, "async fn f() { let _ = gate.try_acquire(); }");
    is_fine_in("let (l, outcome) = C.wait_for_timeout(l, |l| l.x, D).await; outcome?;");
    is_fine("async fn f() { let permit = gate.try_acquire().ok(); x(permit); }");
    is_fine("async fn f() { if gate.try_acquire().is_ok() { x() } }");
}

#[test]
fn events() {
    breaks("event_not_set_on_error", "async fn f() -> R { work()?; DONE.set(); Ok(()) }");
    breaks("event_not_set_on_error", "async fn f() { if x { return; } DONE.set(); }");
    is_fine("async fn f() -> R { DONE.set(); work()?; Ok(()) }");
    is_fine("async fn f() -> R { if x { DONE.set(); return y; } z()?; DONE.set(); Ok(()) }");
    is_fine("async fn f() -> R { work()?; CELL.set(3); Ok(()) }");
    is_fine("#[sets(DONE)] async fn f() -> R { work()?; Ok(()) }");
    breaks("event_cleared_by_waiter", "#[waits(E)] async fn f() { E.clear(); }");
    breaks(
        "event_cleared_by_waiter",
        "async fn f() { loop { E.wait().await; E.clear(); work().await } }",
    );
    is_fine("async fn f() { E.clear(); E.wait().await; }");
    is_fine("async fn f() { E.wait().await; list.clear(); }");
    breaks("lost_wakeup", "async fn f() { if !done() { notify.notified().await; } }");
    breaks(
        "lost_wakeup",
        "async fn f() { if last() { n.notify_waiters(); } else { n.notified().await; } }",
    );
    is_fine("async fn f() { while !done() { notify.notified().await; } }");
    is_fine("async fn f() { if self.waits { notify.notified().await; } }");
    is_fine("async fn f(fast: bool) { if !fast { notify.notified().await; } }");
    is_fine("async fn f() { let n = notify.notified(); if !done() { n.await; } }");
    is_fine("async fn f() { notify.notified().await; }");
    is_fine(
        "async fn f() { let n = notify.notified(); tokio::pin!(n); loop { n.as_mut().enable(); if done() { return; } n.as_mut().await; n.set(notify.notified()); } }",
    );
}

#[test]
fn meetings() {
    breaks(
        "held_across_barrier",
        "#[guarded(L)] async fn f(meet: &Barrier) { meet.wait().await; }",
    );
    breaks("held_across_barrier", "#[guarded(L)] #[barrier(MEET?)] async fn f() -> R {}");
    is_fine("#[guarded(L)] async fn f(meet: &Barrier) { drop(l); meet.wait().await; }");
    is_fine("#[guarded(L)] async fn f(meet: &Event) { meet.wait().await; }");
    is_fine("#[guarded(self.l)] async fn f(&self, meet: &Barrier) { meet.wait().await; }");
    breaks(
        "conditional_barrier",
        "async fn f(meet: &Barrier) { if leader { meet.wait().await; } }",
    );
    is_fine(
        "async fn f(meet: &Barrier) { if leader { meet.wait().await; } else { meet.wait().await; } }",
    );
    is_fine("async fn f(meet: &Barrier) { if leader { x().await; } meet.wait().await; }");
    is_fine("async fn f(meet: &Barrier) { for _ in 0..3 { meet.wait().await; } }");
    breaks(
        "exit_before_barrier",
        "async fn f(meet: &Barrier) -> R { load()?; meet.wait().await; Ok(()) }",
    );
    is_fine(
        "async fn f(meet: &Barrier) -> R { let loaded = load(); meet.wait().await; loaded?; Ok(()) }",
    );
    is_fine(
        "async fn f(meet: &Barrier) -> R { if x { meet.abort(); return y; } meet.wait().await; Ok(()) }",
    );
    let spawns = |n: &str, parties: &str| {
        format!(
            "async fn f() {{ let meet = Arc::new(Barrier::new({parties})); for _ in {n} {{ let meet = meet.clone(); set.spawn(async move {{ meet.wait().await; }}); }} }}"
        )
    };
    breaks("unfillable_barrier", &spawns("0..4", "3"));
    let joined = |n: &str| {
        format!(
            "async fn f() {{ let meet = Arc::new(Barrier::new(3)); let mut set = JoinSet::new(); for _ in {n} {{ let meet = meet.clone(); set.spawn(async move {{ meet.wait().await; }}); }} while let Some(x) = set.join_next().await {{ x.y(); }} }}"
        )
    };
    breaks("unfillable_barrier", &joined("0..4"));
    is_fine(&joined("0..6"));
    is_fine(&spawns("0..6", "3"));
    is_fine(&spawns("0..n", "3"));
    is_fine(&spawns("0..4", "n"));
    is_fine(&spawns("1..=3", "3"));
}

#[test]
fn other_code_under_a_guard() {
    breaks(
        "callback_under_lock",
        "#[guarded(L)] async fn f(hook: impl AsyncFn()) { hook().await; }",
    );
    breaks(
        "callback_under_lock",
        "#[guarded(L)] async fn f(&self) { for h in &self.hooks { h(1).await; } }",
    );
    breaks(
        "callback_under_lock",
        "#[guarded(L)] async fn f(x: &dyn Handler) { x.handle().await; }",
    );
    is_fine("#[guarded(L)] async fn f(update: impl FnOnce(&mut u32)) { update(&mut l); }");
    is_fine("#[guarded(L)] async fn f(hook: impl AsyncFn()) { drop(l); hook().await; }");
    is_fine_in("let twice = async |x| x * 2; twice(3).await;");
    breaks(
        "task_awaited_under_lock",
        "#[guarded(L)] async fn f(rx: oneshot::Receiver<u32>) { rx.await; }",
    );
    breaks("task_awaited_under_lock", "#[guarded(L)] async fn f() { queue.recv().await; }");
    breaks(
        "held_across_endless_loop",
        "#[guarded(L)] async fn f() { loop { *l += queue.recv().await; } }",
    );
    breaks(
        "task_awaited_under_lock",
        "#[guarded(L)] async fn f() { let h = tokio::spawn(work()); h.await; }",
    );
    is_fine("#[guarded(rx = QUEUE)] async fn f() { let x = rx.recv().await; }");
    is_fine("async fn f() { let x = queue.lock().await.recv().await; }");
    is_fine("#[guarded(L)] async fn f(rx: oneshot::Receiver<u32>) { drop(l); rx.await; }");
    let select = |future: &str, handler: &str| {
        format!(
            "async fn f() {{ let mut fut = {future}; tokio::select! {{ _ = &mut fut => {{}}, _ = sleep(D) => {{ {handler} }} }} }}"
        )
    };
    breaks("futurelock", &select("Box::pin(async { L.lock().await.x(); })", "L.lock().await.y();"));
    is_fine(&select("Box::pin(async { M.lock().await.x(); })", "L.lock().await.y();"));
    is_fine(&select("Box::pin(async { L.lock().await.x(); })", "y();"));
    is_fine(
        "async fn f() { let fut = async { L.lock().await.x(); }; tokio::select! { _ = fut => {}, _ = sleep(D) => { L.lock().await.y(); } } }",
    );
    breaks(
        "buffered_futurelock",
        "async fn f() { s.map(|x| async { let p = GATE.acquire().await; x }).buffered(5).for_each(|x| async { let p = GATE.acquire().await; }).await; }",
    );
    is_fine(
        "async fn f() { s.map(|x| async { let p = GATE.acquire().await; x }).buffered(5).for_each(|x| async { y(x) }).await; }",
    );
    is_fine(
        "async fn f() { s.map(|x| async { let p = A.acquire().await; x }).buffered(5).for_each(|x| async { let p = B.acquire().await; }).await; }",
    );
    breaks("permit_not_held_by_task", "#[semaphore(2)] async fn f() { tokio::spawn(work()); }");
    is_fine("#[semaphore(2)] async fn f() { tokio::spawn(work()).await; }");
    is_fine(
        "#[semaphore(permit = GATE)] async fn f() { tokio::spawn(async move { work(permit).await }); }",
    );
    is_fine("#[semaphore(2)] async fn f() -> JoinHandle<()> { tokio::spawn(work()) }");
    is_fine("#[guarded(L)] async fn f() { tokio::spawn(work()); }");
}

#[test]
fn the_thread() {
    let rule = "blocking_call";
    breaks_in(rule, "std::thread::sleep(D);");
    breaks_in(rule, "Handle::current().block_on(x());");
    breaks_in(rule, "let rt = tokio::runtime::Runtime::new()?; rt.block_on(x());");
    is_fine_in("pool.block_on(x());");
    breaks_in(rule, "futures::executor::block_on(x());");
    breaks_in(rule, "block_on(x());");
    breaks_in(rule, "M.blocking_lock().x();");
    is_fine_in("tokio::time::sleep(D).await;");
    is_fine_in("tokio::task::spawn_blocking(|| std::thread::sleep(D)).await;");
    is_fine_in("tokio::task::block_in_place(|| Handle::current().block_on(x()));");
    breaks_in("blocking_io_under_lock", "std::fs::read_to_string(\"x\");");
    is_fine_in("let text = fs::read_to_string(\"x\")?;");
    is_fine_in("let text = fs::read_to_string(\"x\").await?;");
    is_fine_in("let text = fs::read_to_string(\"x\"); text.await;");
    breaks_in("blocking_io_under_lock", "std::process::Command::new(\"x\").output();");
    is_fine_in("tokio::fs::read_to_string(\"x\").await;");
    is_fine("#[semaphore(2)] async fn f() { std::fs::read_to_string(\"x\"); }");
    breaks_in("busy_wait", "loop { if M.try_lock().is_ok() { break; } }");
    is_fine_in("loop { if M.try_lock().is_ok() { break; } yield_now().await; }");
    is_fine("async fn f() { loop { if M.try_lock().is_ok() { break; } } }");
    breaks_in("exit_under_lock", "std::process::exit(1);");
    is_fine_in("drop(l); std::process::exit(1);");
}

#[test]
fn held_across_await() {
    let rule = "held_across_await";
    breaks(rule, "async fn f() { let g = m.lock().unwrap(); x().await; g.y(); }");
    breaks(rule, "async fn f(m: &parking_lot::Mutex<u32>) { let g = m.lock(); x().await; }");
    breaks(rule, "async fn f(&self) { let g = self.cell.borrow_mut(); x().await; }");
    breaks(rule, "async fn f(cell: &RefCell<u32>) { let g = cell.borrow_mut(); x().await; }");
    is_fine("async fn f() { let app = app(); app.borrow_mut().oneshot(x()).await; }");
    breaks(
        rule,
        "async fn f(map: &DashMap<u32, P>) { if let Some(p) = map.get(&3) { p.send().await; } }",
    );
    breaks(rule, "async fn f(rx: watch::Receiver<P>) { let p = rx.borrow(); p.send().await; }");
    breaks(rule, "async fn f() { let g = m.lock().unwrap(); L.lock().await.x(); }");
    is_fine("async fn f() { let g = m.lock().unwrap(); g.y(); drop(g); x().await; }");
    is_fine("async fn f() { { let g = m.lock().unwrap(); g.y(); } x().await; }");
    is_fine("async fn f() { let n = m.lock().unwrap().len(); x(n).await; }");
    is_fine(
        "async fn f() { if c { let g = m.lock().unwrap(); drop(g); x().await } else { y().await } }",
    );
    is_fine(
        "async fn f(map: &DashMap<u32, P>) { let p = map.get(&3).map(|p| p.clone()); p.send().await; }",
    );
    is_fine(
        "#[synchronized] #[tokio::test] async fn f() { let _alone = ENV.lock().unwrap(); x().await; }",
    );
    is_fine("async fn f(rx: watch::Receiver<P>) { let p = rx.borrow().clone(); p.send().await; }");
    breaks(
        "span_across_await",
        "async fn f() { let span = info_span!(\"x\"); let _e = span.enter(); x().await; }",
    );
    is_fine(
        "async fn f() { let span = info_span!(\"x\"); let e = span.enter(); drop(e); x().await; }",
    );
    is_fine("async fn f() { let span = info_span!(\"x\"); x().instrument(span).await; }");
}

#[test]
fn lost_updates() {
    let rule = "lost_update";
    breaks(
        rule,
        "async fn f() { let v = *l.lock().await; let n = x(v).await; *l.lock().await = n; }",
    );
    breaks(
        rule,
        "async fn f() { let v = l.lock().await.total; x().await; l.lock().await.total = v + 1; }",
    );
    breaks(
        rule,
        "async fn f() { let v = { let g = l.lock().await; g.total }; x().await; let mut g = l.lock().await; g.total = v + 1; }",
    );
    breaks(
        rule,
        "async fn f() { let v = *m.lock().unwrap(); let n = x(v).await; *m.lock().unwrap() = n; }",
    );
    is_fine("async fn f() { let v = l.lock().await.a; let n = x(v).await; l.lock().await.b = n; }");
    is_fine("async fn f() { let mut g = l.lock().await; let v = *g; let n = x(v).await; *g = n; }");
    is_fine("async fn f() { let v = *l.lock().await; let n = x(v).await; *l.lock().await += n; }");
    is_fine(
        "async fn f() { let v = *l.lock().await; let n = x(v).await; let mut g = l.lock().await; if *g == v { *g = n; } }",
    );
    is_fine("async fn f() { let v = *l.lock().await; let n = x(v).await; *m.lock().await = n; }");
    is_fine(
        "async fn f() { let v = *l.lock().await; y(v); let n = x().await; *l.lock().await = n; }",
    );
    is_fine(
        "async fn f() { let v = *l.lock().await; let n = x(v).await; let mut g = l.lock().await; *g = g.max(n); }",
    );
    let rule = "lost_atomic_update";
    breaks(
        rule,
        "#[semaphore(8)] async fn f() { let c = N.load(X); x().await; N.store(c + 1, X); }",
    );
    breaks(rule, "async fn f() { let c = N.load(SeqCst); x().await; N.store(c + 1, SeqCst); }");
    is_fine("async fn f() { let c = N.load(SeqCst); N.store(c + 1, SeqCst); }");
    is_fine("async fn f() { let c = N.load(SeqCst); x(c).await; N.fetch_add(1, SeqCst); }");
    is_fine("async fn f() { let c = N.load(SeqCst); x(c).await; N.store(0, SeqCst); }");
    is_fine(
        "async fn f() { let g = l.lock().await; let c = N.load(SeqCst); x().await; N.store(c + 1, SeqCst); }",
    );
}

#[test]
fn checks_and_acts() {
    let rule = "check_then_act";
    breaks(
        rule,
        "async fn f(k: &K) { if !s.lock().await.contains(k) { s.lock().await.insert(k); } }",
    );
    breaks(
        rule,
        "async fn f(k: K) { let known = s.lock().await.contains_key(&k); if !known { x().await; s.lock().await.insert(k.clone(), 3); } }",
    );
    breaks(
        rule,
        "async fn f(k: &str) -> bool { if s.lock().await.contains(k) { return false; } s.lock().await.insert(k.to_owned()); true }",
    );
    is_fine(
        "async fn f(k: &str, o: &str) { if s.lock().await.contains(o) { return; } s.lock().await.insert(k); }",
    );
    is_fine(
        "async fn f(k: &K, first: bool) -> bool { if !first { if s.lock().await.contains(k) { return false; } return true; } s.lock().await.insert(k); true }",
    );
    breaks(
        rule,
        "async fn f(k: &K, first: bool) { if first && !s.lock().await.contains(k) { s.lock().await.insert(k); } }",
    );
    is_fine("async fn f(k: &K) { let mut g = s.lock().await; if !g.contains(k) { g.insert(k); } }");
    is_fine(
        "async fn f(k: K) { if !s.lock().await.contains(&k) { let v = x().await; let mut g = s.lock().await; if !g.contains(&k) { g.insert(k, v); } } }",
    );
    is_fine(
        "async fn f(k: K) { if !s.lock().await.contains(&k) { s.lock().await.entry(k).or_insert(3); } }",
    );
    is_fine(
        "async fn f(k: K, o: K) { if !s.lock().await.contains(&k) { s.lock().await.insert(o); } }",
    );
    breaks(
        "stale_length",
        "async fn f(v: &RwLock<Vec<u32>>) { let n = v.read().await.len(); x(v.read().await[n - 1]); }",
    );
    is_fine(
        "async fn f(v: &RwLock<Vec<u32>>) { let g = v.read().await; let n = g.len(); x(g[n - 1]); }",
    );
    is_fine(
        "async fn f(v: &RwLock<Vec<u32>>) { let n = v.read().await.len(); x(v.read().await.get(n - 1)); }",
    );
    breaks("write_under_read_lock", "#[guarded(read C)] async fn f() { c.hits.replace(3); }");
    is_fine("#[guarded(write C)] async fn f() { c.hits.set(3); }");
    is_fine("#[guarded(read C)] async fn f() { c.hits.get(); x.set(3); }");
}

#[test]
fn torn_data() {
    breaks_in("await_between_writes", "l.a = 1; x().await; l.b = 2;");
    breaks_in("await_between_writes", "l.from.push(id); x().await; l.to.push(id);");
    is_fine_in("l.a.push(1); x().await; l.b = 2;");
    breaks(
        "await_between_writes",
        "#[guarded(from, to)] async fn f(from: &Lock<u32>, to: &Lock<u32>) { *from -= 1; x().await; *to += 1; }",
    );
    is_fine("#[guarded(FROM)] #[guarded(TO)] async fn f() { *from -= 1; x().await; *to += 1; }");
    is_fine_in("l.started = true; x().await; l.result = 2;");
    is_fine_in("l.state = State::Busy; x().await; l.result = 2;");
    is_fine_in("l.a = 1; x().await; l.a.b = 2;");
    is_fine_in("x().await; l.a = 1; l.b = 2;");
    is_fine_in("l.state = 1; x().await; l.state = 2;");
    is_fine_in("l.a = 1; l = C.wait_for(l, |l| l.x).await; l.b = 2;");
    is_fine_in("if c { l.a = 1; x().await; } else { l.b = 2; }");
    breaks_in(
        "taken_across_await",
        "let s = l.state.take(); let s = step(s).await; l.state = Some(s);",
    );
    breaks_in(
        "taken_across_await",
        "let s = std::mem::take(&mut *l); let s = step(s).await; *l = s;",
    );
    breaks_in(
        "taken_across_await",
        "if let Some(s) = l.take() { let s = step(s).await; *l = Some(s); }",
    );
    is_fine_in("let s = l.state.take(); l.state = Some(step(s)); x().await;");
    is_fine_in("let s = l.state.take(); x(s).await;");
    is_fine_in("let s = x.take(); let s = step(s).await; l.state = Some(s);");
}

/// What is allowed badly is one mistake, and not the rule's too.
#[test]
fn what_is_allowed_badly_is_one_mistake() {
    let errors = |function: &str| {
        let function: ItemFn = syn::parse_str(function).unwrap();
        let expanded =
            expand(Attribute::Synchronized, TokenStream::new(), function.into_token_stream());
        expanded.to_string().matches("compile_error").count()
    };
    assert_eq!(errors("async fn f() { #[sync_allow(blocking_call)] std::thread::sleep(D); }"), 1);
    let misspelt =
        "async fn f() { #[sync_allow(blocking_cal, reason = \"x\")] std::thread::sleep(D); }";
    assert_eq!(errors(misspelt), 1);
    assert_eq!(errors("async fn f() { #[sync_allow] std::thread::sleep(D); }"), 2);
}

#[test]
fn allowances() {
    is_fine(
        "#[guarded(L, allow(held_across_endless_loop, reason = \"alone\"))] async fn f() { loop { x().await; } }",
    );
    is_fine_in("#[sync_allow(held_across_endless_loop, reason = \"alone\")] loop { x().await; }");
    is_fine_in("#[sync_allow(same_lock_twice, reason = \"x\")] let g = L.lock().await; g.x();");
    is_fine_in("#[sync_allow(same_lock_twice, reason = \"x\")] *L.lock().await += 1;");
    breaks(
        "unused_allow",
        "#[guarded(L, allow(held_across_endless_loop, reason = \"alone\"))] async fn f() { x().await; }",
    );
    breaks_in(
        "unused_allow",
        "#[sync_allow(held_across_endless_loop, reason = \"alone\")] x().await;",
    );
    is_fine(
        "#[guarded(L, allow(blocking_call, reason = \"x\"), allow(held_across_endless_loop, reason = \"y\"))] async fn f() { loop { std::thread::sleep(D); } }",
    );
    // It is of use as soon as the rule is turned on.
    is_fine(
        "#[guarded(L, allow(held_across_io, reason = \"alone\"))] async fn f() { tokio::time::sleep(D).await; }",
    );
}

/// Programs that look like broken rules, and are right.
#[test]
fn near_misses_of_what_is_held() {
    is_fine_in(
        "drop(l); let mut g = Some(L.lock().await); if let Some(mut g) = g.take() { g.push(1); } L.lock().await.x();",
    );
    is_fine(
        "async fn f() { let g: Result<_, ()> = Ok(a.lock().await); if let Ok(g) = g { g.x(); } a.lock().await.y(); }",
    );
    is_fine(
        "async fn f() { let tried = timeout(D, a.lock()).await; match tried { Ok(g) => g.x(), Err(_) => a.lock().await.y() } }",
    );
    is_fine(
        "async fn f() { let tried = timeout(D, a.lock()).await.ok(); match tried { Some(g) => g.x(), None => a.lock().await.y() } }",
    );
    is_fine(
        "async fn f() { let tried = timeout(D, a.lock()).await; if tried.is_err() { a.lock().await.y(); } }",
    );
    is_fine(
        "async fn f() { #[cfg(unix)] let g = a.lock().await; #[cfg(not(unix))] let g = a.lock().await; g.x(); }",
    );
    is_fine("async fn f() { let mut gs = vec![a.lock().await]; gs.clear(); a.lock().await.x(); }");
    is_fine(
        "async fn f() { let mut gs = Vec::new(); gs.push(a.lock().await); for g in gs { g.x(); } a.lock().await.y(); }",
    );
    is_fine_in("#[guarded(again = L, nowait, else { return })] { again.x(); }");
    is_fine(
        "async fn f(lock: &Lock) { lock.lock().await; x().await; lock.unlock().await; lock.lock().await; }",
    );
    is_fine_in(
        "tokio::select! { g = C.wait_for(l, |l| l.x) => drop(g), () = sleep(D) => L.lock().await.x() }",
    );
    is_fine("async fn f() { a.lock().await.name = format!(\"{}!\", a.lock().await.name); }");
    is_fine(
        "async fn f() { println!(\"{} {}\", format!(\"{}\", a.lock().await.x), format!(\"{}\", a.lock().await.y)); }",
    );
    breaks(
        "lock_held_by_temporary",
        "async fn f() { println!(\"{} {}\", a.lock().await.x, a.lock().await.y); }",
    );
    breaks(
        "same_lock_twice",
        "#[guarded(L)] async fn f() { l.push(1); l.sort(); L.lock().await.push(2); }",
    );
    breaks("same_lock_twice", "#[guarded(L)] async fn f() { _ = l; L.lock().await.push(2); }");
    breaks(
        "lock_held_by_temporary",
        "async fn f() { let (g, h) = tokio::join!(a.lock(), a.lock()); }",
    );
}

#[test]
fn near_misses_of_recursion_and_order() {
    is_fine_in("async fn f() {} f().await;");
    is_fine_in("let f = async || 3; f().await;");
    is_fine("#[guarded(L, nowait, else { return })] async fn f() { Box::pin(f()).await; }");
    let both = "let x = a.l.lock().await; let y = b.l.lock().await;";
    let two =
        |parameters: &str, before: &str| format!("async fn f({parameters}) {{ {before} {both} }}");
    breaks("lock_order", &two("a: &Account, b: &Account", ""));
    is_fine(&two("mut a: &Account, mut b: &Account", "if a.id > b.id { swap(&mut a, &mut b); }"));
    is_fine(&two("a: &Account, b: &Account", "if a.id > b.id { return f(b, a).await; }"));
    is_fine(&two("a: &Account, b: &Account", "assert!(a.id < b.id);"));
    is_fine(&two("a: &mut Account, b: &mut Account", ""));
    is_fine(&two("a: Account, b: Account", ""));
    is_fine(&two("a: &Account, b: &Account", "let gate = BIG.lock().await;"));
    is_fine(
        "async fn f(&mut self, i: usize, j: usize) { let x = self.list[i].lock().await; let y = self.list[j].lock().await; }",
    );
    is_fine(
        "#[guarded(x = a.l)] async fn f(a: &Account, b: &Account) { #[guarded(y = b.l?, nowait)] { y.z(); } }",
    );
    is_fine(
        "async fn f(shards: &[Lock<u32>]) { let mut gs = Vec::new(); for shard in shards { gs.push(shard.lock().await); } }",
    );
}

#[test]
fn near_misses_of_loops_and_scrutinees() {
    is_fine_in("let _ = timeout(D, async { loop { l.push(3); x().await; } }).await;");
    is_fine_in("loop { x().await.unwrap(); }");
    is_fine_in("loop { assert!(x().await); }");
    is_fine(
        "async fn f() { if let Some(peer) = l.lock().await.iter().find(|p| p.x) { peer.send().await } }",
    );
    is_fine(
        "async fn f() { match l.lock().await.link { Link::Up(ref mut p) => p.write().await, _ => {} } }",
    );
    is_fine(
        "async fn f() { if let Some(peer) = l.lock().await.peer_mut(3) { peer.send().await } }",
    );
    is_fine_in("for l in found { x(l); } l.push(3);");
    is_fine_in("if let Some(l) = x { y(l); } l.push(3);");
    is_fine("#[guarded(L, notify_one = C)] async fn f() { let l = 3; x(l); }");
    is_fine_in("std::mem::drop(l); cache::forget(x, 3);");
    is_fine("#[guarded(l = pool::Lock::new(\"name\"))] async fn f() {}");
}

#[test]
fn near_misses_of_waiting() {
    is_fine(
        "#[guarded(read C)] async fn f() { client.wait_with(&c, async |n| n.x().await).await; }",
    );
    is_fine("async fn f() { while x() { n.notified().await; } n.notify_one(); }");
    is_fine_in("l = condvar.wait_while(l, |l| l.x).unwrap();");
    is_fine_in("l = C.wait_for(l, |l| l.name.replace('a', \"b\") == x).await;");
    is_fine("async fn f() { let _ = file.try_lock(); }");
    is_fine("async fn f() { if DONE.is_set() { return; } x().await; DONE.set(); }");
    is_fine("async fn f() -> R { if x { FAILED.set(); return Err(y); } DONE.set(); Ok(()) }");
    is_fine("async fn f() -> R { let n = check()?; if n == 0 { STOP.set(); } Ok(()) }");
    is_fine("async fn f() -> R { x()?; led.set(); Ok(()) }");
    is_fine("async fn f() { screen.wait().await; screen.clear(); }");
    is_fine(
        "async fn f(meet: &Barrier) { if leader { x(); meet.wait().await; return; } meet.wait().await; }",
    );
    is_fine(
        "async fn f(a: &Barrier, b: &Barrier) -> R { a.wait().await?; x().await; b.wait().await?; Ok(()) }",
    );
    is_fine(
        "async fn f(meet: &Barrier) { loop { let Some(x) = y() else { return }; meet.wait().await; } }",
    );
    let spawns = "for _ in 0..3 { let meet = meet.clone(); tokio::spawn(async move { meet.wait().await; }); }";
    is_fine(&format!(
        "async fn f() {{ let meet = Arc::new(Barrier::new(4)); tokio::spawn(lead(meet.clone())); {spawns} }}"
    ));
    is_fine(
        "async fn f() { for _ in 0..3 { let meet = Barrier::new(2); tokio::spawn(async move { meet.wait().await; }); } }",
    );
}

#[test]
fn near_misses_of_tasks() {
    is_fine(
        "#[guarded(L)] async fn f(out: &mut (dyn AsyncWrite + Send)) { out.write_all(x).await; }",
    );
    is_fine("#[guarded(L)] async fn f(work: impl AsyncFn(&mut u32)) { work(&mut l).await; }");
    is_fine_in("let Worker { jobs, .. } = &mut *l; jobs.recv().await;");
    is_fine_in("let jobs = &mut l.jobs; jobs.recv().await;");
    is_fine_in("spawn_blocking(digest).await;");
    is_fine_in("tokio::select! { _ = stop.recv() => {}, x = work() => y(x) }");
    is_fine(
        "async fn f() { let mut guard = a.lock().await; let worker = &mut *guard; worker.jobs.recv().await; }",
    );
    is_fine_in("let step = one; step().await;");
    is_fine(
        "#[guarded(write C)] async fn f() { let c = c.downgrade(); drop(c); C.read().await.x(); }",
    );
    is_fine_in("let t = tokio::spawn(x()); t.abort(); let _ = t.await;");
    breaks(
        "task_awaited_under_lock",
        "#[guarded(L)] async fn f() { let (tx, rx) = oneshot::channel(); x(tx); rx.await; }",
    );
    breaks(
        "task_awaited_under_lock",
        "#[guarded(L)] async fn f(rx: oneshot::Receiver<u32>) { timeout(D, rx).await; }",
    );
    let select = |handler: &str| {
        format!(
            "async fn f() {{ let mut fut = Box::pin(async {{ L.lock().await.x(); }}); tokio::select! {{ _ = &mut fut => {{}}, _ = sleep(D) => {{ {handler} }} }} }}"
        )
    };
    is_fine(&select("drop(fut); L.lock().await.y();"));
    is_fine(&select("fut.await; L.lock().await.y();"));
    is_fine(
        "async fn f() { let mut t = tokio::spawn(async { L.lock().await.x(); }); tokio::select! { _ = &mut t => {}, _ = sleep(D) => { L.lock().await.y(); } } }",
    );
    is_fine(
        "async fn f() { s.map(|id| client.read(id)).buffered(5).for_each(|row| client.write(row)).await; }",
    );
    is_fine(
        "async fn f() { s.map(|a| async move { a.l.lock().await.x() }).buffered(5).for_each(|a| async move { a.l.lock().await.y(); }).await; }",
    );
    is_fine("#[semaphore(2)] async fn f() { work(); tokio::spawn(report()); }");
    is_fine_in("std::fs::OpenOptions::new();");
    is_fine_in(
        "while let Some(job) = jobs.pop() { let Ok(p) = GATE.try_acquire() else { break }; x(job, p); }",
    );
    is_fine_in("while let Ok(p) = GATE.try_acquire() { x(p); }");
}

#[test]
fn near_misses_of_atomicity() {
    is_fine(
        "async fn f(map: &DashMap<u32, P>) { if let Some(p) = map.get(&3).map(|p| p.clone()) { p.send().await } }",
    );
    is_fine(
        "async fn f(map: &DashMap<u32, P>) { for p in map.iter().map(|p| p.clone()).collect::<Vec<_>>() { p.send().await } }",
    );
    is_fine("async fn f(&self) { let name: &str = self.name.borrow(); x(name).await; }");
    is_fine(
        "#[synchronized] #[tokio::test] async fn f() { let alone = ENV.lock().unwrap(); x().await; drop(alone); }",
    );
    breaks("held_across_await", "async fn f() { if let Ok(g) = m.lock() { x().await; g.y(); } }");
    breaks(
        "held_across_await",
        "async fn f() { let Ok(g) = m.lock() else { return }; x().await; g.y(); }",
    );
    let update = |read: &str, write: &str| {
        format!("async fn f() {{ let old = {read}; let new = x(old).await; {write} }}")
    };
    breaks("lost_update", &update("*l.lock().await", "*l.lock().await = new;"));
    is_fine(&update(
        "*l.lock().await",
        "let mut g = l.lock().await; if *g != old { return; } *g = new;",
    ));
    is_fine(&update(
        "*l.lock().await",
        "let mut g = l.lock().await; assert_eq!(*g, old); *g = new;",
    ));
    is_fine(&update("*l.lock().await", "*l.lock().await = list.iter().map(|old| old + 1).sum();"));
    is_fine(&update("*l.lock().await", "*l.lock().await = format!(\"{}\", user.old);"));
    is_fine(
        "async fn f() { let mut n = *l.lock().await; x(n); n = y().await; *l.lock().await = n; }",
    );
    is_fine(
        "async fn f() { let n = *l.lock().await; x(n).await; for n in next { *l.lock().await = *n; } }",
    );
    is_fine(
        "async fn f(k: K) -> bool { if s.lock().await.contains(&k) { return false; } s.lock().await.insert(k) }",
    );
    breaks(
        "check_then_act",
        "async fn f() { let k = x(); if !s.lock().await.contains(&k) { s.lock().await.insert(k); } }",
    );
    is_fine(
        "async fn f(k: K) { if s.lock().await.contains(&k) { return; } let k = x(k); s.lock().await.insert(k); }",
    );
    is_fine(
        "async fn f(v: &RwLock<Vec<u32>>) { let n = v.read().await.len(); let g = v.read().await; if n <= g.len() { x(g[n - 1]); } }",
    );
    is_fine("#[guarded(read C)] async fn f() { c.compiled.set(3); c.gauge.set(x); }");
    breaks(
        "write_under_read_lock",
        "#[guarded(read C)] async fn f() { c.hits.set(c.hits.get() + 1); }",
    );
    is_fine_in("l.attempts += 1; x().await; l.successes += 1;");
    is_fine_in("l.last = Some(now); x().await; l.sent += n;");
    is_fine(
        "async fn f() { let span = info_span!(\"x\"); let e = span.entered(); let span = e.exit(); x().await; }",
    );
    is_fine("#[guarded(read C)] async fn f() { std::process::exit(1); }");
    is_fine_in("let s = l.take(); let s = step(s).await; if l.is_none() { *l = s; }");
}
