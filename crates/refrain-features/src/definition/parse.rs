//! Names of features, back to what they mean.

use refrain_core::{AttributeType, Span};

use crate::definition::lookback::Lookback;
use crate::definition::{AgentPart, PlacePart};
use crate::measure::{SessionSize, Spread, Statistic};
use crate::nearest::nearest;
use crate::set::standard;
use crate::vocabulary::plain;
use crate::vocabulary::selection::Selection;
use crate::{Definition, Error, Measure, Vocabulary};

/// A day; slopes need whole ones.
const DAY: Span = Span::from_days(1);

impl Definition {
    /// Returns the definition that a name stands for in the words of a product.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownFeature`] if it stands for none, with the nearest that there is;
    /// [`Error::WrongLookback`] if a lookback in it makes no sense.
    pub fn parse(name: &str, vocabulary: &Vocabulary) -> Result<Definition, Error> {
        Parser::new(vocabulary).parse(name)
    }
}

fn check(definition: Definition) -> Result<Definition, Error> {
    let wrong = |reason| Err(Error::WrongLookback { feature: definition.name(), reason });
    let spans = match &definition {
        Definition::Trend(_, short, long) if short >= long => {
            return wrong("the first lookback must be shorter than the second");
        }
        Definition::Trend(_, short, long) => vec![*short, *long],
        Definition::Change(_, span) => vec![*span],
        definition => definition.lookback_span().into_iter().collect(),
    };
    if spans.iter().any(|span| span.is_zero()) {
        return wrong("a lookback of no length holds no event");
    }
    let is_slope = definition.measures().iter().any(|m| matches!(m, Measure::Slope(_)));
    let whole_days = |span: &Span| span.millis() % DAY.millis() == 0 && *span > DAY;
    if is_slope && (spans.is_empty() || !spans.iter().all(whole_days)) {
        return wrong("a slope needs a lookback of two or more whole days");
    }
    Ok(definition)
}

/// Parses names in the words of one product.
pub(crate) struct Parser<'v> {
    vocabulary: &'v Vocabulary,
    /// Those of the vocabulary, which every name is looked up in several times.
    selections: Vec<Selection>,
}

