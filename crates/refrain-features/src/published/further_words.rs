//! Further words that sets of published projects read beside a vocabulary.

use crate::CountedKind;

/// The kinds and attributes that [`SessionShares`](crate::SessionShares) and
/// [`UserTotals`](crate::UserTotals) read beside those of a [`Vocabulary`](crate::Vocabulary).
///
/// What is left out gives no column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FurtherWords {
    /// Kinds that have a share of a session beside the counted ones.
    pub shared: Vec<CountedKind>,
    /// Kinds that have a total per entity, beside the main one.
    pub totalled: Vec<CountedKind>,
    /// The text attribute that tells the gender.
    pub gender: Option<String>,
    /// The text attribute that holds the user agent.
    pub agent: Option<String>,
    /// The text attribute that tells whose work was consumed.
    pub artist: Option<String>,
}

impl FurtherWords {
    /// Returns the words of Sparkify, the music service of the eventsim generator.
    pub fn sparkify() -> FurtherWords {
        const CANCELLING: [&str; 2] = ["Cancel", "Cancellation Confirmation"];
        const TOTALLED: [&str; 9] = [
            "Thumbs Up",
            "Thumbs Down",
            "Home",
            "Add to Playlist",
            "Add Friend",
            "Roll Advert",
            "Logout",
            "Downgrade",
            "Help",
        ];
        FurtherWords {
            shared: CANCELLING.map(CountedKind::new).to_vec(),
            totalled: TOTALLED.map(CountedKind::new).to_vec(),
            gender: Some("gender".to_owned()),
            agent: Some("userAgent".to_owned()),
            artist: Some("artist".to_owned()),
        }
    }
}
