//! What is found, in each format, and what becomes of it: levels, the baseline, the exit status.

use std::fs;

use expect_test::expect;
use serde_json::Value;

use crate::support::{Ran, Tree};

const MANIFEST: &str = "[package]\nname = \"bank\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// `refund` holds the lock while `settle` takes it again: always a deadlock.
const BANK: &str = "\
use tokio::sync::Mutex;

pub struct Ledger {
    accounts: Mutex<Vec<i64>>,
}

impl Ledger {
    pub async fn refund(&self) {
        let accounts = self.accounts.lock().await;
        if accounts.len() > 1 {
            self.settle().await;
        }
    }

    async fn settle(&self) {
        self.accounts.lock().await.clear();
    }
}
";

fn bank() -> Tree {
    Tree::new(&[("Cargo.toml", MANIFEST), ("src/lib.rs", BANK)])
}

fn json(ran: &Ran) -> Vec<Value> {
    ran.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `rule file:line` of each finding.
fn places(ran: &Ran) -> Vec<String> {
    let place = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{} {}:{}", text("rule"), text("file"), finding["line"])
    };
    json(ran).iter().map(place).collect()
}

#[test]
fn a_deadlock_is_status_1_and_printed_as_the_compiler_prints() {
    let ran = bank().run(&["check"]);
    assert_eq!(ran.status(), 1, "{}", ran.err());
    expect![[r#"
        error[same_lock_twice]: deadlock: `self.accounts` is already locked here, and `Ledger::settle` locks it again
          --> src/lib.rs:11:18
           |
         9 |         let accounts = self.accounts.lock().await;
           |                        ---- 1. `self.accounts` is locked
        10 |         if accounts.len() > 1 {
        11 |             self.settle().await;
           |                  ^^^^^^ locks `self.accounts` again
        ...
        16 |         self.accounts.lock().await.clear();
           |         ---- 2. `Ledger::settle` locks it
           |
           = help: `drop(accounts)` before, or give `Ledger::settle` a variant that takes the guarded data

        interlocking: 1 error in 1 crate
    "#]].assert_eq(&ran.out());
}

/// What the README shows is what its readers would see.
#[test]
fn the_readme_shows_a_real_finding() {
    let ledger = "\
use std::collections::HashMap;
use tokio::sync::RwLock;

pub struct Ledger {
    accounts: RwLock<HashMap<u64, i64>>,
}

impl Ledger {
    pub async fn balance(&self, account: u64) -> i64 {
        self.accounts.read().await.get(&account).copied().unwrap_or(0)
    }

    pub async fn transfer(&self, from: u64, to: u64, amount: i64) -> bool {
        let mut accounts = self.accounts.write().await;
        if self.balance(from).await < amount {
            return false;
        }
        *accounts.entry(from).or_default() -= amount;
        *accounts.entry(to).or_default() += amount;
        true
    }
}
";
    let tree = Tree::new(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "pub mod ledger;\n"),
        ("src/ledger.rs", ledger),
    ]);
    let shown = tree.run(&["check"]).out();
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&format!("```text\n{shown}```\n")), "the README must show:\n{shown}");
}

#[test]
fn each_format_tells_the_same_finding() {
    let tree = bank();
    let found = json(&tree.run(&["check", "--format", "json"]));
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&finding["level"], &finding["grade"]), (&"error".into(), &"certain".into()));
    assert_eq!((&finding["file"], &finding["line"]), (&"src/lib.rs".into(), &11.into()));
    let also: Vec<_> =
        finding["also"].as_array().unwrap().iter().map(|note| &note["line"]).collect();
    assert!(also.contains(&&9.into()) && also.contains(&&16.into()), "{also:?}");

    let github = tree.run(&["check", "--format", "github"]);
    assert_eq!(github.status(), 1);
    assert!(github.out().starts_with("::error file=src/lib.rs,line=11,"), "{}", github.out());

    let sarif = tree.run(&["check", "--format", "sarif"]);
    assert_eq!(sarif.status(), 1);
    let sarif: Value = serde_json::from_str(&sarif.out()).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["ruleId"], finding["rule"]);
}

