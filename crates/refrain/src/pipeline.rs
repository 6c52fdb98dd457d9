//! The stages in one.

use refrain_core::{
    Dataset, ErrorKind, EventLog, Fit, Observation, PredictProba, Problem, Span, Time,
};
use refrain_events::EventSchema;
use refrain_features::{FeatureSet, Vocabulary};
use refrain_labels::{
    AfterChurn, ChurnRule, Episode, LabelPlan, Labels, OutcomeLabels, Outcomes, RiskSet, Schedule,
    episodes,
};
use refrain_models::{AnyEstimator, ModelKind};

use crate::population::with_population;
use crate::{
    Backtest, BacktestOptions, Error, EverLabelled, Grid, Ranking, SurvivalCurves, backtest,
    ever_labelled, grid, parse_rule, survival_curves,
};

/// Everything between an event log and a ranked list of customers.
///
/// By default: the standard features, churn by cancellation, weekly cutoffs, the horizon that the
/// rule fixes or else ten days, logistic regression. Each part can be replaced, by a named one or by an implementation
/// of its trait.
///
/// # Examples
///
/// ```no_run
/// use refrain::Pipeline;
/// use refrain::events::{EventSchema, Input, LogReader};
///
/// let schema = EventSchema::sparkify();
/// let read = LogReader::new(schema.clone()).read(&[Input::parse("log.json.gz")])?;
/// let pipeline = Pipeline::new(&schema)?;
/// let (labels, dataset) = pipeline.dataset(&read.log)?;
/// let test = pipeline.backtest(&dataset)?;
/// println!("{}", test.show());
/// let model = pipeline.fit(&dataset)?;
/// for customer in pipeline.rank(&read.log, &model)?.rows().iter().take(10) {
///     println!("{} {:.3}", customer.entity, customer.probability);
/// }
/// # Ok::<(), refrain::Error>(())
/// ```
pub struct Pipeline<E = AnyEstimator> {
    features: FeatureSet,
    vocabulary: Vocabulary,
    rule: Box<dyn ChurnRule>,
    schedule: Schedule,
    lead: Span,
    horizon: Option<Span>,
    risk_set: RiskSet,
    after_churn: AfterChurn,
    estimator: E,
    estimator_name: String,
    options: BacktestOptions,
}

impl<E> std::fmt::Debug for Pipeline<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline")
            .field("features", &self.features)
            .field("rule", &self.rule.name())
            .field("schedule", &self.schedule)
            .field("lead", &self.lead)
            .field("horizon", &self.horizon_in_use())
            .field("estimator", &self.estimator_name)
            .finish_non_exhaustive()
    }
}

/// Horizon of a rule that fixes none, in days.
const HORIZON_DAYS: u32 = 10;

/// Reasons given with each ranked customer.
const N_REASONS: usize = 2;

impl Pipeline {
    /// Sets up the default pipeline for logs of a schema: churn is an event of one of its churn
    /// kinds.
    ///
    /// # Errors
    ///
    /// If the schema names no kind that means churn.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::{EventSchema, Roles, SchemaSpec};
    ///
    /// assert!(Pipeline::new(&EventSchema::sparkify()).is_ok());
    ///
    /// // No kind of event means churn: such a log needs another rule.
    /// let own = EventSchema::new(SchemaSpec::new(Roles::new("customer", "at", "action")))?;
    /// assert!(Pipeline::new(&own).is_err());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn new(schema: &EventSchema) -> Result<Pipeline, Error> {
        Ok(Pipeline::with_rule(schema, parse_rule("cancel", schema)?))
    }

    /// Sets up the default pipeline with another churn rule.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::events::EventSchema;
    /// use refrain::{Pipeline, parse_rule};
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let rule = parse_rule("inactive:7d", &schema)?;
    /// let labels = Pipeline::with_rule(&schema, rule).label(&log)?;
    /// assert_eq!(labels.rule(), "inactive:7d");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn with_rule(schema: &EventSchema, rule: Box<dyn ChurnRule>) -> Pipeline {
        let model = ModelKind::Logistic;
        let vocabulary = schema.vocabulary();
        Pipeline {
            features: FeatureSet::standard(&vocabulary),
            vocabulary,
            rule,
            schedule: Schedule::Every(Span::from_days(7)),
            lead: Span::ZERO,
            horizon: None,
            risk_set: RiskSet::default(),
            after_churn: AfterChurn::default(),
            estimator: AnyEstimator::from(model),
            estimator_name: model.name().to_owned(),
            options: BacktestOptions::default(),
        }
    }
}

