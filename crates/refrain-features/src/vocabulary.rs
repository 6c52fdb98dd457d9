//! Vocabulary of a product: its words for the acts of its customers.

pub(crate) mod counted_kind;
pub(crate) mod lexicon;
pub(crate) mod plan;
pub(crate) mod selection;
pub(crate) mod selections;

use refrain_core::AttributeType;

use counted_kind::CountedKind;
use plan::Plan;
use selection::Selection;

/// A product's words for kinds of event, plans and attributes, from which features get their names.
///
/// Attributes and kinds are named as the log has them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vocabulary {
    /// Kinds of event worth a count of their own.
    pub counted: Vec<CountedKind>,
    /// The main act of consumption, among the counted ones: rates are given per such event.
    pub main: Option<String>,
    /// The attribute that tells the plan.
    pub plan: Option<Plan>,
    /// The number attribute that holds the seconds an event lasted.
    pub duration: Option<String>,
    /// The text attribute that tells what was consumed, such as a song.
    pub item: Option<String>,
    /// The text attribute that tells who made it, such as an artist.
    pub creator: Option<String>,
    /// Text attributes that describe the entity itself, such as its gender.
    pub profile: Vec<String>,
    /// The text attribute that holds the user agent of the browser.
    pub user_agent: Option<String>,
    /// The text attribute that holds a place in the United States, such as `Bakersfield, CA`.
    pub location: Option<String>,
    /// Kinds of event from which leaving begins: the pages with the button.
    pub exposures: Vec<String>,
    /// Visits with what they lead to if they are carried through: pairs of kinds.
    pub submissions: Vec<(String, String)>,
    /// Approval and its opposite: pairs of kinds.
    pub opposites: Vec<(String, String)>,
    /// All attributes that names of features may use, with their types.
    pub attributes: Vec<(String, AttributeType)>,
    /// Selections of events beside those that come with the words above.
    pub selections: Vec<Selection>,
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
        vocabulary.item = Some("song".to_owned());
        vocabulary.creator = Some("artist".to_owned());
        vocabulary.profile = vec!["gender".to_owned()];
        vocabulary.user_agent = Some("userAgent".to_owned());
        vocabulary.location = Some("location".to_owned());
        let exposures = ["Settings", "Thumbs Down", "Roll Advert", "Downgrade"];
        vocabulary.exposures = exposures.map(str::to_owned).to_vec();
        let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
        vocabulary.submissions =
            vec![pair("Downgrade", "Submit Downgrade"), pair("Upgrade", "Submit Upgrade")];
        vocabulary.opposites = vec![pair("Thumbs Up", "Thumbs Down")];
        let text = |name: &str| (name.to_owned(), AttributeType::Text);
        let texts = ["level", "artist", "song", "gender", "location", "userAgent"];
        vocabulary.attributes = texts.map(text).to_vec();
        vocabulary.attributes.insert(3, ("length".to_owned(), AttributeType::Number));
        vocabulary
    }

    /// Returns the main act of consumption, if it is among the counted kinds.
    pub(crate) fn main_kind(&self) -> Option<&CountedKind> {
        let main = self.main.as_ref()?;
        self.counted.iter().find(|counted| counted.kind == *main)
    }
}