#[test]
fn the_map_shows_what_is_taken_under_what() {
    let map: Value = serde_json::from_str(&bank().run(&["map", "--format", "json"]).out()).unwrap();
    let refund = &map["functions"][0];
    assert_eq!((&refund["name"], &refund["at"]["line"]), (&"Ledger::refund".into(), &8.into()));
    assert_eq!(refund["steps"][1]["held"], serde_json::json!(["Ledger.accounts"]));
}

#[test]
fn options_decide_the_level_of_a_rule_and_the_last_one_wins() {
    let tree = bank();
    let rule = json(&tree.run(&["check", "--format", "json"]))[0]["rule"].clone();
    let rule = rule.as_str().unwrap();
    let level = |options: &[&str]| {
        let ran = tree.run(&[&["check", "--format", "json"], options].concat());
        (
            ran.status(),
            json(&ran).first().map(|finding| finding["level"].as_str().unwrap().to_owned()),
        )
    };
    assert_eq!(level(&["-A", rule]), (0, None));
    assert_eq!(level(&["-W", rule]), (1, Some("warning".to_owned())));
    assert_eq!(level(&["-A", rule, "-D", rule]), (1, Some("error".to_owned())));
    assert_eq!(level(&["-D", rule, "-A", rule]), (0, None));
    assert_eq!(level(&["-A", "lost_update"]), (1, Some("error".to_owned())));
}

#[test]
fn the_manifest_of_a_package_decides_the_level_of_a_rule_unless_an_option_does() {
    let tree = bank();
    let rule = json(&tree.run(&["check", "--format", "json"]))[0]["rule"].clone();
    let rule = rule.as_str().unwrap();
    let manifest = fs::read_to_string(tree.path().join("Cargo.toml")).unwrap();
    let level = |key: &str, options: &[&str]| {
        let table = format!("{manifest}\n[package.metadata.interlocking]\n{key} = [\"{rule}\"]\n");
        tree.write("Cargo.toml", table.as_bytes());
        let ran = tree.run(&[&["check", "--format", "json"], options].concat());
        json(&ran).first().map(|finding| finding["level"].as_str().unwrap().to_owned())
    };
    assert_eq!(level("allow", &[]), None);
    assert_eq!(level("warn", &[]), Some("warning".to_owned()));
    assert_eq!(level("warn", &["-D", rule]), Some("error".to_owned()));
    assert_eq!(level("allow", &["-W", rule]), Some("warning".to_owned()));
}

#[test]
fn a_baseline_accepts_what_was_there_when_it_was_written() {
    let tree = bank();
    let check = ["check", "--baseline", "accepted.json"];
    let first = tree.run(&check);
    assert_eq!(first.status(), 0, "{}", first.err());
    assert_eq!(first.out(), "interlocking: nothing found in 1 crate; 1 accepted by the baseline\n");
    assert_eq!(tree.run(&check).out(), first.out());

    // Lines above it move a finding, and do not make it a new one.
    tree.write("src/lib.rs", format!("// One.\n// Two.\n\n{BANK}").as_bytes());
    assert_eq!(tree.run(&check).status(), 0);

    let more =
        BANK.replace("refund", "repay").replace("Ledger", "Branch").replace("settle", "close");
    let more = more.replace("use tokio::sync::Mutex;\n", "");
    tree.write("src/lib.rs", format!("{BANK}{more}").as_bytes());
    let second = tree.run(&check);
    assert_eq!(second.status(), 1);
    assert!(
        second.out().contains("Branch::close") && !second.out().contains("Ledger::settle"),
        "{}",
        second.out()
    );

    tree.write("src/lib.rs", b"");
    let last = tree.run(&check);
    assert_eq!(last.status(), 0);
    assert!(last.err().contains("no longer there: 1 finding"), "{}", last.err());
}

#[test]
fn a_baseline_that_cannot_be_read_is_status_2() {
    let tree = bank();
    for text in ["{", "[]", "{\"version\": 7, \"accepted\": []}"] {
        tree.write("accepted.json", text.as_bytes());
        let ran = tree.run(&["check", "--baseline", "accepted.json"]);
        assert_eq!(ran.status(), 2);
        assert!(ran.err().starts_with("error: `accepted.json`: "), "{}", ran.err());
    }
    assert_eq!(tree.run(&["check", "--baseline", "no/such/folder"]).status(), 2);
}

