//! The words in the name of a column or a kind, and what they say.

/// Endings that names in lower case glue to a word: `userid`, `eventtype`.
const GLUED_ENDINGS: [&str; 5] = ["id", "type", "name", "time", "date"];

/// Words that such an ending is cut from.
const GLUED_BEGINNINGS: [&str; 20] = [
    "user",
    "session",
    "customer",
    "account",
    "client",
    "visitor",
    "member",
    "device",
    "product",
    "item",
    "event",
    "order",
    "player",
    "subscriber",
    "visit",
    "action",
    "page",
    "register",
    "company",
    "tenant",
];

/// Splits a name into words in lower case: `userId`, `user_id`, `user-id` and `userid` are `user`
/// and `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        // A capital begins a word only behind a small letter: `userID` is `user` and `id`.
        if !c.is_alphanumeric() || (after_lower && c.is_uppercase()) {
            add(&mut words, &mut word);
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase() || c.is_numeric();
    }
    add(&mut words, &mut word);
    words
}

fn add(words: &mut Vec<String>, word: &mut String) {
    let word = std::mem::take(word);
    for ending in GLUED_ENDINGS {
        if let Some(beginning) = word.strip_suffix(ending)
            && GLUED_BEGINNINGS.contains(&beginning)
        {
            words.extend([beginning.to_owned(), ending.to_owned()]);
            return;
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// Returns the points of words for a role: those of the best word that speaks for it, less those of
/// the worst that speaks against it.
pub(super) fn points(words: &[String], for_it: &[(&str, f64)], against: &[(&str, f64)]) -> f64 {
    best(words, for_it) - best(words, against)
}

fn best(words: &[String], list: &[(&str, f64)]) -> f64 {
    let listed = list.iter().filter(|(word, _)| has(words, word));
    listed.map(|(_, points)| *points).fold(0.0, f64::max)
}

/// Tells whether a word is among them, in the singular or with an `s`.
pub(super) fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|own| own == word || own.strip_suffix('s') == Some(word))
}

/// Tells whether any of the words is among them.
pub(super) fn has_any(words: &[String], wanted: &[&str]) -> bool {
    wanted.iter().any(|word| has(words, word))
}
