//! Kinds of event and their names in columns.

/// A kind of event and its name in column names.
///
/// # Examples
///
/// ```
/// use refrain_core::CountedKind;
///
/// assert_eq!(CountedKind::new("Roll Advert").name, "roll_advert");
/// let songs = CountedKind::new("NextSong").named("songs", "song");
/// assert_eq!((songs.name.as_str(), songs.singular.as_str()), ("songs", "song"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedKind {
    /// The kind as the log has it.
    pub kind: String,
    /// Its plural in column names: `songs`, `thumbs_up`.
    pub name: String,
    /// Its singular in column names: `song` in `adverts_per_song`.
    pub singular: String,
}

impl CountedKind {
    /// Names a kind after itself, in [`plain_words`].
    pub fn new(kind: &str) -> CountedKind {
        let name = plain_words(kind);
        CountedKind { kind: kind.to_owned(), singular: name.clone(), name }
    }

    /// Gives it another name, plural and singular.
    pub fn named(self, name: &str, singular: &str) -> CountedKind {
        CountedKind { name: name.to_owned(), singular: singular.to_owned(), ..self }
    }
}

impl From<&str> for CountedKind {
    /// Names a kind after itself.
    fn from(kind: &str) -> CountedKind {
        CountedKind::new(kind)
    }
}

/// Returns a name in plain words, as columns are called: lower case, other characters than letters
/// and digits as `_`.
///
/// # Examples
///
/// ```
/// assert_eq!(refrain_core::plain_words("Report: Created"), "report_created");
/// ```
pub fn plain_words(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}
