//! What is alive where: `alive("A b.c")` in a body says which places are held at that point, on some path.

pub(crate) mod crate_model;
mod typed;

use syn::{Expr, ExprLit, ItemFn, Lit};

use super::{
    Action, BodyIndex, BodySummary, Event, GuardOrigin, WalkInput, oracle::Oracle, summarize,
};
use crate::plan::Section;

/// What a question finds in the picture of a function without attributes.
fn picture<T>(function: &str, short: bool, question: impl FnOnce(&BodySummary<'_>) -> T) -> T {
    picture_with(None, function, short, question)
}

/// The same with what a model knows.
fn picture_with<T>(
    oracle: Option<&dyn Oracle>,
    function: &str,
    short: bool,
    question: impl FnOnce(&BodySummary<'_>) -> T,
) -> T {
    let function: ItemFn = syn::parse_str(function).unwrap_or_else(|e| panic!("{e}: {function}"));
    let (holds, index) = (Section::default(), BodyIndex::new(&function.block, oracle));
    let input = WalkInput {
        signature: &function.sig,
        holds: &holds,
        blocks: &[],
        allowances: &[],
        index: &index,
        short_temporaries: short,
        oracle,
        composes: oracle.is_some(),
    };
    question(&summarize(&input, &function.block))
}

/// Walks the function, and gives each `alive("..")` in it, as it is expected and as it is.
fn claims(function: &str, short: bool) -> Vec<(String, String)> {
    picture(function, short, claims_in)
}

fn claims_in(summary: &BodySummary<'_>) -> Vec<(String, String)> {
    let claims = summary.events.iter().filter_map(|event| match &event.action {
        Action::Calls { call, path, .. } if path == "alive" => {
            let Some(Expr::Lit(ExprLit { lit: Lit::Str(claim), .. })) = call.args.first() else {
                panic!("alive takes a text")
            };
            Some((claim.value(), alive_at(summary, event)))
        }
        _ => None,
    });
    claims.collect()
}

/// The places that are held; what a call in sight may have returned is written `call()`.
fn alive_at(summary: &BodySummary<'_>, event: &Event<'_>) -> String {
    let is = event.alive.iter().map(|&guard| &summary.guards[guard]);
    let mut is: Vec<_> = is
        .map(|guard| match guard.origin {
            GuardOrigin::Returned(_) => "call()".to_owned(),
            _ => guard.place.to_string(),
        })
        .collect();
    is.dedup();
    is.join(" ")
}

#[track_caller]
fn holds_in(short: bool, body: &str) {
    let claims = claims(&format!("async fn f() {{ {body} }}"), short);
    assert!(!claims.is_empty(), "nothing is claimed: {body}");
    for (claim, is) in claims {
        assert_eq!(claim, is, "in `{body}`");
    }
}

/// In editions 2021 and 2024.
#[track_caller]
fn holds(body: &str) {
    holds_in(false, body);
    holds_in(true, body);
}

#[test]
fn variables_keep_to_the_end_of_their_block() {
    holds("let g = A.lock().await; alive(\"A\");");
    holds("{ let g = A.lock().await; alive(\"A\"); } alive(\"\");");
    holds("let g = { let g = A.lock().await; g }; alive(\"A\");");
    holds("let x = { let g = A.lock().await; g.x }; alive(\"\");");
    holds("let g = A.lock().await; let h = B.lock().await; alive(\"A B\");");
    holds("let _g = A.lock().await; alive(\"A\");");
    holds("let _ = A.lock().await; alive(\"\");");
    holds("let g = A.lock().await; let g = 3; alive(\"A\");");
    holds("_ = A.lock().await; alive(\"\");");
}

#[test]
fn moves_and_drops_end_it() {
    holds("let g = A.lock().await; drop(g); alive(\"\");");
    holds("let g = A.lock().await; let h = g; alive(\"A\"); drop(h); alive(\"\");");
    holds("let g = A.lock().await; consume(g); alive(\"\");");
    holds("let g = A.lock().await; look(&g); look(&mut g); alive(\"A\");");
    holds("let mut g = A.lock().await; g = B.lock().await; alive(\"B\");");
    holds("let s = S { g: A.lock().await }; alive(\"\");");
    holds("let g = Some(A.lock().await); alive(\"A\");");
    holds("let mut g = Some(A.lock().await); g.take(); alive(\"\");");
    holds("let mut g = Some(A.lock().await); std::mem::take(&mut g); alive(\"\");");
    holds("let mut g = A.lock().await; g.take(); alive(\"A\");");
    holds("let p = S.acquire().await; p.forget(); alive(\"\");");
    holds("let (g, h) = (A.lock().await, B.lock().await); drop(g); alive(\"B\");");
    holds(
        "let g = A.write().await; let r = RwLockWriteGuard::downgrade(g); A.read().await; alive(\"A\");",
    );
}

#[test]
fn a_wait_gives_the_guard_back() {
    holds("let mut g = A.lock().await; g = C.wait(g).await; alive(\"A\");");
    holds("let g = A.lock().await; C.wait(g).await; alive(\"\");");
    holds("let mut g = A.lock().await; g = C.wait_for(g, |x| x.y).await; alive(\"A\");");
    holds("let mut g = A.lock().await; g = g.until(|x| x.y).await; alive(\"A\");");
    holds("let g = A.lock().await; let (g, r) = C.wait_timeout(g, d).await; alive(\"\");");
}

#[test]
fn branches_meet() {
    holds("let g = A.lock().await; if c { drop(g); alive(\"\"); } alive(\"A\");");
    holds("let g = A.lock().await; if c { drop(g); } else { drop(g); } alive(\"\");");
    holds("let g = A.lock().await; if c { drop(g); return; } alive(\"A\");");
    holds("let g = A.lock().await; match c { 1 => drop(g), _ => {} } alive(\"A\");");
    holds("let g = A.lock().await; match c { 1 => drop(g), _ => drop(g) } alive(\"\");");
    // What decided for the drop may decide again.
    holds("let g = A.lock().await; if c { drop(g); } if c { alive(\"\"); }");
    holds("let g = A.lock().await; if c { drop(g); } if !c { return; } alive(\"\");");
    holds("let g = if c { A.lock().await } else { B.lock().await }; alive(\"A B\");");
    holds("let Some(x) = y else { let g = A.lock().await; alive(\"A\"); return }; alive(\"\");");
    holds("let g = A.lock().await; let Ok(x) = y else { drop(g); return }; alive(\"A\");");
}

#[test]
fn loops_go_round() {
    holds("loop { let g = A.lock().await; alive(\"A\"); } ");
    holds("let g = A.lock().await; while c { alive(\"A\"); } alive(\"A\");");
    // What a round always leaves is there in all rounds but the first; what was there before only in the first.
    holds(
        "let mut g = A.lock().await; loop { alive(\"B\"); drop(g); alive(\"\"); g = B.lock().await; alive(\"B\"); }",
    );
    holds(
        "let mut g; loop { g = A.lock().await; if c { break; } drop(g); } if d { alive(\"A\"); }",
    );
    holds("let g = loop { let g = A.lock().await; if c { break g; } }; alive(\"A\");");
    holds("for x in y { let g = A.lock().await; if c { continue; } alive(\"A\"); } alive(\"\");");
    holds("let mut gs = Vec::new(); for x in y { gs.push(x.lock().await); } alive(\"x\");");
    holds("'a: { let g = A.lock().await; if c { break 'a; } alive(\"A\"); } alive(\"\");");
    holds("'a: loop { let g = A.lock().await; loop { break 'a; } } alive(\"\");");
}

#[test]
fn temporaries_live_through_their_statement() {
    holds("f(A.lock().await.x, alive(\"A\")); alive(\"\");");
    holds("let x = A.lock().await.x; alive(\"\");");
    holds("let x = &A.lock().await.x; alive(\"A\");");
    holds("let x = &mut A.lock().await[0]; alive(\"A\");");
    holds("let x = A.lock().await.iter().map(|x| x).count(); alive(\"\");");
    holds("*A.lock().await += alive(\"\"); alive(\"\");");
    holds("*A.lock().await = alive(\"\"); alive(\"\");");
    holds("let x = A.lock().await.x + alive(\"A\");");
    // Each operand is a scope of its own.
    holds("let x = A.lock().await.x && alive(\"\");");
    holds("if A.lock().await.x { alive(\"\"); }");
    holds("while A.lock().await.x { alive(\"\"); }");
}

#[test]
fn scrutinees_live_through_their_arms() {
    holds("match A.lock().await.x { 1 => alive(\"A\"), _ => alive(\"A\") } alive(\"\");");
    holds("match { A.lock().await.x } { 1 => x(), _ => {} } alive(\"\");");
    holds("let x = A.lock().await.x; match x { 1 => alive(\"\"), _ => {} }");
    holds("while let Some(x) = A.lock().await.pop() { alive(\"A\"); } alive(\"\");");
    holds("while let Some(x) = { let mut g = A.lock().await; g.pop() } { alive(\"\"); }");
    holds("for x in A.lock().await.iter() { alive(\"A\"); } alive(\"\");");
    holds("if let Some(x) = A.lock().await.x { alive(\"A\"); } alive(\"\");");
    holds("match A.lock().await { g => { drop(g); alive(\"\"); } }");
    holds("let x = match A.lock().await.x { x => x }; alive(\"\");");
}

#[test]
fn editions_differ_in_else_and_in_tails() {
    let if_let =
        |at: &str| format!("if let Some(x) = A.lock().await.x {{}} else {{ alive(\"{at}\"); }}");
    holds_in(false, &if_let("A"));
    holds_in(true, &if_let(""));
    let tail = |at: &str| format!("f({{ A.lock().await.x }}, alive(\"{at}\"));");
    holds_in(false, &tail("A"));
    holds_in(true, &tail(""));
}

/// What an `if let` looks at may have taken a guard with it.
#[test]
fn scrutinees_take_guards() {
    holds(
        "let g = A.lock().await; if let Some(n) = pop(g).await { alive(\"\"); } else { alive(\"\"); } alive(\"\");",
    );
    holds(
        "let g = A.lock().await; if let Some(n) = { drop(g); x } {} else { alive(\"\"); } alive(\"\");",
    );
    holds(
        "let t = timeout(d, A.lock()).await; match t { Ok(g) => alive(\"A\"), Err(_) => alive(\"\") }",
    );
    holds(
        "let t = timeout(d, A.lock()).await; if let Ok(g) = t { alive(\"A\"); } else { alive(\"\"); } alive(\"\");",
    );
    holds("let t = timeout(d, A.lock()).await; if t.is_err() { alive(\"\"); }");
    holds(
        "let g = A.lock().await; select! { x = f(g) => alive(\"\"), _ = h() => alive(\"\") } alive(\"\");",
    );
}

#[test]
fn results_and_options_hold_only_if_they_succeed() {
    holds("if let Ok(g) = A.lock_owned().await { alive(\"A\"); }");
    holds(
        "let s = Semaphore::new(1); match s.acquire().await { Ok(p) => alive(\"s\"), Err(e) => alive(\"\") }",
    );
    holds("let g = timeout(d, A.lock()).await.unwrap(); alive(\"A\");");
    holds("let Ok(g) = timeout(d, A.lock()).await else { alive(\"\"); return }; alive(\"A\");");
    holds("let g = A.lock().await?; alive(\"A\");");
}

#[test]
fn other_futures_run_when_they_like() {
    holds("let g = A.lock().await; spawn(async { alive(\"\"); });");
    holds("let g = A.lock().await; spawn(async { alive(\"A\"); }).await;");
    holds("let g = A.lock().await; let t = spawn(async { alive(\"A\"); }); t.await;");
    holds("let g = A.lock().await; let t = spawn(async { alive(\"\"); }); drop(g); t.await;");
    holds("let g = A.lock().await; async { alive(\"A\"); }.await;");
    holds("let g = A.lock().await; join!(async { alive(\"A\"); }, async { alive(\"A\"); });");
    holds("let g = A.lock().await; let f = async move { g.x }; alive(\"\");");
    holds("let g = A.lock().await; let f = async { g.x }; alive(\"A\");");
    holds("let g = A.lock().await; let f = || drop(g); alive(\"\");");
    holds("let g = A.lock().await; let n = x.iter().filter(|x| **x > *g).count(); alive(\"A\");");
    holds("let g = A.lock().await; set.spawn(async { alive(\"\"); });");
    holds(
        "let mut set = JoinSet::new(); let g = A.lock().await; set.spawn(async { alive(\"A\"); }); set.join_next().await;",
    );
    holds(
        "let mut set = JoinSet::new(); set.spawn(async { alive(\"A\"); }); let g = A.lock().await; while let Some(x) = set.join_next().await {}",
    );
}

/// A block that awaits itself is gone through once.
#[test]
fn a_block_that_waits_for_itself_ends() {
    holds(
        "let mut f = async {}; f = async { alive(\"\"); f.await; }; loop { f.await; alive(\"\"); }",
    );
    holds("loop { let sleep = async { sleep(1).await; }; select! { _ = sleep => alive(\"\") } }");
}

#[test]
fn select_drops_who_loses() {
    holds("select! { g = A.lock() => alive(\"A\"), _ = f() => alive(\"\") } alive(\"\");");
    holds(
        "let g = A.lock().await; select! { _ = f() => { drop(g); } _ = h() => {} } alive(\"A\");",
    );
    holds("let g = A.lock().await; select! { biased; _ = f() => alive(\"A\"), else => {} }");
}

#[test]
fn macros() {
    holds("let g = A.lock().await; println!(\"{}\", g.x); alive(\"A\");");
    holds("let g = A.lock().await; info!(?g, \"text\"); alive(\"A\");");
    holds("let g = A.lock().await; mystery!(g); alive(\"\");");
    holds("println!(\"{}\", A.lock().await.x); alive(\"\");");
    holds("let g = A.lock().await; if c { panic!(\"{}\", g.x) } alive(\"A\");");
}

#[test]
fn guards_of_others() {
    holds("let g = m.lock().unwrap(); alive(\"m\");");
    holds("let m = parking_lot::Mutex::new(0); let g = m.lock(); alive(\"m\");");
    holds("let m = std::cell::RefCell::new(0); let g = m.borrow(); alive(\"m\");");
    holds("let g = self_.map.borrow_mut(); alive(\"self_.map\");");
    holds("let g = app.borrow_mut(); alive(\"\");");
    holds("let s = info_span!(\"x\"); let e = s.enter(); alive(\"s\");");
    holds("let n = stream.read().await; alive(\"\");");
    holds("let n = lock.read().await; alive(\"lock\"); drop(n); lock.write().await;");
    // A lock of futures, of sync code, or of something else: that is not known.
    holds("let g = m.lock(); alive(\"\");");
}

#[test]
fn places_are_the_same_only_if_they_must_be() {
    let same = |setup: &str, one: &str, other: &str| {
        let body = format!(
            "async fn f(&self, a: &T, i: usize) {{ {setup} let g = {one}.lock().await; let h = {other}.lock().await; }}"
        );
        picture(&body, true, |BodySummary { guards, .. }| {
            guards[0].place.must_equal(&guards[1].place)
        })
    };
    assert!(same("", "A", "A"));
    assert!(same("", "self.a", "self.a"));
    assert!(same("", "self.a[0]", "self.a[0]"));
    assert!(same("", "self.a", "(&self.a)"));
    assert!(same("let l = x();", "l", "l.clone()"));
    assert!(!same("", "self.a", "self.b"));
    assert!(!same("", "self.a", "a.a"));
    assert!(same("", "self.a[i]", "self.a[i]"));
    assert!(!same("let mut j = 0;", "self.a[j]", "self.a[j]"));
    assert!(!same("", "self.a[i + 1]", "self.a[i + 1]"));
    assert!(!same("", "self.lock()", "self.lock()"));
    assert!(!same("", "A", "{ let A = &B; A }"));
}

/// A borrow of a future may be polled by whoever has it.
#[test]
fn only_futures_that_are_known_and_forgotten_are_never_awaited() {
    let never = |body: &str| {
        let function = format!("async fn f(l: &Lock<u32>) {{ {body} }}");
        picture(&function, true, |summary| {
            summary.events.iter().any(|event| matches!(event.action, Action::NeverAwaits(_)))
        })
    };
    assert!(never("let g = l.lock();"));
    assert!(never("l.lock();"));
    assert!(never("let _ = l.lock();"));
    assert!(!never("let g = l.lock(); g.await;"));
    assert!(!never("let g = l.lock(); pin!(g);"));
    assert!(!never("let g = pin!(l.lock()); g.as_mut().await;"));
    assert!(!never("let g = l.lock(); select! { _ = &mut g => {} }"));
    assert!(!never("join_all([l.lock(), l.lock()]).await;"));
    assert!(!never("list.push(l.lock());"));
    assert!(!never("let g = x.lock();"));
    assert!(!never("foo(l.lock());"));
}
