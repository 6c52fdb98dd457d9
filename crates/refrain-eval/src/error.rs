//! What can go wrong in an evaluation.

use refrain_core::Time;

/// An error of `refrain-eval`.
///
/// Rows are counted from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No row at all.
    #[error("there is no row to evaluate")]
    Empty,
    /// A list of another length than the rows it belongs to.
    #[error("{what} has {found} values for {expected} rows")]
    Length {
        /// What has the wrong length.
        what: &'static str,
        /// Number of rows.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A score that is NaN.
    #[error("the score of row {row} is not a number (NaN); leave the row out or score it")]
    NanScore {
        /// The row.
        row: usize,
    },
    /// A score outside `[0, 1]` where a probability is needed.
    #[error("{metric} needs probabilities, and the score of row {row} is {score}")]
    NotAProbability {
        /// Name of the metric.
        metric: &'static str,
        /// The row.
        row: usize,
        /// Its score.
        score: f64,
    },
    /// A metric that needs churned or retained rows, and there is none.
    #[error("{metric} is undefined: none of the {n_rows} rows {missing}")]
    OneClass {
        /// Name of the metric.
        metric: &'static str,
        /// What no row did: `churned` or `was retained`.
        missing: &'static str,
        /// Number of rows.
        n_rows: usize,
    },
    /// A number of top rows that is zero or exceeds the rows there are.
    #[error("k is {k}; it must be at least 1 and at most the number of rows, {n_rows}")]
    TopRows {
        /// The number asked for.
        k: usize,
        /// Number of rows.
        n_rows: usize,
    },
    /// A threshold that is NaN.
    #[error("the threshold is not a number (NaN)")]
    NanThreshold,
    /// A metric that has no value on these rows; for metrics written outside this crate.
    #[error("{metric} is undefined: {reason}")]
    Undefined {
        /// Name of the metric.
        metric: String,
        /// Why it has no value.
        reason: String,
    },
    /// A confidence level outside `(0, 1)`.
    #[error("the level of an interval lies between 0 and 1, such as 0.95; found {level}")]
    Level {
        /// The level asked for.
        level: f64,
    },
    /// Too few resamples to find the ends of an interval.
    #[error(
        "{found} resamples are too few for an interval of level {level}; take {needed} or more"
    )]
    TooFewResamples {
        /// The number asked for.
        found: usize,
        /// The smallest number that does.
        needed: usize,
        /// Level of the interval.
        level: f64,
    },
    /// Too few groups for resampling to say anything.
    #[error("a bootstrap over groups needs 2 groups or more; found {found}")]
    TooFewGroups {
        /// Number of groups.
        found: usize,
    },
    /// A metric that is undefined in more than half of the resamples.
    #[error(
        "{metric} is undefined in {n_undefined} of {n_resamples} resamples; \
         it needs more churned and retained entities"
    )]
    MostlyUndefined {
        /// Name of the metric.
        metric: String,
        /// In how many resamples it is undefined.
        n_undefined: usize,
        /// Number of resamples.
        n_resamples: usize,
        /// Why it is undefined in the first of them.
        #[source]
        first: Box<Error>,
    },
    /// A split without a cutoff to test at.
    #[error("a split needs at least one test cutoff")]
    NoTestCutoff,
    /// A test cutoff at which there is no row.
    #[error("no row has the test cutoff {cutoff}")]
    UnknownCutoff {
        /// The cutoff asked for.
        cutoff: Time,
    },
    /// A weight that is negative or not finite.
    #[error("the weight of row {row} is {weight}; weights are finite and not negative")]
    Weight {
        /// The row.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// Weights that are all 0, or too small or large to calculate with.
    #[error("the weights add up to {total}; their sum must lie between 1e-150 and 1e150")]
    TotalWeight {
        /// Sum of the weights.
        total: f64,
    },
    /// A metric that is not defined for weights.
    #[error("{metric} takes no weights")]
    TakesNoWeights {
        /// Name of the metric.
        metric: String,
    },
    /// A number of top rows that is zero or exceeds the weight of all rows.
    #[error("k is {k}; it must be at least 1 and at most the weight of all rows, {total}")]
    TopWeight {
        /// The number asked for.
        k: usize,
        /// Sum of the weights.
        total: f64,
    },
    /// A metric of the rows predicted to be of a class, and there is none.
    #[error("{metric} is undefined: at the threshold {threshold} no row is predicted {missing}")]
    NothingPredicted {
        /// Name of the metric.
        metric: &'static str,
        /// What no row is predicted: `to churn` or `to stay`.
        missing: &'static str,
        /// The threshold.
        threshold: f64,
    },
    /// A beta that is zero, negative, infinite or NaN.
    #[error("the beta of F-beta is above 0 and finite, such as 2; found {beta}")]
    Beta {
        /// The beta asked for.
        beta: f64,
    },
    /// No bins to gather probabilities in.
    #[error("probabilities are gathered in at least 1 bin; found 0")]
    BinCount,
    /// A budget for no rows, or for more than there are.
    #[error("a budget is a share of the rows above 0 and at most 1; found {share}")]
    BudgetShare {
        /// The share asked for.
        share: f64,
    },
    /// A budget that does not pay for a contact.
    #[error(
        "a budget of {amount} at a cost of {cost_per_contact} per contact does not pay for one; \
         both are finite, and the cost is above 0"
    )]
    BudgetMoney {
        /// What can be spent.
        amount: f64,
        /// What a contact costs.
        cost_per_contact: f64,
    },
    /// A probability of 0 or 1 where log-odds are needed.
    #[error("{metric} needs the log-odds of scores, and the score of row {row} is {score}")]
    Certain {
        /// Name of the metric.
        metric: &'static str,
        /// The row.
        row: usize,
        /// Its score.
        score: f64,
    },
    /// Classes that a score parts, so that a regression on it has no finite slope.
    #[error(
        "{metric} is undefined: the scores part churned from retained rows or are all equal, so \
         that no slope fits best"
    )]
    Separated {
        /// Name of the metric.
        metric: &'static str,
    },
    /// A regression whose likelihood cannot be climbed to its top in double precision.
    #[error("{metric} is not found: too few rows bear the weight for a slope to be determined")]
    NoMaximum {
        /// Name of the metric.
        metric: &'static str,
    },
    /// A time of observation that is negative or not finite.
    #[error("row {row} is observed for a time of {time}; times are finite and not negative")]
    SurvivalTime {
        /// The row.
        row: usize,
        /// Its time.
        time: f64,
    },
    /// Times to evaluate at that are no ascending sequence.
    #[error("the times to evaluate at must be finite and ascend, and some must be given")]
    Times,
    /// A time at which nothing is known of censoring.
    #[error(
        "nothing is known of censoring at the time {time}: the last training row ends at {end}, \
         and none is left uncensored; evaluate at earlier times"
    )]
    NotFollowed {
        /// The time.
        time: f64,
        /// The last time of a training row.
        end: f64,
    },
    /// No pair of rows of which it is known who left first.
    #[error("{metric} is undefined: of no two rows is it known who left first")]
    NoComparablePair {
        /// Name of the metric.
        metric: &'static str,
    },
    /// A time by which no row churned, or beyond which none is observed.
    #[error(
        "{metric} is undefined at the time {time}: it needs rows that churned by then and rows \
         observed beyond it"
    )]
    NoneByTime {
        /// Name of the metric.
        metric: &'static str,
        /// The time.
        time: f64,
    },
    /// An amount of money that is negative or not finite.
    #[error("{what} is {amount}; it must be 0 or more")]
    Amount {
        /// What the amount is.
        what: &'static str,
        /// The amount.
        amount: f64,
    },
    /// A share or probability outside `[0, 1]`.
    #[error("{what} is {value}; it must lie between 0 and 1")]
    NotAShare {
        /// What the share is.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A Beta distribution with a parameter that is too small or too large.
    #[error(
        "a prior of the acceptance has two parameters between 0.001 and 1000000, such as 6 and 14; found {alpha} and {beta}"
    )]
    Prior {
        /// The first parameter.
        alpha: f64,
        /// The second.
        beta: f64,
    },
    /// An offer that costs what the customer is worth.
    #[error(
        "the offer costs {offer_cost} and a customer kept is worth {value}: no contact can pay"
    )]
    OfferAboveValue {
        /// Cost of the offer.
        offer_cost: f64,
        /// Value of a customer kept.
        value: f64,
    },
    /// A customer whose value is negative or not finite.
    #[error("the value of row {row} is {value}; it must be 0 or more")]
    RowValue {
        /// The row.
        row: usize,
        /// Its value.
        value: f64,
    },
    /// Test cutoffs that do not ascend.
    #[error(
        "the test cutoff {cutoff} does not lie after the one before it, {before}; list them in order"
    )]
    CutoffsNotAscending {
        /// The cutoff.
        cutoff: Time,
        /// The one before it in the list.
        before: Time,
    },
    /// A test cutoff at or after the end of the test period.
    #[error("the test cutoff {cutoff} does not lie before the end of the test period, {end}")]
    CutoffAfterTestPeriod {
        /// The cutoff.
        cutoff: Time,
        /// End of the test period.
        end: Time,
    },
    /// A test row whose outcome window reaches past the test period.
    #[error(
        "row {row}, tested at {cutoff}, has an outcome window until {window_end}, past the end of \
         the test period, {end}; test at an earlier cutoff or shorten the horizon"
    )]
    HorizonPastTestPeriod {
        /// The row.
        row: usize,
        /// Its cutoff.
        cutoff: Time,
        /// End of its outcome window.
        window_end: Time,
        /// End of the test period.
        end: Time,
    },
    /// A test cutoff before which there is no row.
    #[error("no row has a cutoff before the test cutoff {cutoff} to choose a threshold on")]
    NoEarlierCutoff {
        /// The test cutoff.
        cutoff: Time,
    },
    /// A test cutoff by which no outcome is known.
    #[error(
        "no outcome is known by the test cutoff {cutoff} to choose a threshold on: the first \
         outcome window ends at {first_known}; shorten the horizon or test at a later cutoff"
    )]
    NoOutcomeKnown {
        /// The test cutoff.
        cutoff: Time,
        /// End of the first outcome window.
        first_known: Time,
    },
    /// A plan of an experiment that cannot be.
    #[error("{what}")]
    Plan {
        /// What is wrong.
        what: &'static str,
    },
    /// An experiment too small to find anything.
    #[error(
        "{n_untreated} untreated and {n_treated} treated customers find no uplift with a power of \
         {power}, not even if no treated customer churns; take more"
    )]
    TooFewCustomers {
        /// Number of untreated customers.
        n_untreated: u64,
        /// Number of treated customers.
        n_treated: u64,
        /// The power asked for.
        power: f64,
    },
    /// Counts that are none of an arm.
    #[error(
        "an arm of an experiment has customers, of whom as many or fewer churned; found {n_churned} of {n_customers}"
    )]
    ArmCounts {
        /// Number of customers that churned.
        n_churned: u64,
        /// Number of customers.
        n_customers: u64,
    },
    /// An experiment in which nobody was treated, or everybody.
    #[error("none of the rows is {arm}; an uplift needs treated and untreated rows")]
    EmptyArm {
        /// The arm: `treated` or `untreated`.
        arm: &'static str,
    },
    /// Rows to be divided into no part.
    #[error("rows are divided into one part or more; found 0")]
    NoBin,
    /// A part of the rows without one of the arms.
    #[error("part {bin} of {n_bins} by score has no {arm} row; take fewer parts")]
    EmptyBin {
        /// The part, from 1.
        bin: usize,
        /// Number of parts.
        n_bins: usize,
        /// The arm: `treated` or `untreated`.
        arm: &'static str,
    },
    /// Rows of one group in both arms.
    #[error("rows {row} and {other} are of one entity, and only one of them is treated")]
    GroupInBothArms {
        /// A row.
        row: usize,
        /// Another of the same group.
        other: usize,
    },
    /// A class with too few entities for a variance.
    #[error(
        "the variance of an AUC needs 2 entities or more that churned and 2 that were retained; \
         found {n_churned} and {n_retained}"
    )]
    TooFewOfClass {
        /// Number of entities that churned.
        n_churned: usize,
        /// Number of entities that were retained.
        n_retained: usize,
    },
    /// Two AUCs that differ without any variance.
    #[error(
        "DeLong's test is undefined: the AUCs {auc_a} and {auc_b} have no variance on these rows"
    )]
    NoVariance {
        /// AUC of the first scores.
        auc_a: f64,
        /// AUC of the second.
        auc_b: f64,
    },
    /// An estimator, a procedure or features that failed in an audit.
    #[error("what is audited or the control model failed: {reason}")]
    Estimator {
        /// Why.
        reason: String,
    },
    /// An error of the vocabulary.
    #[error(transparent)]
    Core(#[from] refrain_core::Error),
}

impl refrain_core::Problem for Error {
    fn kind(&self) -> refrain_core::ErrorKind {
        match self {
            Error::FoldCount { .. }
            | Error::NoTestCutoff
            | Error::ZeroWindow
            | Error::CutoffsOutOfOrder { .. }
            | Error::ProtocolPart { .. }
            | Error::TooFewResamples { .. }
            | Error::Level { .. }
            | Error::Amount { .. }
            | Error::NotAShare { .. }
            | Error::Prior { .. }
            | Error::Plan { .. }
            | Error::TooFewCustomers { .. }
            | Error::NoBin => refrain_core::ErrorKind::Argument,
            _ => refrain_core::ErrorKind::Data,
        }
    }
}
