//! Vocabulary of a product: its words for the acts of its customers.

pub(crate) mod counted_kind;
pub(crate) mod kept_attribute;
pub(crate) mod log_detail;
pub(crate) mod plan;

use crate::AttributeType;

use counted_kind::CountedKind;
use kept_attribute::KeptAttribute;
use log_detail::LogDetail;
use plan::Plan;

/// A product's words for kinds of event, plans and attributes, from which features get their names.
///
/// Attributes and kinds are named as the log has them. A schema gives it, or it is made in code:
/// a word that names an attribute also enters it among the [`attributes`](Self::attributes).
///
/// # Examples
///
/// ```
/// use refrain_core::{AttributeType, CountedKind, Vocabulary};
///
/// let words = Vocabulary::new(["search", "rate"])
///     .main(CountedKind::new("play").named("films", "film"))
///     .plan("subscription", ["gold", "silver"])
///     .duration("secs");
/// assert_eq!(words.main_kind().map(|main| main.name.as_str()), Some("films"));
/// assert_eq!(words.attributes[1], ("secs".to_owned(), AttributeType::Number));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
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
    /// The number attribute that holds the money that an event brought; below zero for a return.
    pub revenue: Option<String>,
    /// The number attribute that holds how many were bought; below zero for a return.
    pub quantity: Option<String>,
    /// Attributes without any of these meanings that features are made of.
    pub kept: Vec<KeptAttribute>,
    /// All attributes that names of features may use, with their types.
    pub attributes: Vec<(String, AttributeType)>,
    /// Details that the log does not tell.
    pub lacks: Vec<LogDetail>,
    /// The time zone of the log's calendar in descriptions of features, where that is not UTC.
    pub zone: Option<String>,
}

impl Vocabulary {
    /// Starts a vocabulary from the kinds worth counting.
    pub fn new<S: AsRef<str>>(kinds: impl IntoIterator<Item = S>) -> Vocabulary {
        let counted = kinds.into_iter().map(|kind| CountedKind::new(kind.as_ref())).collect();
        Vocabulary { counted, ..Vocabulary::default() }
    }

