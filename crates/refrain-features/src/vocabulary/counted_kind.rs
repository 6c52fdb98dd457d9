//! Kinds of event and their names in columns.

/// A kind of event and its name in column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedKind {
    /// The kind as the log has it.
    pub kind: String,
    /// Its plural in column names: `songs`, `thumbs_up`.
    pub name: String,
    /// Its singular in column names: `song` in `adverts_per_song`.
    pub singular: String,
}

impl CountedKind {
    /// Names a kind after itself: lower case, other characters than letters and digits as `_`.
    pub fn new(kind: &str) -> CountedKind {
        let name = plain(kind);
        CountedKind { kind: kind.to_owned(), singular: name.clone(), name }
    }

    /// Gives it another name, plural and singular.
    pub fn named(self, name: &str, singular: &str) -> CountedKind {
        CountedKind { name: name.to_owned(), singular: singular.to_owned(), ..self }
    }
}

/// Returns a name in plain words: lower case, other characters than letters and digits as `_`.
pub(crate) fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}
