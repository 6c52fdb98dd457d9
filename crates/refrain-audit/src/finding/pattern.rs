//! Patterns: the ways in which a churn model comes to know the outcome.

use std::fmt;

/// A way in which the outcome leaks into a table, a test or a figure.
///
/// The order is that of the audit's reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Pattern {
    /// A column that is the label or happens only with it.
    LabelProxy,
    /// Redirect, status or method counts that encode the cancel page.
    CancelPageTrace,
    /// Tenure or exposure time that ends at the entity's own last event.
    ExposureToLastEvent,
    /// Window ends that depend on the label.
    LabelDependentWindow,
    /// Windows anchored at the entity's own last event.
    OwnLastEventAnchor,
    /// Periods after the churn that are empty.
    EmptyAfterChurn,
    /// Totals that reconstruct the observed span together with rates.
    SpanFromTotalsAndRates,
    /// Recency to the end of the log.
    RecencyToLogEnd,
    /// The same entity on both sides of a split.
    EntityOnBothSides,
    /// Rows copied before the split.
    OversampledBeforeSplit,
    /// A split of rows rather than of entities or time.
    RowLevelSplit,
    /// Scalers or selectors fitted on everything.
    FittedOnEverything,
    /// The entity's id, or a fold's, as a feature.
    IdAsFeature,
    /// A threshold tuned on the test rows.
    ThresholdTunedOnTest,
    /// Entities that have left, kept as negatives.
    ChurnedKeptAsNegatives,
    /// Rows selected by their outcome.
    SelectedByOutcome,
    /// Attributes from the future.
    EverAttribute,
    /// A metric that says something else than it seems to.
    MisleadingMetric,
}

