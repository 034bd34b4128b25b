//! Every format over one made-up analysis: two files, one finding of each grade.

use std::{fs, io};

use expect_test::{Expect, expect};
use interlocking_dsl::{
    Level,
    model::{
        Finding, Grade, Location, LockMap, LockOrder, MappedAllowance, MappedEdge, MappedFunction,
        MappedStep, Note,
    },
};
use tempfile::TempDir;

use super::*;
use crate::files::Files;

const LEDGER: &str = "\
impl Ledger {
    async fn refund(&self) {
        let mut accounts = self.accounts.lock().await;
        self.settle(&mut accounts).await;
    }
}
";

const SETTLE: &str = "\
impl Ledger {
    async fn settle(&self) {
        // Größe: columns count characters.
        let größe = self.accounts.lock().await.len(); // 100%
    }
}
";

struct Sample {
    folder: TempDir,
    files: Files,
}

impl Sample {
    fn new() -> Sample {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/ledger.rs"), LEDGER).unwrap();
        fs::write(folder.path().join("src/settle, all.rs"), SETTLE).unwrap();
        Sample { files: Files::new(folder.path().to_owned()), folder }
    }

    fn at(&self, file: &str, line: usize, columns: (usize, usize)) -> Location {
        let file = self.folder.path().join(file).into();
        Location { file, line, column: columns.0, end_line: line, end_column: columns.1 }
    }

    fn first(&self) -> Location {
        self.at("src/ledger.rs", 3, (28, 48))
    }

    fn call(&self) -> Location {
        self.at("src/ledger.rs", 4, (14, 20))
    }

    fn second(&self) -> Location {
        self.at("src/settle, all.rs", 4, (21, 41))
    }

    fn findings(&self) -> Vec<Finding> {
        let note = |at, message: &str| Note { at, message: message.to_owned() };
        let twice = Finding {
            rule: "same_lock_twice",
            level: Level::Error,
            grade: Grade::Certain,
            function: "bank::Ledger::refund".to_owned(),
            message:
                "deadlock: `self.accounts` is already locked here, and `settle` locks it again"
                    .to_owned(),
            label: "this call waits for its own caller".to_owned(),
            at: self.call(),
            also: vec![
                note(self.first(), "`self.accounts` is locked here"),
                note(self.second(), "`settle` locks it again"),
            ],
            help: Some("call `settle` after `drop(accounts)`".to_owned()),
        };
        let possible = Finding {
            rule: "blocking_call",
            level: Level::Warning,
            grade: Grade::Possible,
            function: "bank::Ledger::settle".to_owned(),
            message: "100% of the thread".to_owned(),
            label: "it blocks here".to_owned(),
            at: self.second(),
            also: Vec::new(),
            help: None,
        };
        vec![twice, possible]
    }

    fn map(&self) -> LockMap {
        let edge = |held: &str, what: &str, waits, at| MappedEdge {
            held: held.to_owned(),
            what: what.to_owned(),
            waits,
            places: vec![("bank::Ledger::refund".to_owned(), at), ("f".to_owned(), self.second())],
        };
        LockMap {
            functions: vec![MappedFunction {
                name: "bank::Ledger::refund".to_owned(),
                at: self.at("src/ledger.rs", 2, (14, 20)),
                steps: vec![MappedStep {
                    held: vec!["Ledger.accounts".to_owned()],
                    does: "locks",
                    what: "Map<\"a\">".to_owned(),
                    at: self.call(),
                }],
            }],
            edges: vec![
                edge("Ledger.accounts", "Map<\"a\">", true, self.call()),
                edge("Map<\"a\">", "Ledger.accounts", false, self.second()),
                edge("Map<\"a\">", "OTHER", true, self.second()),
            ],
            order: LockOrder::Cycles(vec![vec![
                "Ledger.accounts".to_owned(),
                "Map<\"a\">".to_owned(),
            ]]),
            allowances: vec![MappedAllowance {
                rule: "blocking_call".to_owned(),
                reason: "it is short".to_owned(),
                at: self.second(),
            }],
        }
    }

