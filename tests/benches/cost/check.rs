//! `cargo check` of a crate with a thousand realistic functions, without and with attributes. The runs are interleaved, because only
//! the ratio of two times means something. The crates are generated under `target/cost`.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const FUNCTIONS: usize = 1000;
const SERIES: usize = 5;

/// The attribute of each function, and the first line of its body.
struct Variant {
    name: &'static str,
    attribute: &'static str,
    first_line: &'static str,
}

const BARE: &str = "let ledger = &mut Ledger::default();";

const VARIANTS: [Variant; 4] = [
    Variant { name: "bare", attribute: "", first_line: BARE },
    Variant { name: "by-hand", attribute: "", first_line: "let mut ledger = LEDGER.lock().await;" },
    Variant { name: "guarded", attribute: "#[guarded(ledger = LEDGER)]", first_line: "" },
    Variant { name: "instrument", attribute: "#[tracing::instrument(skip_all)]", first_line: BARE },
];

pub(super) fn print() {
    let directories = VARIANTS.each_ref().map(generate);
    // The dependencies are compiled before anything is measured.
    for directory in &directories {
        check(directory);
    }
    let mut times = VARIANTS.map(|_| Vec::new());
    for _ in 0..SERIES {
        for (directory, times) in directories.iter().zip(&mut times) {
            times.push(check(directory));
        }
    }
    let medians = times.map(median);
    for (variant, time) in VARIANTS.iter().zip(medians) {
        let ratio = time.as_secs_f64() / medians[0].as_secs_f64();
        println!("cargo check, {:<31} {:>6} ms   {ratio:.2}", variant.name, time.as_millis());
    }
}

/// Checks the crate again, without its dependencies.
fn check(directory: &Path) -> Duration {
    let mut cargo = cargo_check(directory);
    let began = Instant::now();
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "the generated crate does not compile");
    began.elapsed()
}

/// Makes cargo check the whole crate again.
pub(super) fn cargo_check(directory: &Path) -> Command {
    let library = directory.join("src/lib.rs");
    let text = fs::read_to_string(&library).expect("it was generated");
    fs::write(&library, text).expect("it can be written again");
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo runs this"));
    cargo.env("CARGO_INCREMENTAL", "0").args(["check", "--quiet", "--offline", "--manifest-path"]);
    cargo.arg(directory.join("Cargo.toml")).arg("--target-dir");
    cargo.arg(directory.parent().expect("each crate has a folder of its own").join("target"));
    cargo
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn generate(variant: &Variant) -> PathBuf {
    write_crate(variant.name, "", &source(variant))
}

/// Writes a library under `target/cost`. `rest` continues its manifest, after the dependencies that all libraries have.
pub(super) fn write_crate(name: &str, rest: &str, source: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let directory = root.join("target/cost").join(name);
    fs::create_dir_all(directory.join("src")).expect("target can be written");
    let manifest = format!(
        "[package]\nname = \"cost-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         interlocking = {{ path = \"../../../runtime\" }}\ntokio = {{ version = \"1\", features = [\"time\"] }}\n\
         tracing = \"0.1\"\n{rest}"
    );
    fs::write(directory.join("Cargo.toml"), manifest).expect("target can be written");
    // The versions that are downloaded already.
    fs::copy(root.join("Cargo.lock"), directory.join("Cargo.lock")).expect("there is a lock file");
    fs::write(directory.join("src/lib.rs"), source).expect("target can be written");
    directory
}

fn source(variant: &Variant) -> String {
    let mut source = String::from(PRELUDE);
    for index in 0..FUNCTIONS {
        let body = BODY.replace("FIRST_LINE", variant.first_line);
        let body = body.replace("INDEX", &index.to_string());
        write!(source, "\n{}{body}", variant.attribute).expect("writing to a string does not fail");
    }
    source
}

pub(super) const PRELUDE: &str = "#![allow(dead_code, unused_imports)]
use std::{collections::HashMap, time::Duration};
use interlocking::{Lock, guarded};

#[derive(Default)]
pub struct Ledger { entries: Vec<Entry>, total: i64, names: Vec<(u32, String)> }
#[derive(Clone, Debug)]
pub struct Entry { account: u32, amount: i64, note: Option<String> }
#[derive(Debug)]
pub enum Failed { Unknown(u32), Overdrawn { account: u32, by: i64 }, Parse(std::num::ParseIntError) }
impl From<std::num::ParseIntError> for Failed {
    fn from(error: std::num::ParseIntError) -> Self { Failed::Parse(error) }
}
static LEDGER: Lock<Ledger> =
    Lock::new(Ledger { entries: Vec::new(), total: 0, names: Vec::new() });
";

pub(super) const BODY: &str = "
pub async fn post_INDEX(account: u32, amounts: &[&str], note: Option<&str>) -> Result<i64, Failed> {
    FIRST_LINE
    let mut sums: HashMap<u32, i64> = HashMap::new();
    for entry in &ledger.entries {
        *sums.entry(entry.account).or_default() += entry.amount;
    }
    let before = sums.get(&account).copied().unwrap_or(INDEX);
    let mut balance = before;
    for text in amounts {
        let amount: i64 = text.trim().parse()?;
        if balance + amount < 0 {
            return Err(Failed::Overdrawn { account, by: -(balance + amount) });
        }
        balance += amount;
        let note = note.map(|note| format!(\"{note} (INDEX)\"));
        ledger.entries.push(Entry { account, amount, note });
    }
    tokio::time::sleep(Duration::from_millis(INDEX)).await;
    match ledger.names.iter().find(|(id, _)| *id == account) {
        Some((_, name)) if name.starts_with('#') => return Err(Failed::Unknown(account)),
        Some(_) => {}
        None => ledger.names.push((account, note.unwrap_or(\"unnamed\").to_owned())),
    }
    ledger.total += balance - before;
    Ok(ledger.total)
}
";