impl Parser<'_> {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Parser<'_> {
        Parser { vocabulary, selections: vocabulary.all_selections() }
    }

    pub(crate) fn parse(&self, name: &str) -> Result<Definition, Error> {
        match self.read(name) {
            // `24h` and `007d` are spans, but a column has one name.
            Some(definition) if definition.name() != name => {
                let nearest = Some(definition.name());
                Err(Error::UnknownFeature { feature: name.to_owned(), nearest })
            }
            Some(definition) => check(definition),
            None => Err(self.unknown(name)),
        }
    }

    /// Whether the name of a definition stands for it, and not for another or for none.
    pub(crate) fn reads_back(&self, definition: &Definition) -> bool {
        self.read(&definition.name()).as_ref() == Some(definition)
    }

    fn read(&self, name: &str) -> Option<Definition> {
        self.timeless(name).or_else(|| self.windowed(name))
    }

    fn selection(&self, name: &str) -> Option<Selection> {
        self.selections.iter().find(|selection| selection.name == name).cloned()
    }

    /// The selection of which one event has this name.
    fn one_of(&self, singular: &str) -> Option<Selection> {
        self.selections.iter().find(|selection| selection.singular == singular).cloned()
    }

    /// What is known at the cutoff without a lookback.
    fn timeless(&self, name: &str) -> Option<Definition> {
        let words = self.vocabulary;
        let plan = || words.plan.clone();
        let rest = |prefix| name.strip_prefix(prefix);
        match name {
            "recency_days" => return Some(Definition::Recency),
            "tenure_days" => return Some(Definition::Tenure),
            "registration_cohort" => return Some(Definition::Cohort),
            "is_paid" => return plan().map(Definition::IsPaid),
            "days_since_plan_change" => return plan().map(Definition::SincePlanChange),
            _ => {}
        }
        if let Some(part) = AgentPart::ALL.into_iter().find(|part| part.name() == name) {
            return Some(Definition::Agent(part, words.user_agent.clone()?));
        }
        if let Some(part) = PlacePart::ALL.into_iter().find(|part| part.name() == name) {
            return Some(Definition::Place(part, words.location.clone()?));
        }
        let one = |singular| self.one_of(singular);
        if let Some(selection) = rest("days_since_last_").and_then(one) {
            return Some(Definition::SinceLast(selection));
        }
        if let Some(selection) = rest("days_since_first_").and_then(one) {
            return Some(Definition::SinceFirst(selection));
        }
        if let Some(selection) = rest("ever_").and_then(one) {
            return Some(Definition::Ever(selection));
        }
        let text = rest("last_").and_then(|name| self.attribute(name, AttributeType::Text));
        text.map(Definition::Last)
    }

    /// A measure over a lookback, or two compared.
    fn windowed(&self, name: &str) -> Option<Definition> {
        if let Some(rest) = name.strip_suffix("_against_before") {
            let (measure, span) = split_span(rest)?;
            return Some(Definition::Change(self.measure(measure)?, span));
        }
        if let Some((rest, long)) = split_span(name)
            && let Some(rest) = rest.strip_suffix("_against")
            && let Some((measure, short)) = split_span(rest)
        {
            return Some(Definition::Trend(self.measure(measure)?, short, long));
        }
        let since = name.strip_suffix("_since_plan_change").filter(|_| self.has_plan());
        let last = split_span(name).map(|(rest, span)| (rest, Lookback::Last(span)));
        let over = since.map(|rest| (rest, Lookback::SincePlanChange)).or(last);
        let (body, lookback) = over.unwrap_or((name, Lookback::All));
        if let Some(measure) = self.measure(body) {
            return Some(Definition::Value(measure, lookback));
        }
        splits(body, "_per_").find_map(|(measure, per)| {
            Some(Definition::Ratio(self.measure(measure)?, self.per(per)?, lookback))
        })
    }

    fn has_plan(&self) -> bool {
        self.vocabulary.plan.is_some()
    }

    /// What something is given per, by the name of one of it.
    fn per(&self, singular: &str) -> Option<Measure> {
        let found = per_built_in(singular);
        found.or_else(|| self.one_of(singular).map(Measure::Count))
    }

    fn measure(&self, name: &str) -> Option<Measure> {
        if let Some(measure) = built_in(self.vocabulary, name) {
            return Some(measure);
        }
        if let Some(selection) = self.selection(name) {
            return Some(Measure::Count(selection));
        }
        self.composed(name).or_else(|| {
            let statistics = Statistic::ALL.into_iter();
            let mut found = statistics.filter_map(|statistic| {
                let rest = name.strip_prefix(statistic.name())?.strip_prefix('_')?;
                self.statistic(statistic, rest)
            });
            found.next()
        })
    }

    /// A measure whose name begins with what it does.
    fn composed(&self, name: &str) -> Option<Measure> {
        let selection = |name: &str| self.selection(name);
        let one = |singular: &str| self.one_of(singular);
        if let Some(rest) = name.strip_prefix("share_of_") {
            return selection(rest).map(Measure::Share);
        }
        if let Some(rest) = name.strip_prefix("slope_of_") {
            return selection(rest).map(Measure::Slope);
        }
        if let Some(rest) = name.strip_prefix("sessions_with_") {
            let both = |(left, right): (&str, &str)| {
                Some(Measure::SessionsWithout(one(left)?, one(right)?))
            };
            let plain = one(rest).map(Measure::SessionsWith);
            return plain.or_else(|| splits(rest, "_without_").find_map(both));
        }
        if let Some(rest) = name.strip_prefix("balance_of_") {
            return splits(rest, "_and_").find_map(|(left, right)| {
                Some(Measure::Balance(selection(left)?, selection(right)?))
            });
        }
        let texts = |rest| self.attribute_of(rest, AttributeType::Text);
        if let Some(rest) = name.strip_prefix("distinct_") {
            return texts(rest).map(|(attribute, of)| Measure::Distinct(attribute, of));
        }
        if let Some(rest) = name.strip_prefix("new_") {
            return texts(rest).map(|(attribute, of)| Measure::New(attribute, of));
        }
        let (attribute, of) = texts(name.strip_prefix("entropy_of_")?)?;
        Some(Measure::Entropy(Spread::Values(attribute, of)))
    }

    /// What comes after a statistic.
    fn statistic(&self, statistic: Statistic, rest: &str) -> Option<Measure> {
        match rest {
            "session_gap" => return Some(Measure::SessionGap(statistic)),
            "session_seconds" => return Some(Measure::Session(statistic, SessionSize::Seconds)),
            "gap_of_active_days" => return Some(Measure::ActiveDayGap(statistic)),
            _ => {}
        }
        let selection = |name: &str| self.selection(name);
        if let Some(of) = rest.strip_prefix("session_").and_then(selection) {
            return Some(Measure::Session(statistic, SessionSize::Events(of)));
        }
        if let Some(of) = rest.strip_prefix("gap_of_").and_then(selection) {
            return Some(Measure::Gap(statistic, of));
        }
        let (attribute, of) = self.attribute_of(rest, AttributeType::Number)?;
        Some(Measure::Number(statistic, attribute, of))
    }

    /// `length_of_songs`: an attribute and a selection.
    fn attribute_of(&self, name: &str, kind: AttributeType) -> Option<(String, Selection)> {
        splits(name, "_of_").find_map(|(attribute, of)| {
            Some((self.attribute(attribute, kind)?, self.selection(of)?))
        })
    }

    fn attribute(&self, name: &str, kind: AttributeType) -> Option<String> {
        let of_kind = || self.vocabulary.attributes.iter().filter(|(_, of)| *of == kind);
        let exact = of_kind().find(|(attribute, _)| attribute == name);
        let mut like = of_kind().filter(|(attribute, _)| plain(attribute) == name);
        // Of two that look alike in plain words neither is meant.
        let only = || like.next().filter(|_| like.next().is_none());
        exact.or_else(only).map(|(attribute, _)| attribute.clone())
    }

    fn unknown(&self, name: &str) -> Error {
        let definitions = standard::definitions(self.vocabulary);
        let mut known: Vec<String> = definitions.iter().map(Definition::name).collect();
        // A word that is wrong in an unusual name is found by what it should have been.
        known.extend(self.selections.iter().map(|of| of.name.clone()));
        let bare = split_span(name).map_or(name, |(bare, _)| bare);
        let near = nearest(name, &known).or_else(|| nearest(bare, &known)).map(str::to_owned);
        Error::UnknownFeature { feature: name.to_owned(), nearest: near }
    }
}