    /// What `print` prints, without colours.
    fn shows(&self, print: impl FnOnce(&mut dyn io::Write) -> io::Result<()>, expected: &Expect) {
        let mut out = Vec::new();
        print(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        expected.assert_eq(&anstream::adapter::strip_str(&text).to_string());
    }
}

fn report(findings: Vec<Finding>) -> Report {
    Report { findings, accepted: 0, crates: 2 }
}

#[test]
fn text_is_what_the_compiler_prints() {
    let sample = Sample::new();
    let report = report(sample.findings());
    sample.shows(|out| text::findings(&report, &sample.files, out), &expect![[r#"
        error[same_lock_twice]: deadlock: `self.accounts` is already locked here, and `settle` locks it again
         --> src/ledger.rs:4:14
          |
        3 |         let mut accounts = self.accounts.lock().await;
          |                            -------------------- 1. `self.accounts` is locked here
        4 |         self.settle(&mut accounts).await;
          |              ^^^^^^ this call waits for its own caller
          |
         ::: src/settle, all.rs:4:21
          |
        4 |         let größe = self.accounts.lock().await.len(); // 100%
          |                     -------------------- 2. `settle` locks it again
          |
          = help: call `settle` after `drop(accounts)`

        warning[blocking_call]: 100% of the thread
         --> src/settle, all.rs:4:21
          |
        4 |         let größe = self.accounts.lock().await.len(); // 100%
          |                     ^^^^^^^^^^^^^^^^^^^^ it blocks here
          |
          = note: possible, not certain: two places may be different objects, a call may go elsewhere, or a path may not be taken

        interlocking: 1 error, 1 warning (1 certain, 1 possible) in 2 crates
    "#]]);
}

#[test]
fn the_summary_counts_what_there_is() {
    let sample = Sample::new();
    let [error, warning] = <[Finding; 2]>::try_from(sample.findings()).unwrap();
    let last = |report: Report| {
        let mut out = Vec::new();
        text::findings(&report, &sample.files, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().last().unwrap().to_owned()
    };
    let of = |findings: &[&Finding]| last(report(findings.iter().copied().cloned().collect()));
    assert_eq!(of(&[]), "interlocking: nothing found in 2 crates");
    assert_eq!(of(&[&error]), "interlocking: 1 error in 2 crates");
    assert_eq!(of(&[&warning, &warning]), "interlocking: 2 warnings (2 possible) in 2 crates");
    let accepted = Report { findings: Vec::new(), accepted: 3, crates: 1 };
    assert_eq!(
        last(accepted),
        "interlocking: nothing found in 1 crate; 3 accepted by the baseline"
    );
}

#[test]
fn a_place_in_a_file_that_is_gone_is_still_printed() {
    let sample = Sample::new();
    let mut finding = sample.findings().remove(1);
    finding.at = sample.at("src/gone.rs", 7, (3, 9));
    let report = report(vec![finding]);
    sample.shows(|out| text::findings(&report, &sample.files, out), &expect![[r#"
        warning[blocking_call]: 100% of the thread
         --> src/gone.rs:1:1
          |
        1 |
          | ^ it blocks here
          |
          = note: possible, not certain: two places may be different objects, a call may go elsewhere, or a path may not be taken

        interlocking: 1 warning (1 possible) in 2 crates
    "#]]);
}

#[test]
fn json_is_one_object_a_line() {
    let sample = Sample::new();
    let findings = sample.findings();
    sample.shows(|out| json::findings(&findings, &sample.files, out), &expect![[r#"
        {"rule":"same_lock_twice","level":"error","grade":"certain","function":"bank::Ledger::refund","message":"deadlock: `self.accounts` is already locked here, and `settle` locks it again","file":"src/ledger.rs","line":4,"column":14,"also":[{"file":"src/ledger.rs","line":3,"column":28,"message":"`self.accounts` is locked here"},{"file":"src/settle, all.rs","line":4,"column":21,"message":"`settle` locks it again"}],"help":"call `settle` after `drop(accounts)`"}
        {"rule":"blocking_call","level":"warning","grade":"possible","function":"bank::Ledger::settle","message":"100% of the thread","file":"src/settle, all.rs","line":4,"column":21,"also":[],"help":null}
    "#]]);
}

#[test]
fn github_gets_one_escaped_command_a_line() {
    let sample = Sample::new();
    let findings = sample.findings();
    sample.shows(|out| github::findings(&findings, &sample.files, out), &expect![[r#"
        ::error file=src/ledger.rs,line=4,endLine=4,col=14,endColumn=20,title=interlocking%3A%3Asame_lock_twice::deadlock: `self.accounts` is already locked here, and `settle` locks it again%0Anote: `self.accounts` is locked here (src/ledger.rs:3:28)%0Anote: `settle` locks it again (src/settle, all.rs:4:21)%0Ahelp: call `settle` after `drop(accounts)`%0Arule: https://docs.rs/interlocking/latest/interlocking/rules/index.html#same_lock_twice
        ::warning file=src/settle%2C all.rs,line=4,endLine=4,col=21,endColumn=41,title=interlocking%3A%3Ablocking_call::100%25 of the thread%0Arule: https://docs.rs/interlocking/latest/interlocking/rules/index.html#blocking_call
    "#]]);
}

#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let sample = Sample::new();
    let mut out = Vec::new();
    sarif::findings(&sample.findings(), &sample.files, &mut out).unwrap();
    let mut log: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].take();
    assert_eq!(rules.as_array().unwrap().len(), Rule::ALL.len());
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let results = serde_json::to_string_pretty(&log["runs"][0]["results"][0]).unwrap();
    expect![[r#"
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "src/ledger.rs",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "endColumn": 20,
                  "endLine": 4,
                  "startColumn": 14,
                  "startLine": 4
                }
              }
            }
          ],
          "message": {
            "text": "deadlock: `self.accounts` is already locked here, and `settle` locks it again\nhelp: call `settle` after `drop(accounts)`"
          },
          "partialFingerprints": {
            "interlocking/v1": "a334c0d505204967"
          },
          "properties": {
            "grade": "certain"
          },
          "relatedLocations": [
            {
              "id": 0,
              "message": {
                "text": "`self.accounts` is locked here"
              },
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "src/ledger.rs",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "endColumn": 48,
                  "endLine": 3,
                  "startColumn": 28,
                  "startLine": 3
                }
              }
            },
            {
              "id": 1,
              "message": {
                "text": "`settle` locks it again"
              },
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "src/settle%2C%20all.rs",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "endColumn": 41,
                  "endLine": 4,
                  "startColumn": 21,
                  "startLine": 4
                }
              }
            }
          ],
          "ruleId": "same_lock_twice",
          "ruleIndex": 9
        }"#]].assert_eq(&results);
}

#[test]
fn a_map_is_read_by_people() {
    let sample = Sample::new();
    let map = sample.map();
    sample.shows(
        |out| text::map(&map, &sample.files, out),
        &expect![[r#"
        functions
          bank::Ledger::refund  src/ledger.rs:2:14
            holding `Ledger.accounts`: locks `Map<"a">`  src/ledger.rs:4:14

        edges: what is taken or awaited under which lock
          `Ledger.accounts` -> `Map<"a">`
            bank::Ledger::refund  src/ledger.rs:4:14
            f  src/settle, all.rs:4:21
          `Map<"a">` -> `Ledger.accounts`  (only tried)
            bank::Ledger::refund  src/settle, all.rs:4:21
            f  src/settle, all.rs:4:21
          `Map<"a">` -> `OTHER`
            bank::Ledger::refund  src/settle, all.rs:4:21
            f  src/settle, all.rs:4:21

        cycles: no order fits
          `Ledger.accounts` -> `Map<"a">` -> `Ledger.accounts`

        allowances
          blocking_call: it is short  src/settle, all.rs:4:21
    "#]],
    );
}

#[test]
fn a_map_is_drawn_by_graphviz() {
    let sample = Sample::new();
    let map = sample.map();
    sample.shows(|out| dot::map(&map, &sample.files, out), &expect![[r#"
        digraph interlocking {
            rankdir=LR;
            node [shape=box, style=rounded, fontname="sans-serif"];
            edge [fontname="sans-serif", fontsize=10];
            "Ledger.accounts" -> "Map<\"a\">" [label="refund and 1 more\nsrc/ledger.rs:4", color=red, penwidth=2];
            "Map<\"a\">" -> "Ledger.accounts" [label="refund and 1 more\nsrc/settle, all.rs:4", style=dashed, color=red, penwidth=2];
            "Map<\"a\">" -> "OTHER" [label="refund and 1 more\nsrc/settle, all.rs:4"];
        }
    "#]]);
}

#[test]
fn a_map_is_drawn_by_mermaid() {
    let sample = Sample::new();
    let map = sample.map();
    sample.shows(
        |out| mermaid::map(&map, &sample.files, out),
        &expect![[r#"
        flowchart LR
            n0["Ledger.accounts"]
            n1["Map&lt;&quot;a&quot;&gt;"]
            n2["OTHER"]
            n0 -->|"refund and 1 more<br>src/ledger.rs:4"| n1
            n1 -.->|"refund and 1 more<br>src/settle, all.rs:4"| n0
            n1 -->|"refund and 1 more<br>src/settle, all.rs:4"| n2
            linkStyle 0 stroke:red,stroke-width:2px
            linkStyle 1 stroke:red,stroke-width:2px
    "#]],
    );
}

#[test]
fn a_map_is_read_by_programs() {
    let sample = Sample::new();
    let map = LockMap { order: LockOrder::Fits(vec!["a".to_owned()]), ..sample.map() };
    sample.shows(
        |out| json::map(&map, &sample.files, out),
        &expect![[r#"
        {
          "allowances": [
            {
              "at": {
                "column": 21,
                "file": "src/settle, all.rs",
                "line": 4
              },
              "reason": "it is short",
              "rule": "blocking_call"
            }
          ],
          "cycles": [],
          "edges": [
            {
              "held": "Ledger.accounts",
              "places": [
                {
                  "at": {
                    "column": 14,
                    "file": "src/ledger.rs",
                    "line": 4
                  },
                  "function": "bank::Ledger::refund"
                },
                {
                  "at": {
                    "column": 21,
                    "file": "src/settle, all.rs",
                    "line": 4
                  },
                  "function": "f"
                }
              ],
              "waits": true,
              "what": "Map<\"a\">"
            },
            {
              "held": "Map<\"a\">",
              "places": [
                {
                  "at": {
                    "column": 21,
                    "file": "src/settle, all.rs",
                    "line": 4
                  },
                  "function": "bank::Ledger::refund"
                },
                {
                  "at": {
                    "column": 21,
                    "file": "src/settle, all.rs",
                    "line": 4
                  },
                  "function": "f"
                }
              ],
              "waits": false,
              "what": "Ledger.accounts"
            },
            {
              "held": "Map<\"a\">",
              "places": [
                {
                  "at": {
                    "column": 21,
                    "file": "src/settle, all.rs",
                    "line": 4
                  },
                  "function": "bank::Ledger::refund"
                },
                {
                  "at": {
                    "column": 21,
                    "file": "src/settle, all.rs",
                    "line": 4
                  },
                  "function": "f"
                }
              ],
              "waits": true,
              "what": "OTHER"
            }
          ],
          "functions": [
            {
              "at": {
                "column": 14,
                "file": "src/ledger.rs",
                "line": 2
              },
              "name": "bank::Ledger::refund",
              "steps": [
                {
                  "at": {
                    "column": 14,
                    "file": "src/ledger.rs",
                    "line": 4
                  },
                  "does": "locks",
                  "held": [
                    "Ledger.accounts"
                  ],
                  "what": "Map<\"a\">"
                }
              ]
            }
          ],
          "order": [
            "a"
          ]
        }
    "#]],
    );
}
