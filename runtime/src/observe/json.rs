//! A writer of the little JSON that the drawings need.

use std::fmt::Write;

/// `"text"`, with what must be escaped.
pub(super) fn text(text: &str) -> String {
    let mut json = String::from('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            // `</script>` would end the script that this stands in.
            c if c < ' ' || c == '<' => {
                // Writing to a `String` cannot fail.
                _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

/// `[a,b]`
pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}