#[test]
fn an_inversion_across_the_crates_of_a_workspace_is_found() {
    let manifest = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}")
    };
    let state = "\
use tokio::sync::Mutex;
pub struct State { pub users: Mutex<u32>, pub rooms: Mutex<u32> }
pub async fn join(state: &State) {
    let mut users = state.users.lock().await;
    let rooms = state.rooms.lock().await;
    *users += *rooms;
}
";
    let app = "\
use chat_state::State;
pub async fn close(state: &State) {
    let mut rooms = state.rooms.lock().await;
    let users = state.users.lock().await;
    *rooms += *users;
}
";
    let tree = Tree::new(&[
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"state\", \"app\"]\n"),
        ("state/Cargo.toml", &manifest("chat-state", "")),
        ("state/src/lib.rs", state),
        (
            "app/Cargo.toml",
            &manifest("app", "[dependencies]\nchat-state = { path = \"../state\" }\n"),
        ),
        ("app/src/lib.rs", app),
    ]);
    let found = places(&tree.run(&["check", "--format", "json"]));
    assert!(found.iter().any(|place| place.contains("state/src/lib.rs:5")), "{found:?}");
    assert!(found.iter().any(|place| place.contains("app/src/lib.rs:4")), "{found:?}");
    assert_eq!(places(&tree.run(&["check", "--format", "json", "app"])), found);
    assert_eq!(tree.run(&["check", "-p", "chat-state"]).status(), 0);
}

/// The lines of the findings in a method of a type with a `DashMap` and a `RefCell`.
fn lines_of(method: &str) -> Vec<u64> {
    let source = format!(
        "use dashmap::DashMap; use std::cell::RefCell;
#[derive(Clone)] struct Stats {{ sizes: DashMap<String, u32>, log: RefCell<Vec<u32>> }}
impl Stats {{
{method}
    fn last(&self) -> Option<u32> {{ self.log.borrow().last().copied() }}
}}
fn two(one: usize, other: usize) -> usize {{ one + other }}
"
    );
    let tree = Tree::new(&[("Cargo.toml", MANIFEST), ("src/lib.rs", &source)]);
    let found = json(&tree.run(&["check", "--format", "json"]));
    found.iter().map(|finding| finding["line"].as_u64().unwrap() - 3).collect()
}

#[test]
fn an_iterator_over_a_map_holds_its_reference_until_it_is_used_up() {
    for right in [
        "fn f(&self) -> usize { two(self.sizes.iter().count(), self.sizes.len()) }",
        "fn f(&self) -> usize { two(self.sizes.iter().map(|e| *e.value() as usize).sum(), self.sizes.len()) }",
        "fn f(&self) -> usize { two(self.sizes.iter().filter(|e| *e.value() > 1).map(|e| e.key().len()).max_by_key(|n| *n).unwrap_or(0), self.sizes.len()) }",
        "fn f(&self) -> bool { two(self.sizes.iter().any(|e| *e.value() > 1) as usize, self.sizes.len()) > 1 }",
        "fn f(&self) { for key in self.sizes.iter().map(|e| e.key().clone()).collect::<Vec<_>>() { self.sizes.remove(&key); } }",
        "fn f(&self) { let key = self.sizes.iter().filter_map(|e| Some(e.key().clone())).find(|k| k.len() > 2); self.sizes.remove(&key.unwrap()); }",
    ] {
        assert_eq!(lines_of(right), [0; 0], "{right}");
    }
    for wrong in [
        "fn f(&self) { let all = self.sizes.iter().map(|e| *e.value()); self.sizes.clear(); drop(all); }",
        "fn f(&self) { for e in self.sizes.iter().filter(|e| *e.value() > 1) { self.sizes.remove(e.key()); } }",
        "fn f(&self) -> Vec<u32> { self.sizes.iter().map(|e| self.sizes.remove(e.key()).unwrap().1).collect() }",
    ] {
        assert_eq!(lines_of(wrong), [1], "{wrong}");
    }
}

