//! The time that the rules add to the expansion of a function, beside the time for parsing its body. An attribute that is generated
//! under `target/cost` and expands like ours measures both inside the compiler, in a dev build.

use std::time::Duration;

use super::check::{BODY, PRELUDE, cargo_check, write_crate};

const FUNCTIONS: usize = 300;

/// A body with one lock, and a body that consists of locks.
const BODIES: [(&str, &str); 2] = [("ordinary", BODY), ("of locks", LOCKS)];

pub(super) fn print() {
    write_crate("stages-macro", MACRO_MANIFEST, MACRO);
    for (name, body) in BODIES {
        let rest = "cost-stages-macro = { path = \"../stages-macro\" }\n";
        let directory = write_crate("stages", rest, &source(body));
        let output = cargo_check(&directory).output().expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the generated crate does not compile: {text}");
        let times: Vec<Vec<u64>> = text.lines().filter_map(times).collect();
        assert_eq!(times.len(), FUNCTIONS, "each function is measured: {text}");
        let median = |column: usize| {
            let mut times: Vec<u64> = times.iter().map(|times| times[column]).collect();
            times.sort_unstable();
            Duration::from_nanos(times[times.len() / 2])
        };
        let (parse, rules) = (median(0), median(1));
        let ratio = rules.as_secs_f64() / parse.as_secs_f64();
        println!(
            "{name:<10} parsing the body {parse:>10.1?}, the rules {rules:>10.1?}   {ratio:.2}"
        );
    }
}

/// `stages PARSE CHECK`, in nanoseconds.
fn times(line: &str) -> Option<Vec<u64>> {
    line.strip_prefix("stages ")?.split(' ').map(|time| time.parse().ok()).collect()
}

fn source(body: &str) -> String {
    let function = |index: usize| {
        let body = body.replace("FIRST_LINE", "").replace("INDEX", &index.to_string());
        format!("\n#[cost_stages_macro::staged(ledger = LEDGER)]{body}")
    };
    let functions: String = (0..FUNCTIONS).map(function).collect();
    format!("{PRELUDE}{functions}")
}

const MACRO_MANIFEST: &str = "interlocking-dsl = { path = \"../../../macros/dsl\" }
syn = { version = \"3\", features = [\"full\"] }
proc-macro2 = \"1\"

[lib]
proc-macro = true
";

const MACRO: &str = "use std::time::Instant;
use interlocking_dsl::{Attribute, Stage, expand_observed};
use proc_macro::TokenStream;

#[proc_macro_attribute]
pub fn staged(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    let body = item.clone().into_iter().last().expect(\"a body\");
    let body = proc_macro2::TokenStream::from(body);
    let began = Instant::now();
    let block: syn::Block = syn::parse2(body).expect(\"a block\");
    let parsed = began.elapsed().as_nanos();
    drop(block);
    let (mut planned, mut checked) = (began, began);
    let expanded = expand_observed(Attribute::Guarded, arguments.into(), item, &mut |stage| match stage {
        Stage::Planned => planned = Instant::now(),
        Stage::Checked => checked = Instant::now(),
    });
    eprintln!(\"stages {parsed} {}\", (checked - planned).as_nanos());
    expanded.into()
}
";

const LOCKS: &str = "
pub async fn post_INDEX(account: u32, gate: &tokio::sync::Semaphore, other: &Lock<Vec<Entry>>) -> Result<i64, Failed> {
    let Ok(permit) = gate.acquire().await else { return Err(Failed::Unknown(account)) };
    let mut entries = other.lock().await;
    while let Some(entry) = entries.pop() {
        if entry.account == account {
            ledger.total += entry.amount;
            continue;
        }
        ledger.entries.push(entry);
    }
    drop(entries);
    for (id, name) in &ledger.names {
        let found = { let entries = other.lock().await; entries.iter().any(|entry| entry.account == *id) };
        match (found, name.as_str()) {
            (true, _) => other.lock().await.clear(),
            (false, \"INDEX\") => return Err(Failed::Unknown(*id)),
            (false, _) => {}
        }
    }
    let total = ledger.total;
    drop(ledger);
    let slow = async { tokio::time::sleep(Duration::from_millis(INDEX)).await; other.lock().await.len() };
    let length = tokio::time::timeout(Duration::from_secs(1), slow).await.unwrap_or(0);
    drop(permit);
    let mut again = LEDGER.lock().await;
    again.total += length as i64;
    Ok(total)
}
";
