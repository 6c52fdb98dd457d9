//! Sets: named lists of features.

mod catalogue;
pub(crate) mod compute;
mod file;
mod markdown;
mod member;
mod problem;
mod reference;

use refrain_core::{Column, EventLog, FeatureMatrix, Observation, Span, nearest};

use crate::definition::taken_names::check_kind_names;
use crate::definition::{parse, standard};
use crate::lexicon::Lexicon;
use crate::selection::check::check;
use crate::{
    Definition, Error, Feature, FurtherWords, Need, Selection, SessionShares, UserTotals,
    Vocabulary,
};
use catalogue::Catalogue;
use member::Member;
use problem::SetProblem;
use reference::Reference;

/// A list of features with a name.
pub struct FeatureSet {
    name: String,
    members: Vec<Member>,
    /// Selections of its own, beside those of the product's words.
    selections: Vec<Selection>,
}

impl FeatureSet {
    /// Names of the sets that come with the crate.
    pub const NAMES: [&'static str; 4] = ["standard", "reference", "session-shares", "user-totals"];

    /// Starts a set without features.
    pub fn new(name: impl Into<String>) -> FeatureSet {
        FeatureSet { name: name.into(), members: Vec::new(), selections: Vec::new() }
    }

    /// Adds a feature.
    pub fn with(mut self, feature: impl Feature + 'static) -> FeatureSet {
        self.members.push(Member::Own(Box::new(feature)));
        self
    }

    /// Adds the features of another set.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play"]);
    /// let own = FeatureSet::new("own").with_named(&["play_3d", "play_12h"], &words)?;
    /// let set = FeatureSet::standard(&words).with_set(own);
    /// assert_eq!(set.columns().last().map(|column| column.name.as_str()), Some("play_12h"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn with_set(mut self, other: FeatureSet) -> FeatureSet {
        self.members.extend(other.members);
        for own in other.selections {
            if !self.selections.contains(&own) {
                self.selections.push(own);
            }
        }
        self
    }

    /// Adds a selection of events that names of features may use from here on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if its name is no plain word or is taken
    /// in the words of the product, or if its hours or weekdays are none.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{Condition, FeatureSet, Selection, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play", "search"]);
    /// let evening = Condition::kinds(["play"]).hours(18, 23);
    /// let premieres = Selection::new("premieres", "premiere", "plays in the evening", evening);
    /// let set = FeatureSet::new("mine")
    ///     .with_selection(premieres, &words)?
    ///     .with_named(&["premieres_7d", "search_per_premiere_30d"], &words)?;
    /// assert_eq!(set.columns()[0].description, "Number of plays in the evening in the last 7d");
    /// # Ok::<(), refrain_features::Error>(())
    /// ```
    pub fn with_selection(
        mut self,
        selection: Selection,
        vocabulary: &Vocabulary,
    ) -> Result<FeatureSet, Error> {
        check(&selection, &Lexicon::new(vocabulary).with(&self.selections))?;
        self.selections.push(selection);
        Ok(self)
    }