#[test]
fn a_cell_may_be_borrowed_twice_for_reading() {
    for right in [
        "fn f(&self) -> bool { let log = self.log.borrow(); log.last().copied() == self.last() }",
        "fn f(&self) { for at in 0..self.log.borrow().len() { println!(\"{at} {:?}\", self.last()); } }",
        "fn f(&self) { let copy = self.clone(); let log = copy.log.borrow(); self.log.borrow_mut().extend(log.iter()); }",
        "fn f(&self) { let copy = Stats::clone(self); let log = copy.log.borrow(); self.log.borrow_mut().extend(log.iter()); }",
    ] {
        assert_eq!(lines_of(right), [0; 0], "{right}");
    }
    for wrong in [
        "fn f(&self) -> bool { let mut log = self.log.borrow_mut(); log.pop() == self.last() }",
        "fn f(&self) { for at in 0..self.log.borrow().len() { self.log.borrow_mut().push(at as u32); } }",
    ] {
        assert_eq!(lines_of(wrong), [1], "{wrong}");
    }
}

#[test]
fn the_map_lists_what_is_allowed_and_why() {
    let source = "\
#[guarded(L, allow(same_lock_twice, reason = \"never at the same time\"))]
async fn one() {}

#[guarded(L)]
async fn two() {
    #[sync_allow(held_across_io, reason = \"the answer is in the cache\")]
    ask().await;
}

async fn three() {}
";
    let tree = Tree::new(&[("Cargo.toml", MANIFEST), ("src/lib.rs", source)]);
    let map: Value = serde_json::from_str(&tree.run(&["map", "--format", "json"]).out()).unwrap();
    let text = |allowance: &Value, key: &str| allowance[key].as_str().unwrap().to_owned();
    let shown = |allowance: &Value| {
        let line = &allowance["at"]["line"];
        format!("{line} {}: {}", text(allowance, "rule"), text(allowance, "reason"))
    };
    let allowances: Vec<String> = map["allowances"].as_array().unwrap().iter().map(shown).collect();
    assert_eq!(
        allowances,
        [
            "1 same_lock_twice: never at the same time",
            "6 held_across_io: the answer is in the cache"
        ]
    );
    let written = tree.run(&["map"]).out();
    assert!(written.contains("same_lock_twice: never at the same time"), "{written}");
}

#[test]
fn tests_are_analysed_only_with_the_option() {
    let test = "use tokio::sync::Mutex;
async fn twice(lock: &Mutex<u32>) { let _one = lock.lock().await; let _two = lock.lock().await; }
";
    let tree = Tree::new(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", &format!("#[cfg(test)]\nmod tests {{\n{test}}}\n")),
        ("tests/it.rs", test),
    ]);
    assert_eq!(tree.run(&["check"]).status(), 0);
    let found = places(&tree.run(&["check", "--tests", "--format", "json"]));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn files_that_cannot_be_read_are_passed_over_and_named() {
    let tree = bank();
    tree.write(
        "src/lib.rs",
        format!("mod bytes;\nmod broken;\nmod folder;\nmod gone;\n{BANK}").as_bytes(),
    );
    tree.write("src/bytes.rs", b"use tokio::sync::Mutex;\nconst A: &str = \"\xff\xfe\";\n");
    tree.write("src/broken.rs", b"use tokio::sync::Mutex;\nasync fn f( { lock().await }\n");
    std::fs::create_dir(tree.path().join("src/folder.rs")).unwrap();
    let ran = tree.run(&["check"]);
    assert_eq!(ran.status(), 1);
    assert!(ran.err().contains("could not be read; `-v` says which"), "{}", ran.err());
    let loud = tree.run(&["check", "-v"]);
    for name in ["bytes", "broken", "folder"] {
        assert!(loud.err().contains(&format!("not read: `src/{name}.rs`: ")), "{}", loud.err());
    }
}

#[cfg(unix)]
#[test]
fn links_and_modules_in_a_circle_come_to_an_end() {
    let tree = bank();
    std::os::unix::fs::symlink("..", tree.path().join("src/again")).unwrap();
    let circle = "#[path = \"lib.rs\"]\nmod me;\n#[path = \"again/src/lib.rs\"]\nmod me_again;\n";
    tree.write("src/lib.rs", format!("{circle}{BANK}").as_bytes());
    let ran = tree.run(&["check"]);
    assert_eq!(ran.status(), 1, "{}", ran.err());
}