impl<E> Pipeline<E> {
    /// Replaces the features.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    /// use refrain::features::FeatureSet;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let few = ["recency_days", "songs_7d"];
    /// let set = FeatureSet::new("few").with_named(&few, &schema.vocabulary())?;
    /// let (_, dataset) = Pipeline::new(&schema)?.features(set).dataset(&log)?;
    /// assert!(dataset.features().names().eq(few));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn features(self, features: FeatureSet) -> Pipeline<E> {
        Pipeline { features, ..self }
    }

    /// Sets the cutoffs to train and test at.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::base::Span;
    /// use refrain::events::EventSchema;
    /// use refrain::labels::Schedule;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let every_five_days = Schedule::Every(Span::from_days(5));
    /// let labels = Pipeline::new(&schema)?.schedule(every_five_days).label(&log)?;
    /// assert!(labels.counts().len() > Pipeline::new(&schema)?.label(&log)?.counts().len());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn schedule(self, schedule: Schedule) -> Pipeline<E> {
        Pipeline { schedule, ..self }
    }

    /// Sets the time from a cutoff to its outcome window.
    pub fn lead(self, lead: Span) -> Pipeline<E> {
        Pipeline { lead, ..self }
    }

    /// Sets the length of the outcome window, instead of the one that the rule fixes, or else ten
    /// days.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::base::Span;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let (lead, horizon) = (Span::from_days(1), Span::from_days(14));
    /// let pipeline = Pipeline::new(&schema)?.lead(lead).horizon(horizon);
    /// let labels = pipeline.label(&log)?;
    /// let row = &labels.rows()[0];
    /// assert_eq!(row.window_end.days_since(row.observation.cutoff), 15.0);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn horizon(self, horizon: Span) -> Pipeline<E> {
        Pipeline { horizon: Some(horizon), ..self }
    }

    /// Returns the length of the outcome window.
    pub fn horizon_in_use(&self) -> Span {
        self.horizon_of(self.rule.as_ref())
    }

    /// Returns the churn rule.
    pub fn rule(&self) -> &dyn ChurnRule {
        self.rule.as_ref()
    }

    /// Sets who is observed.
    pub fn risk_set(self, risk_set: RiskSet) -> Pipeline<E> {
        Pipeline { risk_set, ..self }
    }

    /// Sets whether those who left can be at risk again.
    pub fn after_churn(self, after_churn: AfterChurn) -> Pipeline<E> {
        Pipeline { after_churn, ..self }
    }

    /// Replaces the estimator, under a name for reports.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    /// use refrain::models::NaiveBayes;
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// let schema = EventSchema::sparkify();
    /// let pipeline = Pipeline::new(&schema)?.estimator("naive Bayes", NaiveBayes::default());
    /// let model = pipeline.fit(&dataset)?;
    /// assert_eq!(model.log_odds(dataset.features())?.len(), 160);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn estimator<F>(self, name: &str, estimator: F) -> Pipeline<F> {
        Pipeline {
            estimator,
            estimator_name: name.to_owned(),
            features: self.features,
            vocabulary: self.vocabulary,
            rule: self.rule,
            schedule: self.schedule,
            lead: self.lead,
            horizon: self.horizon,
            risk_set: self.risk_set,
            after_churn: self.after_churn,
            options: self.options,
        }
    }

    /// Sets how the estimator is tested.
    pub fn options(self, options: BacktestOptions) -> Pipeline<E> {
        Pipeline { options, ..self }
    }

    /// Labels a log at the cutoffs of the schedule.
    ///
    /// # Errors
    ///
    /// If the schedule or the rule does not fit the log, or nobody is at risk.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let labels = Pipeline::new(&schema)?.label(&log)?;
    /// let counts = &labels.counts()[0];
    /// assert_eq!(counts.at_risk, counts.churned + counts.retained);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn label(&self, log: &EventLog) -> Result<Labels, Error> {
        self.plan(self.schedule.clone())?.label(log, self.rule.as_ref())
    }

    /// Says which of several outcomes those at risk had, at the cutoffs of the schedule.
    ///
    /// # Errors
    ///
    /// If the schedule or a rule does not fit the log, or nobody is at risk.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::events::EventSchema;
    /// use refrain::{Pipeline, parse_outcomes};
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let outcomes = parse_outcomes("cancel,silent=inactive:7d", &schema)?;
    /// let labels = Pipeline::new(&schema)?.label_outcomes(&log, &outcomes)?;
    /// assert_eq!(labels.names(), ["cancel", "silent"]);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn label_outcomes(
        &self,
        log: &EventLog,
        outcomes: &Outcomes,
    ) -> Result<OutcomeLabels, Error> {
        let horizon = self.horizon_of(outcomes.any());
        self.plan_of(self.schedule.clone(), self.lead, horizon)?.label_outcomes(log, outcomes)
    }

    /// Returns the whole lifetimes of all entities, to describe who stays how long; the schedule
    /// has no part in them.
    ///
    /// # Errors
    ///
    /// If the rule does not fit the log.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let episodes = Pipeline::new(&schema)?.episodes(&log)?;
    /// assert_eq!(episodes.len(), log.n_entities(), "nobody returns by default");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn episodes(&self, log: &EventLog) -> Result<Vec<Episode>, Error> {
        episodes(log, self.rule.as_ref(), self.after_churn)
    }

    /// Estimates the share of customers that stay beyond each day since their registration or
    /// first event, for everyone or by the value of an attribute at the entry, such as `level`,
    /// among those who stayed until `from_days`.
    ///
    /// # Errors
    ///
    /// If the rule does not fit the log, the log has no such text attribute, or the first day is
    /// negative or not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let curves = Pipeline::new(&schema)?.survival_curves(&log, Some("level"), 0.0)?;
    /// let plans: Vec<&str> = curves.groups.iter().map(|group| group.name.as_str()).collect();
    /// assert_eq!(plans, ["free", "paid"]);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn survival_curves(
        &self,
        log: &EventLog,
        by: Option<&str>,
        from_days: f64,
    ) -> Result<SurvivalCurves, Error> {
        survival_curves(log, &self.episodes(log)?, by, from_days)
    }
}