    /// Returns the words of Sparkify, the music service of the eventsim generator.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Vocabulary;
    ///
    /// let words = Vocabulary::sparkify();
    /// assert_eq!(words.main_kind().map(|main| main.kind.as_str()), Some("NextSong"));
    /// ```
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
        Vocabulary::new(PAGES)
            .main(CountedKind::new("NextSong").named("songs", "song"))
            .plan("level", ["paid"])
            .creator("artist")
            .item("song")
            .duration("length")
            .profile(["gender"])
            .location("location")
            .user_agent("userAgent")
            .exposures(["Settings", "Thumbs Down", "Roll Advert", "Downgrade"])
            .submissions([("Downgrade", "Submit Downgrade"), ("Upgrade", "Submit Upgrade")])
            .opposites([("Thumbs Up", "Thumbs Down")])
    }

    /// Adds a kind worth counting; a kind that is counted already gets these names.
    pub fn counted(mut self, kind: impl Into<CountedKind>) -> Vocabulary {
        let kind = kind.into();
        match self.counted.iter_mut().find(|other| other.kind == kind.kind) {
            Some(other) => *other = kind,
            None => self.counted.push(kind),
        }
        self
    }

    /// Sets the main act of consumption and counts it, before the other kinds.
    pub fn main(mut self, kind: impl Into<CountedKind>) -> Vocabulary {
        let kind = kind.into();
        self.main = Some(kind.kind.clone());
        self.counted.retain(|other| other.kind != kind.kind);
        self.counted.insert(0, kind);
        self
    }

    /// Sets the text attribute that tells the plan, and its values that pay.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Vocabulary;
    ///
    /// let words = Vocabulary::new(["search"]).plan("subscription", ["gold", "silver"]);
    /// assert!(words.plan.is_some_and(|plan| plan.paid == ["gold", "silver"]));
    /// ```
    pub fn plan<S: Into<String>>(
        self,
        attribute: impl Into<String>,
        paid: impl IntoIterator<Item = S>,
    ) -> Vocabulary {
        let plan = Plan::new(attribute, paid);
        let with = self.attribute(&plan.attribute, AttributeType::Text);
        Vocabulary { plan: Some(plan), ..with }
    }

    /// Sets the number attribute that holds the seconds an event lasted.
    pub fn duration(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Number);
        Vocabulary { duration: Some(attribute), ..with }
    }

    /// Sets the text attribute that tells what was consumed.
    pub fn item(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Text);
        Vocabulary { item: Some(attribute), ..with }
    }

    /// Sets the text attribute that tells who made it.
    pub fn creator(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Text);
        Vocabulary { creator: Some(attribute), ..with }
    }

    /// Sets the text attributes that describe the entity itself.
    pub fn profile<S: Into<String>>(self, attributes: impl IntoIterator<Item = S>) -> Vocabulary {
        let profile = strings(attributes);
        let add = |words: Vocabulary, text| words.attribute(text, AttributeType::Text);
        let with = profile.iter().fold(self, add);
        Vocabulary { profile, ..with }
    }

    /// Sets the text attribute that holds the user agent of the browser.
    pub fn user_agent(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Text);
        Vocabulary { user_agent: Some(attribute), ..with }
    }

    /// Sets the text attribute that holds a place in the United States.
    pub fn location(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Text);
        Vocabulary { location: Some(attribute), ..with }
    }

    /// Sets the kinds of event from which leaving begins.
    pub fn exposures<S: Into<String>>(self, kinds: impl IntoIterator<Item = S>) -> Vocabulary {
        Vocabulary { exposures: strings(kinds), ..self }
    }

    /// Sets the visits and what each leads to if it is carried through.
    pub fn submissions<S: Into<String>>(
        self,
        pairs: impl IntoIterator<Item = (S, S)>,
    ) -> Vocabulary {
        Vocabulary { submissions: string_pairs(pairs), ..self }
    }

    /// Sets the kinds of approval, each with its opposite.
    pub fn opposites<S: Into<String>>(self, pairs: impl IntoIterator<Item = (S, S)>) -> Vocabulary {
        Vocabulary { opposites: string_pairs(pairs), ..self }
    }

    /// Sets the number attribute that holds the money that an event brought.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, Vocabulary};
    ///
    /// let words = Vocabulary::new(["purchase"]).revenue("amount").quantity("items");
    /// assert_eq!(words.revenue.as_deref(), Some("amount"));
    /// assert_eq!(words.attributes[1], ("items".to_owned(), AttributeType::Number));
    /// ```
    pub fn revenue(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Number);
        Vocabulary { revenue: Some(attribute), ..with }
    }

    /// Sets the number attribute that holds how many were bought.
    pub fn quantity(self, attribute: impl Into<String>) -> Vocabulary {
        let attribute = attribute.into();
        let with = self.attribute(&attribute, AttributeType::Number);
        Vocabulary { quantity: Some(attribute), ..with }
    }

    /// Adds an attribute without a meaning of its own, of which features are made all the same.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, KeptAttribute, Vocabulary};
    ///
    /// let words = Vocabulary::new(["login"])
    ///     .kept(KeptAttribute::new("country", AttributeType::Text));
    /// assert_eq!(words.attributes, [("country".to_owned(), AttributeType::Text)]);
    /// ```
    pub fn kept(self, attribute: KeptAttribute) -> Vocabulary {
        let mut with = self.attribute(&attribute.name, attribute.kind);
        with.kept.retain(|other| other.name != attribute.name);
        with.kept.push(attribute);
        with
    }

    /// Sets the name of the time zone in which the log's days and hours are told.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Vocabulary;
    ///
    /// assert_eq!(Vocabulary::new(["visit"]).zone("Asia/Tokyo").zone.as_deref(), Some("Asia/Tokyo"));
    /// assert_eq!(Vocabulary::new(["visit"]).zone("UTC").zone, None);
    /// ```
    pub fn zone(self, name: impl Into<String>) -> Vocabulary {
        let name = name.into();
        Vocabulary { zone: (name != "UTC").then_some(name), ..self }
    }

    /// Says that the log does not tell a detail.
    pub fn without(mut self, detail: LogDetail) -> Vocabulary {
        if self.has(detail) {
            self.lacks.push(detail);
        }
        self
    }

    /// Returns `true` unless the log is known not to tell a detail.
    pub fn has(&self, detail: LogDetail) -> bool {
        !self.lacks.contains(&detail)
    }

    /// Adds an attribute that names of features may use, unless it is there.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, Vocabulary};
    ///
    /// let words = Vocabulary::new(["search"]).attribute("country", AttributeType::Text);
    /// assert_eq!(words.attributes, [("country".to_owned(), AttributeType::Text)]);
    /// ```
    pub fn attribute(mut self, name: impl Into<String>, kind: AttributeType) -> Vocabulary {
        let attribute = (name.into(), kind);
        if !self.attributes.contains(&attribute) {
            self.attributes.push(attribute);
        }
        self
    }

    /// Returns the kinds that have a name in names of features: those counted, then those of kept
    /// attributes.
    pub fn named_kinds(&self) -> Vec<&CountedKind> {
        let mut named: Vec<&CountedKind> = self.counted.iter().collect();
        for kind in self.kept.iter().flat_map(|kept| &kept.kinds) {
            if !named.iter().any(|other| other.kind == kind.kind) {
                named.push(kind);
            }
        }
        named
    }

    /// Returns the main act of consumption, if it is among the counted kinds.
    pub fn main_kind(&self) -> Option<&CountedKind> {
        let main = self.main.as_ref()?;
        self.counted.iter().find(|counted| counted.kind == *main)
    }
}

fn strings<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

fn string_pairs<S: Into<String>>(pairs: impl IntoIterator<Item = (S, S)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(left, right)| (left.into(), right.into())).collect()
}
