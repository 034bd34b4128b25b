//! The messages of the rules that are off by default, in a crate that turns them on: `ui/off`, each program with its `.stderr`. They
//! are blessed like the others.

use std::{collections::HashMap, env, fs, path::PathBuf};

use crate::crates::{Program, check};

#[test]
fn rules_that_are_turned_on_report() {
    let sources: HashMap<String, String> = programs().into_iter().collect();
    assert!(!sources.is_empty(), "there are rules that are off");
    let checked = check("off", &sources);
    let bless = env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite");
    for name in sources.keys() {
        let program = checked.get(name).expect("each program is checked");
        let (said, path) = (rendered(name, program), path(name, "stderr"));
        if bless {
            fs::write(&path, &said).expect("it can be written");
        }
        let blessed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(said, blessed, "the messages of {name} differ from {}", path.display());
    }
}

fn programs() -> Vec<(String, String)> {
    let entries = fs::read_dir("ui/off").expect("a folder of programs");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let programs = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let named = programs.map(|path| {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name of letters");
        (name.to_owned(), fs::read_to_string(&path).expect("a program"))
    });
    named.collect()
}

fn path(name: &str, extension: &str) -> PathBuf {
    PathBuf::from(format!("ui/off/{name}.{extension}"))
}

/// The messages, with the paths of `ui/off`.
fn rendered(name: &str, program: &Program) -> String {
    assert!(program.compiles, "a warning lets {name} compile");
    let messages: String = program.messages.iter().map(|message| &*message.rendered).collect();
    messages.replace("src/bin/", "ui/off/")
}