impl<E: Fit> Pipeline<E> {
    /// Labels a log and computes the features of every observation at a complete cutoff. Each row
    /// also has its interval under observation, for survival models, where the rule tells when each
    /// [left](ChurnRule::has_lifetimes); the dataset has the population behind its rows if the
    /// estimator reads it ([`Fit::population_features`]).
    ///
    /// # Errors
    ///
    /// As [`label`](Self::label); and if no cutoff has a complete outcome window, all outcomes
    /// are alike, or the log lacks what a feature needs.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let (labels, dataset) = Pipeline::new(&schema)?.dataset(&log)?;
    /// assert_eq!(dataset.n_rows(), labels.complete().len());
    /// assert!(dataset.lifetimes().is_some());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn dataset(&self, log: &EventLog) -> Result<(Labels, Dataset), Error> {
        self.dataset_of(log, self.lead, self.horizon_in_use())
    }

    /// The dataset of another outcome window.
    pub(crate) fn dataset_of(
        &self,
        log: &EventLog,
        lead: Span,
        horizon: Span,
    ) -> Result<(Labels, Dataset), Error> {
        let plan = self.plan_of(self.schedule.clone(), lead, horizon)?;
        let labels = plan.label(log, self.rule.as_ref())?;
        let rows = labels.complete();
        if rows.is_empty() {
            let latest = log.range().end - (lead + horizon);
            return Err(DatasetProblem::NoCompleteCutoff { lead, horizon, latest }.into());
        }
        let observations: Vec<Observation> = rows.iter().map(|row| row.observation).collect();
        let outcomes: Vec<_> = rows.iter().map(|row| row.outcome).collect();
        self.features.check_kinds(log)?;
        let features = self.features.compute(log, &observations)?;
        let ends = rows.iter().map(|row| row.window_end).collect();
        let mut dataset = Dataset::new(features, &outcomes, ends)?;
        if self.rule.has_lifetimes() {
            let intervals = plan.intervals(log, self.rule.as_ref(), &rows)?;
            dataset = dataset.with_lifetimes(intervals)?;
        }
        check_classes(&labels, &dataset)?;
        let dataset = with_population(dataset, log, &self.vocabulary, &self.estimator)?;
        Ok((labels, dataset))
    }
}

