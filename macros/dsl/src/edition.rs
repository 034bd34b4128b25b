//! The edition that is compiled, which decides how long temporaries live.

use std::{env, sync::OnceLock};

/// Whether temporaries of an `if let` are dropped before its `else`, and those of a tail expression at the end of its block, as
/// since edition 2024. Read from the compiler's command line; without one, the longer lifetimes are assumed.
pub(crate) fn has_short_temporaries() -> bool {
    static SHORT: OnceLock<bool> = OnceLock::new();
    *SHORT.get_or_init(|| year(env::args()).is_some_and(|year| year >= 2024))
}

/// The year in `--edition=2024` or `--edition 2024`.
fn year(arguments: impl Iterator<Item = String>) -> Option<u32> {
    let mut arguments = arguments.skip_while(|argument| !argument.starts_with("--edition"));
    match arguments.next()?.strip_prefix("--edition=") {
        Some(year) => year.parse().ok(),
        None => arguments.next()?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edition_is_read_off_the_command_line() {
        let year = |line: &str| year(line.split(' ').map(str::to_owned));
        assert_eq!(year("rustc --crate-name a --edition=2024 src/lib.rs"), Some(2024));
        assert_eq!(year("rustc --edition 2021 src/lib.rs"), Some(2021));
        assert_eq!(year("rustc src/lib.rs"), None);
        assert_eq!(year("rustc --edition"), None);
    }
}
