//! The nearest known word, to suggest it.

use std::mem;

/// The nearest of `words`, if it is at most two edits away from `word`.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = words.into_iter().map(|known| (distance(word, known), known));
    near.filter(|&(distance, _)| distance <= 2).min().map(|(_, known)| known)
}

/// The Levenshtein distance: the number of letters to add, remove or change.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = mem::replace(&mut row[0], i + 1);
        for (j, b) in b.chars().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_is_at_most_two_letters_away() {
        let words = ["notify_all", "notify_one", "permits"];
        assert_eq!(nearest("notify_al", words), Some("notify_all"));
        assert_eq!(nearest("notifyall", words), Some("notify_all"));
        assert_eq!(nearest("permit", words), Some("permits"));
        assert_eq!(nearest("balance", words), None);
    }
}
