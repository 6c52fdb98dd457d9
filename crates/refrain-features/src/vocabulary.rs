//! A product's words for what its customers do.

/// What the standard features need to know about a product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Kinds of event worth a count of their own.
    pub counted: Vec<CountedKind>,
    /// The main act of consumption, among the counted ones: rates are given per such event.
    pub main: Option<String>,
    /// The attribute that tells the plan.
    pub plan: Option<Plan>,
    /// The number attribute that holds the seconds an event lasted.
    pub duration: Option<String>,
}

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

/// The attribute that tells the plan, and which of its values pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Name of the text attribute.
    pub attribute: String,
    /// Values that pay.
    pub paid: Vec<String>,
}

impl CountedKind {
    /// Names a kind after itself: lower case, other characters than letters and digits as `_`.
    pub fn new(kind: &str) -> CountedKind {
        let lower = kind.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join("_");
        CountedKind { kind: kind.to_owned(), singular: name.clone(), name }
    }

    /// Gives it another name, plural and singular.
    pub fn named(self, name: &str, singular: &str) -> CountedKind {
        CountedKind { name: name.to_owned(), singular: singular.to_owned(), ..self }
    }
}

impl Vocabulary {
    /// Starts a vocabulary from the kinds worth counting.
    pub fn new<S: AsRef<str>>(kinds: impl IntoIterator<Item = S>) -> Vocabulary {
        let counted = kinds.into_iter().map(|kind| CountedKind::new(kind.as_ref())).collect();
        Vocabulary { counted, ..Vocabulary::default() }
    }

    /// Returns the words of Sparkify, the music service of the eventsim generator.
    pub fn sparkify() -> Vocabulary {
        const PAGES: [&str; 16] = [
            "Thumbs Up",
            "Thumbs Down",
            "Add to Playlist",
            "Add Friend",
            "Roll Advert",
            "Error",
            "Help",
            "Home",
            "Logout",
            "Settings",
            "Save Settings",
            "About",
            "Upgrade",
            "Downgrade",
            "Submit Upgrade",
            "Submit Downgrade",
        ];
        let mut vocabulary = Vocabulary::new(PAGES);
        let songs = CountedKind::new("NextSong").named("songs", "song");
        vocabulary.counted.insert(0, songs);
        vocabulary.main = Some("NextSong".to_owned());
        vocabulary.plan =
            Some(Plan { attribute: "level".to_owned(), paid: vec!["paid".to_owned()] });
        vocabulary.duration = Some("length".to_owned());
        vocabulary
    }

    /// Returns the main act of consumption, if it is among the counted kinds.
    pub(crate) fn main_kind(&self) -> Option<&CountedKind> {
        let main = self.main.as_ref()?;
        self.counted.iter().find(|counted| counted.kind == *main)
    }
}