impl<E> Pipeline<E> {
    /// Returns who is at risk at the cutoffs of a schedule, the end of the log by default for
    /// [`rank`](Self::rank).
    ///
    /// # Errors
    ///
    /// If the schedule does not fit the log, or nobody is at risk.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    /// use refrain::labels::Schedule;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let at_risk = Pipeline::new(&schema)?.at_risk(&log, Schedule::End)?;
    /// assert!(at_risk.len() < log.n_entities(), "some have left");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn at_risk(&self, log: &EventLog, schedule: Schedule) -> Result<Vec<Observation>, Error> {
        self.plan(schedule)?.at_risk(log, self.rule.as_ref())
    }

    /// Ranks those at risk at the end of the log.
    ///
    /// # Errors
    ///
    /// If nobody is at risk, or the model was fitted on other features.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    ///
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let options = SimulationOptions::new().users(60).days(40).seed(1);
    /// # let log = Simulation::new(options)?.event_log()?;
    /// let schema = EventSchema::sparkify();
    /// let pipeline = Pipeline::new(&schema)?;
    /// let model = pipeline.fit(&pipeline.dataset(&log)?.1)?;
    /// let ranking = pipeline.rank(&log, &model)?;
    /// assert!(ranking.rows().is_sorted_by(|left, right| left.probability >= right.probability));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn rank<M: PredictProba + ?Sized>(
        &self,
        log: &EventLog,
        model: &M,
    ) -> Result<Ranking, Error> {
        self.rank_at(log, Schedule::End, model)
    }

    /// Ranks those at risk at the cutoffs of a schedule.
    ///
    /// # Errors
    ///
    /// As [`rank`](Self::rank), and if the schedule does not fit the log.
    pub fn rank_at<M: PredictProba + ?Sized>(
        &self,
        log: &EventLog,
        schedule: Schedule,
        model: &M,
    ) -> Result<Ranking, Error> {
        let features = self.features.compute(log, &self.at_risk(log, schedule)?)?;
        Ranking::new(model, &features, N_REASONS)
    }

    fn plan(&self, schedule: Schedule) -> Result<LabelPlan, Error> {
        self.plan_of(schedule, self.lead, self.horizon_in_use())
    }

    fn horizon_of(&self, rule: &dyn ChurnRule) -> Span {
        self.horizon.or(rule.horizon()).unwrap_or(Span::from_days(HORIZON_DAYS))
    }

    fn plan_of(&self, schedule: Schedule, lead: Span, horizon: Span) -> Result<LabelPlan, Error> {
        let plan = LabelPlan::new(schedule, horizon)?;
        Ok(plan.lead(lead).risk_set(self.risk_set).after_churn(self.after_churn))
    }
}

impl<E: Fit> Pipeline<E> {
    /// Tests the estimator on later cutoffs of other entities.
    ///
    /// # Errors
    ///
    /// If the dataset does not allow it, or the estimator fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::events::EventSchema;
    /// use refrain::{BacktestOptions, Pipeline};
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// let options = BacktestOptions::default().n_resamples(50);
    /// let test = Pipeline::new(&EventSchema::sparkify())?.options(options).backtest(&dataset)?;
    /// assert_eq!(test.candidates[0].name, "logistic");
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn backtest(&self, dataset: &Dataset) -> Result<Backtest, Error> {
        backtest(&self.estimator_name, &self.estimator, dataset, self.options.clone())
    }

