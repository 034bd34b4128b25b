//! `cargo run -p interlocking-dsl --example model_cost -- src/lib.rs ..`: what the model of a crate costs in the compiler where one
//! function has an attribute. Built as cargo builds macros, without optimisation.
//!
//! The first function that locks something gets the attribute, in a copy of the sources below `target`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use interlocking_dsl::model::{self, Cfg, CrateInput, Edition, Input};

/// The shortest of so many runs counts, since other programs only make it longer.
const RUNS: usize = 5;

fn main() {
    println!(
        "{:<24} {:>7} {:>7} {:>10} {:>17}",
        "crate", "lines", "walked", "time", "per 10 000 lines"
    );
    for root in env::args().skip(1).map(PathBuf::from) {
        measure(&root);
    }
}

fn measure(root: &Path) {
    let (folder, name) = split(root);
    let copy = Path::new("target/model-cost").join(&name);
    let _ = fs::remove_dir_all(&copy);
    let mut copied = Copied::default();
    copied.folder(folder, &copy).expect("the sources can be read and target can be written");
    let root = copy.join(root.file_name().expect("a root is a file"));
    let input = Input {
        crates: vec![CrateInput {
            name: name.clone(),
            root,
            edition: Edition::E2021,
            cfg: Cfg::of_host(),
            dependencies: Vec::new(),
        }],
    };
    let runs = (0..RUNS).map(|_| timed(|| model::walk_for_attributes(&input)));
    let (time, walked) = runs.min().unwrap_or_default();
    let per_10_000 = time.as_secs_f64() * 1e3 * 1e4 / copied.lines.max(1) as f64;
    let (lines, time) = (copied.lines, time.as_millis());
    println!("{name:<24} {lines:>7} {walked:>7} {time:>7} ms {per_10_000:>14.1} ms");
}

/// The folder of a root file, and the name of the package around it.
fn split(root: &Path) -> (&Path, String) {
    let folder = root.parent().unwrap_or(Path::new("."));
    let package = folder
        .canonicalize()
        .ok()
        .and_then(|folder| Some(folder.parent()?.file_name()?.to_string_lossy().into_owned()));
    (folder, package.unwrap_or_else(|| "crate".to_owned()))
}

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let began = now();
    let value = run();
    (now().saturating_sub(began), value)
}

/// The processor time of this thread, or where the system does not tell it, the time of day.
fn now() -> Duration {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = schedule.and_then(|text| text.split(' ').next()?.parse().ok());
    let of_day = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    nanoseconds.map_or_else(of_day, Duration::from_nanos)
}

/// A copy of sources, in which one function has an attribute.
#[derive(Default)]
struct Copied {
    lines: usize,
    is_annotated: bool,
}

impl Copied {
    fn folder(&mut self, from: &Path, to: &Path) -> std::io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            let target = to.join(path.file_name().expect("an entry has a name"));
            if path.is_dir() {
                self.folder(&path, &target)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path)?;
                self.lines += text.lines().count();
                fs::write(target, self.annotated(text))?;
            }
        }
        Ok(())
    }

    fn annotated(&mut self, text: String) -> String {
        let lock = text.find(".lock()").filter(|_| !self.is_annotated);
        let function = lock.and_then(|lock| text[..lock].rfind("fn "));
        let Some(line) =
            function.map(|function| text[..function].rfind('\n').map_or(0, |end| end + 1))
        else {
            return text;
        };
        self.is_annotated = true;
        format!("{}#[synchronized]\n{}", &text[..line], &text[line..])
    }
}
