use super::*;
use crate::model::types::tests::app;

/// The names of the holders and of the actors of a file.
fn found(source: &str) -> [String; 2] {
    let index = app(&[("src/lib.rs", source)]);
    let relevance = Relevance::of(&index, usize::MAX);
    let names = |functions: &[FunctionId]| {
        let names: Vec<&str> = functions.iter().map(|&it| index.short_name(it)).collect();
        names.join(" ")
    };
    [names(&relevance.holders), names(&relevance.actors)]
}

#[test]
fn words_say_who_acquires_and_who_acts() {
    let source = "
        fn lock(m: &M) { m.lock().unwrap(); } fn read(f: File) { f.read(&mut buffer); } fn write(l: &L) { l\n.write()\n.x(); }
        fn take(x: X) { x.take() } fn sends(tx: T) { tx.send(1); } fn clock(c: C) { c.clock(); } fn nothing() { 1 + 1; }
        fn spawns() { tokio::spawn(async {}); } fn spawn_free() { let spawn = 1; } #[guarded(A)] async fn held() {}
        fn cell(c: C) { c.borrow_mut().x = 1; } fn permit(s: S) { s.acquire_many(2).await; }";
    assert_eq!(found(source), ["lock write held cell permit", "sends spawns"]);
}

#[test]
fn whoever_gets_a_guard_holds_it() {
    let source = "struct S; impl S { fn state(&self) -> MutexGuard<'_, u8> { self.m.lock() } fn twice(&self) -> Guard { self.state() } }
        fn a(s: S) { s.state(); } fn b(s: S) { S::twice(&s); } fn c(t: T) { Other::twice(&t); } struct Other; impl Other { fn x() {} } fn d(s: S) { s.size() }
        fn with(m: &Mutex<u8>) { m.lock(); } fn e() { with(&A); with(&B); }";
    assert_eq!(found(source), ["state twice a b with e", ""]);
}

#[test]
fn a_map_is_known_by_the_name_of_its_field() {
    let source = "struct S { rooms: Arc<DashMap<u8, u8>>, plain: HashMap<u8, u8>, odd: Rooms } type Rooms = dashmap::DashMap<u8, u8>;
        struct T(DashMap<u8, u8>);
        fn a(s: &S) { s.rooms.get(&1); } fn b(s: &S) { s.plain.get(&1); } fn c(s: &S) { s.odd.iter(); } fn d(t: &T) { t.0.entry(1); }
        fn e(s: &S) { s.rooms; } fn f() { let m = DashMap::new(); m.insert(1, 2); }";
    assert_eq!(found(source), ["a c d f", ""]);
}

#[test]
fn what_leads_nowhere_is_left_out() {
    let source = "fn a(m: &M) { m.x.lock(); } fn b() { c() } fn c() { m::a(1) } fn d() { e() } fn e() {} fn r() { r() }
        macro_rules! grab { ($e:expr) => { $e.lock() } } fn g() { grab!(x) }";
    let index = app(&[("src/lib.rs", source)]);
    let relevance = Relevance::of(&index, usize::MAX);
    let leading = index.functions().filter(|&it| relevance.leads_to_actor(it));
    let leading: Vec<&str> = leading.map(|it| index.short_name(it)).collect();
    assert_eq!(leading, ["a", "b", "c", "g"]);
}