impl Vocabulary {
    /// Checks that every kind has a name of its own.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let others = Vocabulary { counted: Vec::new(), ..self.clone() }.all_selections();
        for (index, kind) in self.counted.iter().enumerate() {
            let names = [kind.name.as_str(), kind.singular.as_str()];
            let is_named =
                |name: &str, singular: &str| names.contains(&name) || names.contains(&singular);
            let mut before = self.counted[..index].iter();
            let before = before.find(|other| is_named(&other.name, &other.singular));
            let other = others.iter().find(|other| is_named(&other.name, &other.singular));
            let taken = match (before, other) {
                (Some(before), _) => Some(format!("kind `{}`", before.kind)),
                (None, Some(other)) => Some(other.words.clone()),
                (None, None) => names.iter().find_map(|name| self.why_not(name)),
            };
            if let Some(other) = taken {
                let name = kind.name.clone();
                return Err(Error::TakenName { kind: kind.kind.clone(), name, other });
            }
        }
        Ok(())
    }

    /// Why a selection cannot have this name.
    pub(crate) fn why_not(&self, name: &str) -> Option<String> {
        if name.is_empty() {
            return Some("nothing at all: it has no letter or digit".to_owned());
        }
        if split_span(name).is_some() {
            return Some("a lookback at its end".to_owned());
        }
        let measure = built_in(self, name).or_else(|| per_built_in(name));
        measure.map(|measure| format!("the measure `{}`", measure.name()))
    }
}

/// The measures that have a name of their own.
fn built_in(vocabulary: &Vocabulary, name: &str) -> Option<Measure> {
    let plan = || vocabulary.plan.clone();
    Some(match name {
        "active_days" => Measure::ActiveDays,
        "share_of_active_days" => Measure::ActiveShare,
        "known_days" => Measure::KnownDays,
        "sessions" => Measure::Sessions,
        "session_hours" => Measure::SessionHours,
        "entropy_of_hours" => Measure::Entropy(Spread::Hours),
        "entropy_of_weekdays" => Measure::Entropy(Spread::Weekdays),
        "entropy_of_kinds" => Measure::Entropy(Spread::Kinds),
        "paid_days" => Measure::PlanDays(plan()?, true),
        "free_days" => Measure::PlanDays(plan()?, false),
        "plan_changes" => Measure::PlanChanges(plan()?),
        _ => return None,
    })
}

/// What something is given per, beside selections, by the name of one of it.
fn per_built_in(singular: &str) -> Option<Measure> {
    let whole = [Measure::ActiveDays, Measure::KnownDays, Measure::Sessions, Measure::SessionHours];
    whole.into_iter().find(|measure| measure.singular() == Some(singular))
}

/// Cuts a span off the end of a name.
fn split_span(name: &str) -> Option<(&str, Span)> {
    let (rest, last) = name.rsplit_once('_')?;
    Some((rest, last.parse().ok()?))
}

/// The two sides of a word in a name, for every place where it stands.
fn splits<'n>(name: &'n str, word: &'n str) -> impl Iterator<Item = (&'n str, &'n str)> {
    name.match_indices(word).map(move |(at, _)| (&name[..at], &name[at + word.len()..]))
}
