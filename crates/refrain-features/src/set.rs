//! Named lists of features.

use refrain_core::{Column, EventLog, FeatureMatrix, Observation};

use crate::{Error, Feature, Need, Reference, Standard, Vocabulary, compute};

/// A list of features with a name.
pub struct FeatureSet {
    name: String,
    features: Vec<Box<dyn Feature>>,
}

impl FeatureSet {
    /// Names of the sets that come with the crate.
    pub const NAMES: [&'static str; 2] = ["standard", "reference"];

    /// Starts a set without features.
    pub fn new(name: impl Into<String>) -> FeatureSet {
        FeatureSet { name: name.into(), features: Vec::new() }
    }

    /// Adds a feature.
    pub fn with(mut self, feature: impl Feature + 'static) -> FeatureSet {
        self.features.push(Box::new(feature));
        self
    }

    /// Builds the standard set: behaviour over recent windows, in a product's own words.
    pub fn standard(vocabulary: &Vocabulary) -> FeatureSet {
        FeatureSet::new("standard").with(Standard::new(vocabulary))
    }

    /// Builds the reference set: 39 features of a Sparkify log that DuckDB, Polars and Spark
    /// compute alike.
    pub fn reference() -> FeatureSet {
        FeatureSet::new("reference").with(Reference)
    }

    /// Builds the set of this name.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSet`] if it is not one of [`NAMES`](Self::NAMES).
    pub fn named(name: &str, vocabulary: &Vocabulary) -> Result<FeatureSet, Error> {
        match name {
            "standard" => Ok(FeatureSet::standard(vocabulary)),
            "reference" => Ok(FeatureSet::reference()),
            _ => {
                let known = FeatureSet::NAMES.map(str::to_owned).to_vec();
                Err(Error::UnknownSet { found: name.to_owned(), known })
            }
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the columns of all features, in order.
    pub fn columns(&self) -> Vec<Column> {
        self.features.iter().flat_map(|feature| feature.columns()).collect()
    }

    /// Computes the features of each observation, in the order given.
    ///
    /// Give the observations grouped by entity: consecutive ones of one entity are computed
    /// together.
    ///
    /// # Errors
    ///
    /// If the set is empty, the log lacks an attribute that a feature needs, a feature does not
    /// give one value of the right kind per column, two columns have one name, or an observation is
    /// of an entity that the log does not have.
    ///
    /// # Determinism
    ///
    /// The same on any number of threads; runs on the current rayon pool.
    pub fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Error> {
        if self.features.is_empty() {
            return Err(Error::EmptySet { set: self.name.clone() });
        }
        let needs = self.features.iter().flat_map(|feature| feature.needs());
        needs.into_iter().try_for_each(|need| self.check_need(log, need))?;
        Observation::check_all(observations, log.n_entities())?;
        compute::compute(log, &self.features, observations)
    }

    fn check_need(&self, log: &EventLog, need: Need) -> Result<(), Error> {
        let found = |(name, kind)| name == need.attribute && kind == need.kind;
        if log.attributes().any(found) {
            return Ok(());
        }
        let known = log.attributes().map(|(name, kind)| format!("`{name}` ({})", kind.name()));
        Err(Error::MissingAttribute {
            set: self.name.clone(),
            kind: need.kind.name(),
            known: known.collect(),
            attribute: need.attribute,
        })
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
