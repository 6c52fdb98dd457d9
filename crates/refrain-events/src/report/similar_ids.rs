//! Ids of entities that may be one customer's.

use std::collections::BTreeMap;

/// Ids that are equal once they are folded, by that: in byte order, at least two of each.
///
/// `ids` are those of a log, and `is_known` tells whether it has an id.
pub(crate) fn similar_ids<'i>(
    ids: impl Iterator<Item = &'i str>,
    is_known: impl Fn(&str) -> bool,
) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // Nearly all ids are folded already, so that only the others take memory.
    for id in ids {
        let folded = fold(id, Difference::ALL.as_slice());
        if folded != id {
            groups.entry(folded).or_default().push(id.to_owned());
        }
    }
    for (folded, ids) in &mut groups {
        if is_known(folded) {
            ids.push(folded.clone());
            ids.sort_unstable();
        }
    }
    groups.retain(|_, ids| ids.len() > 1);
    groups
}

/// Describes how two similar ids differ, and what the schema says to merge them.
pub(crate) fn difference(left: &str, right: &str) -> String {
    let is_one = |left_out: Difference| {
        let others: Vec<Difference> =
            Difference::ALL.into_iter().filter(|other| *other != left_out).collect();
        fold(left, &others) == fold(right, &others)
    };
    let needed: Vec<Difference> =
        Difference::ALL.into_iter().filter(|difference| !is_one(*difference)).collect();
    let words: Vec<&str> = needed.iter().map(|difference| difference.words()).collect();
    let keys: Vec<String> = needed.iter().map(|d| format!("\"{}\"", d.key())).collect();
    format!(
        "differ only in {}; merge them with [ids] ignore = [{}]",
        words.join(" and "),
        keys.join(", ")
    )
}

/// A difference of ids that may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    Case,
    Zeros,
    Blanks,
}

impl Difference {
    const ALL: [Difference; 3] = [Difference::Case, Difference::Zeros, Difference::Blanks];

    fn words(self) -> &'static str {
        match self {
            Difference::Case => "case",
            Difference::Zeros => "leading zeros",
            Difference::Blanks => "blanks",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Difference::Case => "case",
            Difference::Zeros => "zeros",
            Difference::Blanks => "blanks",
        }
    }
}

fn fold(id: &str, differences: &[Difference]) -> String {
    let mut folded = id.to_owned();
    if differences.contains(&Difference::Case) {
        folded = folded.to_lowercase();
    }
    if differences.contains(&Difference::Blanks) {
        folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    // A single zero is a number of its own.
    if differences.contains(&Difference::Zeros) && folded.bytes().all(|b| b.is_ascii_digit()) {
        let digits = folded.trim_start_matches('0');
        folded = if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{difference, similar_ids};

    #[test]
    fn ids_that_differ_in_spelling_are_one_group() {
        let ids = ["0017", "17", "ADA", "Ada", "ada", "bob", "Eve  B", "eve b", "0x1", "x1", "00"];
        let groups = similar_ids(ids.into_iter(), |id| ids.contains(&id));
        let groups: Vec<Vec<String>> = groups.into_values().collect();
        assert_eq!(
            groups,
            [vec!["0017", "17"], vec!["ADA", "Ada", "ada"], vec!["Eve  B", "eve b"]]
        );
        let expected = "differ only in case and blanks; merge them with \
                        [ids] ignore = [\"case\", \"blanks\"]";
        assert_eq!(difference("Eve  B", "eve b"), expected);
    }
}