    /// Tests the estimator for every horizon and lead, with labels made anew; see [`Grid`].
    ///
    /// # Errors
    ///
    /// As [`grid`](crate::grid).
    pub fn grid(&self, log: &EventLog, horizons: &[Span], leads: &[Span]) -> Result<Grid, Error> {
        let make = |lead, horizon| self.dataset_of(log, lead, horizon).map(|(_, dataset)| dataset);
        grid(&self.estimator, make, horizons, leads, &self.options)
    }

    /// Scores the estimator on the labelling that leaks; see [`EverLabelled`].
    ///
    /// # Errors
    ///
    /// If the log does not allow it, or the estimator fails.
    pub fn ever_labelled(&self, log: &EventLog) -> Result<EverLabelled, Error> {
        ever_labelled(
            log,
            &self.features,
            self.rule.as_ref(),
            &self.estimator,
            self.options.clone(),
        )
    }

    /// Fits the estimator on all rows.
    ///
    /// # Errors
    ///
    /// If the estimator fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::Pipeline;
    /// use refrain::events::EventSchema;
    /// use refrain::models::ModelKind;
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// let model = Pipeline::new(&EventSchema::sparkify())?.fit(&dataset)?;
    /// assert_eq!(model.kind(), ModelKind::Logistic);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn fit(&self, dataset: &Dataset) -> Result<E::Fitted, Error> {
        self.estimator.fit(dataset).map_err(Error::other)
    }
}

fn check_classes(labels: &Labels, dataset: &Dataset) -> Result<(), Error> {
    let (n_rows, n_churned) = (dataset.n_rows(), dataset.n_churned());
    if 0 < n_churned && n_churned < n_rows {
        return Ok(());
    }
    let n_cutoffs = labels.counts().iter().filter(|counts| counts.complete).count();
    Err(DatasetProblem::OneClass { n_rows, n_churned, n_cutoffs }.into())
}

/// Checks that a model can learn from the labels of a rule: a survival model needs the instant at
/// which each left.
///
/// # Errors
///
/// [`ErrorKind::Argument`] if the rule [tells none](ChurnRule::has_lifetimes) and the model needs
/// it.
///
/// # Examples
///
/// ```
/// use refrain::events::EventSchema;
/// use refrain::models::ModelKind;
/// use refrain::{check_model, parse_rule};
///
/// let schema = EventSchema::sparkify();
/// let inactive = parse_rule("inactive:60d", &schema)?;
/// assert!(check_model(ModelKind::Boosting, inactive.as_ref()).is_ok());
/// assert!(check_model(ModelKind::Cox, inactive.as_ref()).is_err());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn check_model(model: ModelKind, rule: &dyn ChurnRule) -> Result<(), Error> {
    let needs_lifetimes =
        matches!(model, ModelKind::Hazard | ModelKind::Cox | ModelKind::ExposureHazard);
    if needs_lifetimes && !rule.has_lifetimes() {
        return Err(ModelProblem::NoInstant { model, rule: rule.name() }.into());
    }
    Ok(())
}

/// A model that the labels of a rule do not suffice for.
#[derive(Debug, thiserror::Error)]
enum ModelProblem {
    #[error(
        "the model {model} learns from the instant at which each left, which {rule} does not tell: use the rule lapsed:SPAN, or another model"
    )]
    NoInstant { model: ModelKind, rule: String },
}

impl Problem for ModelProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}

/// A log that gives no dataset to train on.
#[derive(Debug, thiserror::Error)]
enum DatasetProblem {
    #[error(
        "{n_churned} of {n_rows} observations at {n_cutoffs} complete cutoffs churned; a model needs both churned and retained ones, so take a longer log or a longer horizon"
    )]
    OneClass { n_rows: usize, n_churned: usize, n_cutoffs: usize },
    #[error(
        "no outcome window fits into the log: with a lead of {lead} and a horizon of {horizon} a cutoff must lie at or before {latest}; shorten the horizon or take earlier cutoffs"
    )]
    NoCompleteCutoff { lead: Span, horizon: Span, latest: Time },
}

impl Problem for DatasetProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