/// Name, explanation and advice of a pattern.
type Words = (&'static str, &'static str, &'static str);

impl Pattern {
    /// All patterns, in order.
    pub const ALL: [Pattern; 18] = [
        Pattern::LabelProxy,
        Pattern::CancelPageTrace,
        Pattern::ExposureToLastEvent,
        Pattern::LabelDependentWindow,
        Pattern::OwnLastEventAnchor,
        Pattern::EmptyAfterChurn,
        Pattern::SpanFromTotalsAndRates,
        Pattern::RecencyToLogEnd,
        Pattern::EntityOnBothSides,
        Pattern::OversampledBeforeSplit,
        Pattern::RowLevelSplit,
        Pattern::FittedOnEverything,
        Pattern::IdAsFeature,
        Pattern::ThresholdTunedOnTest,
        Pattern::ChurnedKeptAsNegatives,
        Pattern::SelectedByOutcome,
        Pattern::EverAttribute,
        Pattern::MisleadingMetric,
    ];

    /// Returns the name, such as `label-proxy`.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// Returns what it is and why it misleads, in one sentence.
    pub fn explanation(self) -> &'static str {
        self.words().1
    }

    /// Returns what to do about it.
    pub fn advice(self) -> &'static str {
        self.words().2
    }

    /// Returns the pattern of this name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::Pattern;
    ///
    /// let pattern = Pattern::named("label-proxy").expect("it is one of eighteen");
    /// assert_eq!(pattern, Pattern::LabelProxy);
    /// assert!(pattern.advice().starts_with("drop the column"));
    /// assert_eq!(Pattern::named("label-twin"), None);
    /// ```
    pub fn named(name: &str) -> Option<Pattern> {
        Pattern::ALL.into_iter().find(|pattern| pattern.name() == name)
    }

    fn words(self) -> Words {
        match self {
            Pattern::LabelProxy
            | Pattern::CancelPageTrace
            | Pattern::ExposureToLastEvent
            | Pattern::LabelDependentWindow
            | Pattern::OwnLastEventAnchor
            | Pattern::EmptyAfterChurn => self.words_of_windows(),
            Pattern::SpanFromTotalsAndRates
            | Pattern::RecencyToLogEnd
            | Pattern::EntityOnBothSides
            | Pattern::OversampledBeforeSplit
            | Pattern::RowLevelSplit
            | Pattern::FittedOnEverything => self.words_of_splits(),
            _ => self.words_of_procedure(),
        }
    }

    fn words_of_windows(self) -> Words {
        match self {
            Pattern::LabelProxy => (
                "label-proxy",
                "the column is the label itself or something that happens only with it",
                "drop the column, or compute it from what was known at the cutoff",
            ),
            Pattern::CancelPageTrace => (
                "cancel-page-trace",
                "leaving passes through pages of its own, so counts of these pages, of redirects, \
                 statuses or methods state the outcome",
                "count events before the cutoff only, and put a lead between the cutoff and the \
                 outcome window",
            ),
            Pattern::ExposureToLastEvent => (
                "exposure-to-last-event",
                "a tenure or an exposure time that ends at the entity's own last event shows who was \
                 observed for a shorter time, and who left was",
                "measure times up to a cutoff that is the same for everybody, whatever happens later",
            ),
            Pattern::LabelDependentWindow => (
                "label-dependent-window",
                "windows of the churned end elsewhere than those of the retained, so whatever grows \
                 with a window tells the label",
                "choose cutoffs without a look at the outcome, such as every Monday",
            ),
            Pattern::OwnLastEventAnchor => (
                "own-last-event-anchor",
                "windows that end at the entity's own last event look at the way out of those who \
                 left and at any day of those who stayed",
                "anchor windows at the cutoff",
            ),
            _ => (
                "empty-after-churn",
                "the features' time reaches past the churn, and who has left does nothing any more",
                "end the features before the outcome window begins",
            ),
        }
    }

    fn words_of_splits(self) -> Words {
        match self {
            Pattern::SpanFromTotalsAndRates => (
                "span-from-totals-and-rates",
                "a total divided by its rate is how long the entity was observed, an exposure time in \
                 two columns",
                "keep rates or totals over windows of one length, ending at the cutoff",
            ),
            Pattern::RecencyToLogEnd => (
                "recency-to-log-end",
                "who has left is silent until the end of the log, so the silence there is the \
                 outcome",
                "measure recency at the cutoff, before the outcome window",
            ),
            Pattern::EntityOnBothSides => (
                "entity-on-both-sides",
                "the model is tested on entities that it has met, and can recognise them",
                "put all rows of an entity on one side",
            ),
            Pattern::OversampledBeforeSplit => (
                "oversampled-before-split",
                "rows were copied before the split, so the model is tested on rows that it was \
                 trained on",
                "split first and sample the training rows only, or weigh rows instead",
            ),
            Pattern::RowLevelSplit => (
                "row-level-split",
                "rows were dealt to the sides one by one, so rows of one entity, some of them later \
                 than those tested, are trained on",
                "split by entity and time, as refrain's backtest does",
            ),
            _ => (
                "fitted-on-everything",
                "a scaler, an encoder or a selector has seen the test rows",
                "fit every step on the training rows and apply it to the test rows",
            ),
        }
    }

    fn words_of_procedure(self) -> Words {
        match self {
            Pattern::IdAsFeature => (
                "id-as-feature",
                "an id says nothing about behaviour, but blocks of ids differ and folds are made of \
                 ids",
                "drop the column; keep the id to split by",
            ),
            Pattern::ThresholdTunedOnTest => (
                "threshold-tuned-on-test",
                "the threshold is the best one for the very rows that it is judged by",
                "choose the threshold on earlier rows and keep it",
            ),
            Pattern::ChurnedKeptAsNegatives => (
                "churned-kept-as-negatives",
                "entities that have left before the cutoff count as retained, which is easy to \
                 predict and of no use",
                "observe those who have not left before the cutoff",
            ),
            Pattern::SelectedByOutcome => (
                "selected-by-outcome",
                "who is in the table depends on what happened after the cutoff",
                "select by what is known at the cutoff, and keep those who do nothing later",
            ),
            Pattern::EverAttribute => (
                "ever-attribute",
                "the attribute is that of the end of the log, or whether it ever held, not that of \
                 the cutoff",
                "take the value as of the cutoff",
            ),
            _ => (
                "misleading-metric",
                "the figure says something else than it seems to: an AUC of thresholded scores, or \
                 a weighted F1 that a constant reaches",
                "give the AUC of the scores themselves, and name what a constant prediction gets",
            ),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
