//! The edition that is compiled, which decides how long temporaries live.

use std::{env, sync::OnceLock};

/// Whether temporaries of an `if let` end before its `else`, and those of a tail with its block, as since edition 2024. The
/// compiler's command line says so; where it does not, they are taken to live longer.
pub(crate) fn has_short_temporaries() -> bool {
    static SHORT: OnceLock<bool> = OnceLock::new();
    *SHORT.get_or_init(|| env::args().any(|argument| argument == "--edition=2024"))
}