    /// Adds features by their definitions, in the words of a product.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{Definition, FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play"]);
    /// let spans = [1, 7, 30].map(|days| Definition::parse(&format!("play_{days}d"), &words));
    /// let definitions = spans.into_iter().collect::<Result<Vec<_>, _>>()?;
    /// let set = FeatureSet::new("mine").with_definitions(definitions, &words);
    /// assert_eq!(set.columns().len(), 3);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn with_definitions(
        mut self,
        definitions: Vec<Definition>,
        vocabulary: &Vocabulary,
    ) -> FeatureSet {
        let catalogues = Catalogue::divided(definitions, vocabulary);
        self.members.extend(catalogues.into_iter().map(|part| Member::BuiltIn(Box::new(part))));
        self
    }

    /// Adds features by their names, in the words of a product; see [`Definition::parse`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a name stands for no feature, or its
    /// lookback makes no sense.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::sparkify();
    /// let set = FeatureSet::new("mine").with_named(&["thumbs_down_per_song_14d"], &words)?;
    /// assert_eq!(set.columns()[0].unit, "events per song");
    /// # Ok::<(), refrain_features::Error>(())
    /// ```
    pub fn with_named<S: AsRef<str>>(
        self,
        names: &[S],
        vocabulary: &Vocabulary,
    ) -> Result<FeatureSet, Error> {
        let lexicon = Lexicon::new(vocabulary).with(&self.selections);
        let parse = |name: &S| parse::parse(name.as_ref(), &lexicon);
        let definitions = names.iter().map(parse).collect::<Result<_, Error>>()?;
        Ok(self.with_definitions(definitions, vocabulary))
    }

    /// Builds the standard set: behaviour over recent windows and over the whole history, in a
    /// product's own words.
    ///
    /// Counts over the whole history and `known_days` grow with the log, and the cohort tells the
    /// date. All others mean the same at one cutoff as at the next. A kind of event whose name
    /// alone means something else, such as `State` in a log with places, has no count over the
    /// whole history.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["login", "report created"]);
    /// let set = FeatureSet::standard(&words);
    /// assert!(set.columns().iter().any(|column| column.name == "report_created_7d_against_30d"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn standard(vocabulary: &Vocabulary) -> FeatureSet {
        let definitions = standard::definitions(vocabulary);
        FeatureSet::new("standard").with_definitions(definitions, vocabulary)
    }

    /// Builds the set of what BG/NBD is fitted to: the days with an event of the main kind (with
    /// any event where a product has no main kind), the days from the first of them to the last,
    /// and those from the first to the cutoff.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{CountedKind, FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["view"]).main(CountedKind::new("buy").named("buys", "buy"));
    /// let columns = FeatureSet::purchase_days(&words).columns();
    /// let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    /// let since = ["days_from_first_to_last_buy_day", "days_since_first_buy_day"];
    /// assert_eq!(names, ["days_with_buys", since[0], since[1]]);
    /// ```
    pub fn purchase_days(vocabulary: &Vocabulary) -> FeatureSet {
        let definitions = standard::shop::purchase_days(vocabulary);
        FeatureSet::new("purchase-days").with_definitions(definitions, vocabulary)
    }

    /// Builds the reference set: 39 features of a Sparkify log that DuckDB, Polars and Spark
    /// compute alike.
    ///
    /// Their definitions are those of the refrain design. They serve comparison, not prediction:
    /// `registration`, `first_ts` and `last_ts` are instants, and `cancelled` is churn itself when
    /// the cutoff lies after it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::FeatureSet;
    ///
    /// assert_eq!(FeatureSet::reference().columns().len(), 39);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn reference() -> FeatureSet {
        let mut set = FeatureSet::new("reference");
        set.members.push(Member::BuiltIn(Box::new(Reference)));
        set
    }

    /// Builds the set of this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is not one of
    /// [`NAMES`](Self::NAMES); [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if two kinds,
    /// or a kind and something else, would have one name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::sparkify();
    /// for name in FeatureSet::NAMES {
    ///     assert!(!FeatureSet::named(name, &words)?.columns().is_empty());
    /// }
    /// assert!(FeatureSet::named("standart", &words).is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn named(name: &str, vocabulary: &Vocabulary) -> Result<FeatureSet, Error> {
        check_kind_names(vocabulary)?;
        let further = FurtherWords::sparkify();
        match name {
            "standard" => Ok(FeatureSet::standard(vocabulary)),
            "reference" => Ok(FeatureSet::reference()),
            "session-shares" => {
                Ok(FeatureSet::new(name).with(SessionShares::new(vocabulary, &further)))
            }
            "user-totals" => Ok(FeatureSet::new(name).with(UserTotals::new(vocabulary, &further))),
            _ => {
                let known = FeatureSet::NAMES.map(str::to_owned).to_vec();
                Err(SetProblem::UnknownSet { found: name.to_owned(), known }.into())
            }
        }
    }

    /// Reads a set from TOML: its `name`, sets to `include`, names of `columns`, and `selections`
    /// of its own that these may use.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) with the line if it is no such file,
    /// or names sets or features that there are not.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let file = r#"
    /// name = "mine"
    /// columns = ["long_songs_7d", "mean_gap_of_long_songs_30d"]
    ///
    /// [[selections]]
    /// name = "long_songs"
    /// singular = "long_song"
    /// kinds = ["NextSong"]
    /// numbers = [{ attribute = "length", above = 300.0 }]
    /// "#;
    /// let set = FeatureSet::from_toml(file, &Vocabulary::sparkify())?;
    /// assert_eq!(set.columns().len(), 2);
    /// # Ok::<(), refrain_features::Error>(())
    /// ```
    pub fn from_toml(text: &str, vocabulary: &Vocabulary) -> Result<FeatureSet, Error> {
        file::read(text, vocabulary)
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the columns of all features, in order.
    pub fn columns(&self) -> Vec<Column> {
        self.members.iter().flat_map(Member::columns).collect()
    }

    /// Returns the longest lookback of its columns, where one is bounded.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play"]);
    /// let set = FeatureSet::new("mine").with_named(&["play_7d", "play_30d", "known_days"], &words)?;
    /// assert_eq!(set.longest_lookback(), Some(Span::from_days(30)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn longest_lookback(&self) -> Option<Span> {
        self.columns().into_iter().filter_map(|column| column.lookback).max()
    }

    /// Checks that there is a column, and that no two have one name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is none, or two have one name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play"]);
    /// let twice = FeatureSet::new("mine").with_named(&["play_7d", "play_7d"], &words)?;
    /// assert!(twice.check_columns().unwrap_err().to_string().contains("two columns `play_7d`"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn check_columns(&self) -> Result<(), Error> {
        let mut names: Vec<String> = self.columns().into_iter().map(|column| column.name).collect();
        if names.is_empty() {
            return Err(SetProblem::Empty { set: self.name.clone() }.into());
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                let (set, column) = (self.name.clone(), pair[0].clone());
                Err(SetProblem::RepeatedColumn { set, column }.into())
            }
            None => Ok(()),
        }
    }

    /// Checks that the log has the kinds that selections of the set's own name, or none that is
    /// nearly called so: a slip in a name would count nothing and say nothing.
    ///
    /// Not for a part of a log, which may lack kinds of the whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) with the nearest kind.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::SampleLog;
    /// use refrain_features::{Condition, FeatureSet, Selection, Vocabulary};
    ///
    /// let words = Vocabulary::new(["Thumbs Up"]);
    /// let slip = Selection::new("likes", "like", "likes", Condition::kinds(["Thumb Up"]));
    /// let set = FeatureSet::new("mine").with_selection(slip, &words)?;
    /// let log = SampleLog::new(["Thumbs Up", "Home"]).build()?;
    /// let error = set.check_kinds(&log).unwrap_err();
    /// assert!(error.to_string().contains("did you mean `Thumbs Up`?"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn check_kinds(&self, log: &EventLog) -> Result<(), Error> {
        let known: Vec<&str> = log.kinds().iter().collect();
        let own = self.selections.iter();
        for (own, kind) in own.flat_map(|own| own.kinds().iter().map(move |kind| (own, kind))) {
            let near = nearest(kind, known.iter().copied());
            if let Some(near) = near.filter(|_| !known.contains(&kind.as_str())) {
                let (selection, kind) = (own.name.clone(), kind.clone());
                let nearest = near.to_owned();
                return Err(SetProblem::UnknownKind { selection, kind, nearest }.into());
            }
        }
        Ok(())
    }

    /// Computes the features of each observation, in the order given.
    ///
    /// Give the observations grouped by entity, and of each the cutoffs ascending: consecutive ones
    /// of one entity are computed together.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the set is empty;
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the log lacks an attribute that a
    /// feature needs, two columns have one name, or an observation is of an entity that the log
    /// does not have; [`ErrorKind::External`](crate::ErrorKind::External) if a feature does not
    /// give one value of the right kind per column.
    ///
    /// # Determinism
    ///
    /// The same on any number of threads; runs on the current rayon pool.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EntityIdx, Observation, SampleLog};
    /// use refrain_features::{FeatureSet, Vocabulary};
    ///
    /// let log = SampleLog::new(["play", "search"]).build()?;
    /// let set = FeatureSet::standard(&Vocabulary::new(["play", "search"]));
    /// // One customer at two cutoffs.
    /// let row = |cutoff| Observation { entity: EntityIdx::new(0), cutoff };
    /// let rows = [row("2018-10-15".parse()?), row("2018-11-15".parse()?)];
    /// let matrix = set.compute(&log, &rows)?;
    /// assert_eq!((matrix.n_rows(), matrix.entity_id(0)), (2, log.entity_id(EntityIdx::new(0))));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Error> {
        if self.members.is_empty() {
            return Err(SetProblem::Empty { set: self.name.clone() }.into());
        }
        self.check_needs(log)?;
        Observation::check_all(observations, log.n_entities())?;
        compute::compute(log, &self.members, observations)
    }

    /// Checks that the log has the attributes that the features read.
    pub(crate) fn check_needs(&self, log: &EventLog) -> Result<(), Error> {
        let mut needs = self.members.iter().flat_map(Member::needs);
        needs.try_for_each(|need| self.check_need(log, need))
    }

    fn check_need(&self, log: &EventLog, need: Need) -> Result<(), Error> {
        let found = |(name, kind)| name == need.attribute && kind == need.kind;
        if log.attributes().any(found) {
            return Ok(());
        }
        let near = nearest(&need.attribute, log.attributes().map(|(name, _)| name));
        let known = log.attributes().map(|(name, kind)| format!("`{name}` ({})", kind.name()));
        let problem = SetProblem::MissingAttribute {
            set: self.name.clone(),
            kind: need.kind.name(),
            known: known.collect(),
            nearest: near.map(str::to_owned),
            attribute: need.attribute,
        };
        Err(problem.into())
    }
}

impl std::fmt::Debug for FeatureSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureSet")
            .field("name", &self.name)
            .field("n_columns", &self.columns().len())
            .finish_non_exhaustive()
    }
}
