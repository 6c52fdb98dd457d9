//! Results of the stages in words and figures for a terminal.

use std::fmt::Write as _;

use refrain_core::Time;
use refrain_eval::{
    Comparison, DeLong, Interval, Metric, StandardMetric, TestedEntities, TrainingWindow,
};
use refrain_events::{ColumnSummary, LogProfile};
use refrain_labels::{CutoffCounts, CutoffGroup, Labels, OutcomeLabels};

use crate::backtest::RECENCY_RULE;
use crate::table::{Cells, Table, TableColumn};
use crate::{Backtest, Candidate, Error, EverLabelled, Figure, ModelComparison, OracleTest};

/// An interval of ROC AUC wider than this tells little: it holds models worth using and models that
/// are not.
pub const WIDEST: f64 = 0.15;

/// Makes a table of how many entities stood where at each cutoff, or at the cutoffs of each tenure
/// or day.
///
/// The columns `not_active` and `not_exposed` are there if anybody was not.
///
/// # Examples
///
/// ```
/// use refrain::events::EventSchema;
/// use refrain::{Pipeline, report};
///
/// # use refrain::sim::{Simulation, SimulationOptions};
/// # let options = SimulationOptions::new().users(60).days(40).seed(1);
/// # let log = Simulation::new(options)?.event_log()?;
/// let schema = EventSchema::sparkify();
/// let labels = Pipeline::new(&schema)?.label(&log)?;
/// let table = report::risk_table(&labels);
/// assert_eq!(table.n_rows(), labels.counts().len());
/// assert!(table.column("churned").is_some());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn risk_table(labels: &Labels) -> Table {
    let counts: Vec<&CutoffCounts> = labels.counts().iter().collect();
    let mut columns = vec![group_column(&counts), count_column("at_risk", &counts, |c| c.at_risk)];
    columns.push(count_column("churned", &counts, |c| c.churned));
    columns.push(count_column("retained", &counts, |c| c.retained));
    columns.extend(other_columns(&counts));
    Table::new(columns).expect("one value per cutoff under distinct names")
}

/// Makes a table of the columns of a log, one a row, in the columns of DuckDB's `SUMMARIZE`.
pub fn profile_table(profile: &LogProfile) -> Table {
    let columns = profile.columns();
    let text =
        |of: fn(&ColumnSummary) -> Option<String>| Cells::Text(columns.iter().map(of).collect());
    let number = |of: fn(&ColumnSummary) -> Option<f64>| {
        Cells::Number(columns.iter().map(|column| of(column).unwrap_or(f64::NAN)).collect())
    };
    let named = [
        ("column_name", text(|column| Some(column.name.clone()))),
        ("column_type", text(|column| Some(column.type_name.to_owned()))),
        ("min", text(|column| column.min.clone())),
        ("max", text(|column| column.max.clone())),
        ("approx_unique", number(|column| Some(column.approx_unique as f64))),
        ("avg", number(|column| column.mean)),
        ("std", number(|column| column.std)),
        ("q25", number(|column| column.q25)),
        ("q50", number(|column| column.q50)),
        ("q75", number(|column| column.q75)),
        ("count", number(|column| Some(column.n_rows as f64))),
        ("null_percentage", number(|column| Some(column.null_percentage()))),
    ];
    let columns = named.into_iter().map(|(name, values)| TableColumn::new(name, values));
    Table::new(columns.collect()).expect("one value per column under distinct names")
}

/// Shows the columns of a log in lines of at most 80 characters.
pub fn show_profile(profile: &LogProfile) -> String {
    let mut text = format!("{} rows, {} columns", profile.n_rows(), profile.columns().len());
    if profile.n_unreadable() > 0 {
        let _ = write!(text, ", {} rows that could not be read", profile.n_unreadable());
    }
    let _ = writeln!(
        text,
        "\n\n{:<24} {:<9} {:>6} {:>9}  {:<13} {:<13}",
        "column", "type", "null %", "distinct", "min", "max"
    );
    for column in profile.columns() {
        let _ = writeln!(
            text,
            "{:<24} {:<9} {:>6.1} {:>9}  {:<13} {:<13}",
            cut(&column.name, 24),
            column.type_name,
            column.null_percentage(),
            column.approx_unique,
            cut(column.min.as_deref().unwrap_or("-"), 13),
            cut(column.max.as_deref().unwrap_or("-"), 13),
        );
    }
    text
}

/// The beginning of a text, on one line.
fn cut(text: &str, n_chars: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    match text.chars().count() > n_chars {
        true => text.chars().map(plain).take(n_chars - 1).chain(['…']).collect(),
        false => text.chars().map(plain).collect(),
    }
}

/// Makes a table of how many entities had each outcome, as [`risk_table`].
///
/// # Errors
///
/// If an outcome has the name of another column.
pub fn outcome_risk_table(labels: &OutcomeLabels) -> Result<Table, Error> {
    let counts: Vec<&CutoffCounts> = labels.counts().iter().map(|counts| &counts.counts).collect();
    let mut columns = vec![group_column(&counts), count_column("at_risk", &counts, |c| c.at_risk)];
    for (index, name) in labels.names().iter().enumerate() {
        let of_each = labels.counts().iter().map(|counts| counts.of_each[index] as f64);
        columns.push(TableColumn::new(name.as_str(), Cells::Number(of_each.collect())));
    }
    columns.push(count_column("stay", &counts, |c| c.retained));
    columns.extend(other_columns(&counts));
    Table::new(columns)
}

/// The cutoffs, or what those of a group have in common.
fn group_column(counts: &[&CutoffCounts]) -> TableColumn {
    let (name, values) = match counts.first().map(|counts| counts.group) {
        Some(CutoffGroup::Tenure(_)) => ("tenure", None),
        Some(CutoffGroup::Day(_)) => ("day", None),
        _ => ("cutoff", counts.iter().map(|counts| instant(counts.group)).collect()),
    };
    let texts = || counts.iter().map(|counts| Some(counts.group.to_string())).collect();
    TableColumn::new(name, values.map_or_else(|| Cells::Text(texts()), Cells::Instant))
}

/// The cutoff of a group that has one.
fn instant(group: CutoffGroup) -> Option<Option<Time>> {
    match group {
        CutoffGroup::At(cutoff) => Some(Some(cutoff)),
        _ => None,
    }
}

fn count_column(
    name: &str,
    counts: &[&CutoffCounts],
    number: impl Fn(&CutoffCounts) -> usize,
) -> TableColumn {
    let numbers = counts.iter().map(|counts| number(counts) as f64);
    TableColumn::new(name, Cells::Number(numbers.collect()))
}

/// Makes the columns in which tables of one outcome and of several end.
fn other_columns(counts: &[&CutoffCounts]) -> Vec<TableColumn> {
    let complete = |counts: &&CutoffCounts| match (counts.complete, counts.incomplete) {
        (true, _) => "yes",
        (false, incomplete) if 0 < incomplete && incomplete < counts.at_risk => "part",
        (false, _) => "no",
    };
    let complete = counts.iter().map(|counts| Some(complete(counts).to_owned()));
    let mut columns = vec![
        count_column("censored", counts, |c| c.censored),
        count_column("left_before", counts, |c| c.left_before),
        count_column("left_in_lead", counts, |c| c.left_in_lead),
    ];
    if counts.iter().any(|counts| counts.not_active > 0) {
        columns.push(count_column("not_active", counts, |c| c.not_active));
    }
    if counts.iter().any(|counts| counts.not_exposed > 0) {
        columns.push(count_column("not_exposed", counts, |c| c.not_exposed));
    }
    columns.push(TableColumn::new("complete", Cells::Text(complete.collect())));
    columns
}

impl Backtest {
    /// Makes a table of all figures: model, metric, estimate, and the ends of its interval.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::models::Logistic;
    /// use refrain::{BacktestOptions, backtest};
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
    /// let test = backtest("logistic", &Logistic::default(), &dataset, options)?;
    /// let table = test.figures();
    /// assert!(table.column("estimate").is_some());
    /// assert_eq!(table.n_rows(), 3 * test.candidates[0].figures.len());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn figures(&self) -> Table {
        let of = |model: &Candidate| {
            let row = |figure: &Figure| (model.name.clone(), figure.metric, figure.interval);
            model.figures.iter().map(row).collect::<Vec<_>>()
        };
        let regret = |tested: &OracleTest| {
            let name = format!("regret to the {}", tested.oracle.name);
            let row = |figure: &Figure| (name.clone(), figure.metric, figure.interval);
            tested.regret.iter().map(row).collect::<Vec<_>>()
        };
        let mut rows: Vec<(String, StandardMetric, Interval)> =
            self.candidates.iter().flat_map(of).collect();
        for tested in &self.oracles {
            rows.extend(of(&tested.oracle));
            rows.extend(regret(tested));
        }
        let number = |name: &str, value: &dyn Fn(&Interval) -> f64| {
            TableColumn::new(name, Cells::Number(rows.iter().map(|row| value(&row.2)).collect()))
        };
        let models = rows.iter().map(|row| Some(row.0.clone())).collect();
        let metrics = rows.iter().map(|row| Some(metric_words(&row.1))).collect();
        let columns = vec![
            TableColumn::new("model", Cells::Text(models)),
            TableColumn::new("metric", Cells::Text(metrics)),
            number("estimate", &|interval| interval.estimate),
            number("low", &|interval| interval.low),
            number("high", &|interval| interval.high),
        ];
        Table::new(columns).expect("one value per figure under distinct names")
    }

    /// Lays the figures out for a terminal, models side by side.
    pub fn show(&self) -> String {
        let n_tested = self.test_rows.len();
        let cutoffs: Vec<String> = self.cutoffs.iter().map(|cutoff| day(*cutoff)).collect();
        let mut text = format!(
            "tested at {} on {n_tested} observations of {} customers, {} of which churned\n\
             every model saw {}, at earlier cutoffs with known outcome \
             ({} splits, {} training rows purged{})\n\
             ranks are within a split; churn is predicted from the share that churned in its \
             training rows on\n\n",
            cutoffs.join(", "),
            self.n_entities,
            self.n_churned,
            self.seen_in_training(),
            self.n_splits,
            self.n_purged,
            self.embargoed(),
        );
        text.push_str(&self.side_by_side());
        if let Some(warning) = self.too_small() {
            let _ = writeln!(text, "\n{warning}");
        }
        for comparison in &self.comparisons {
            let _ = write!(text, "\n{}", comparison.show(&self.candidates[0].name));
        }
        if let Some(gain) = &self.auc_gain_over_recency {
            let _ = writeln!(text, "\nROC AUC above the recency rule's: {}", signed(gain));
        }
        self.oracles.iter().for_each(|tested| text.push_str(&self.beside(tested)));
        text
    }

    /// Says what the estimator knows beyond arithmetic, for labels that recency nearly tells, such
    /// as those of [`Lapse`](refrain_labels::Lapse): the verdict rests on its gain over the recency
    /// rule on the same rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::models::Logistic;
    /// use refrain::{BacktestOptions, backtest};
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
    /// let test = backtest("logistic", &Logistic::default(), &dataset, options)?;
    /// // Recency is the only column.
    /// assert!(test.beyond_recency().starts_with("NOTHING BEYOND ARITHMETIC: "));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn beyond_recency(&self) -> String {
        let auc = |candidate: &Candidate| {
            let figure = candidate.figure(&StandardMetric::RocAuc.name());
            figure.expect("every candidate has every metric").estimate
        };
        let recency = self.candidates.iter().find(|candidate| candidate.name == RECENCY_RULE);
        let (Some(gain), Some(recency)) = (&self.auc_gain_over_recency, recency) else {
            return "NOT TOLD FROM ARITHMETIC: recency tells most of when a silence is over, and \
                    is not among the\nfeatures"
                .to_owned();
        };
        let verdict = match (gain.low > 0.0, gain.high < 0.0) {
            (true, _) => "BEYOND ARITHMETIC",
            (_, true) => "LESS THAN ARITHMETIC",
            _ => "NOTHING BEYOND ARITHMETIC",
        };
        format!(
            "{verdict}: ROC AUC {:.3}, recency alone {:.3};\nthe gain is {}",
            auc(&self.candidates[0]),
            auc(recency),
            signed(gain),
        )
    }

    /// Says that the test is too small to tell much, if the interval of the estimator's ROC AUC is
    /// wider than [`WIDEST`].
    pub fn too_small(&self) -> Option<String> {
        let auc = self.candidates[0].figure(&StandardMetric::RocAuc.name())?;
        if auc.high - auc.low <= WIDEST {
            return None;
        }
        let size = self.test_size;
        let least = match size.smallest_auc() {
            Some(least) => format!("an AUC below {least:.2} cannot be told from chance"),
            None => "no AUC can be told from chance".to_owned(),
        };
        Some(format!(
            "TOO SMALL TO TELL: with {} churned and {} retained customers a ROC AUC near {:.2} is \
             known to about \u{b1}{:.2};\n{least}, nor two models less than {:.2} apart (4 times in 5)",
            size.n_churned(),
            size.n_retained(),
            auc.estimate,
            size.auc_half_width(auc.estimate),
            size.smallest_gain(auc.estimate),
        ))
    }

    /// Tells which customers the protocol lets models train on.
    fn seen_in_training(&self) -> String {
        let who = match self.protocol.entities {
            TestedEntities::Disjoint { .. } => "only other customers",
            TestedEntities::Same => "the same customers",
        };
        match self.protocol.window {
            TrainingWindow::Expanding => who.to_owned(),
            TrainingWindow::Sliding(span) => format!("{who} in the {span} before"),
        }
    }

    fn embargoed(&self) -> String {
        let embargo = self.protocol.embargo;
        match embargo.is_zero() {
            true => String::new(),
            false => format!(", {} under an embargo of {embargo}", self.n_embargoed),
        }
    }

    /// The estimator and an oracle side by side, with what the oracle is better by.
    fn beside(&self, tested: &OracleTest) -> String {
        let model = &self.candidates[0];
        let mut text = format!("\nbeside an {}:\n", tested.oracle.name);
        let _ = writeln!(text, "{:<18}  {:<22}  {:<22}  regret", "", model.name, "oracle");
        for figure in &tested.regret {
            let name = figure.metric.name();
            let shown = |candidate: &Candidate| {
                candidate.figure(&name).map(interval).expect("every candidate has every metric")
            };
            let (own, best) = (shown(model), shown(&tested.oracle));
            let _ =
                writeln!(text, "{name:<18}  {own:<22}  {best:<22}  {}", signed(&figure.interval));
        }
        text
    }

    fn side_by_side(&self) -> String {
        let metrics = self.candidates[0].figures.iter().map(|figure| figure.metric);
        let names: Vec<String> = metrics.map(|metric| metric_words(&metric)).collect();
        let mut text = format!("{:<18}", "");
        for model in &self.candidates {
            let _ = write!(text, "  {:<22}", model.name);
        }
        text = text.trim_end().to_owned() + "\n";
        for (index, name) in names.iter().enumerate() {
            let mut line = format!("{name:<18}");
            for model in &self.candidates {
                let _ = write!(line, "  {:<22}", interval(&model.figures[index].interval));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

impl ModelComparison {
    /// Says metric by metric how a model does against the baseline, and what DeLong's test says.
    pub fn show(&self, model: &str) -> String {
        let mut text = format!("{model} against {}, on the same rows:\n", self.baseline);
        for comparison in &self.comparisons {
            let Comparison { metric, difference, verdict, .. } = comparison;
            let _ = writeln!(text, "{metric:<18}  {:<24}  {verdict}", signed(difference));
        }
        if let Some(DeLong { z, p_value, .. }) = self.delong {
            let _ = writeln!(text, "DeLong's test of the ROC AUCs: z = {z:.2}, p = {p_value:.3}");
        }
        text
    }
}

impl EverLabelled {
    /// Says in two lines what the leaking labelling gives.
    pub fn show(&self) -> String {
        format!(
            "LEAKS, for comparison only: the same model on \"ever left, whole log\", the field's \
             labelling:\nROC AUC {} on {} customers, {} of which left; it knows how long each was \
             observed\n",
            interval(&self.roc_auc),
            self.n_entities,
            self.n_churned,
        )
    }
}

/// The metric's name; its threshold is the same for all, the share in training.
fn metric_words(metric: &StandardMetric) -> String {
    match metric {
        StandardMetric::BalancedAccuracy { .. } => "balanced_accuracy".to_owned(),
        StandardMetric::FBeta { beta, .. } => format!("f{beta}"),
        StandardMetric::WeightedFBeta { beta, .. } => format!("weighted_f{beta}"),
        metric => metric.name(),
    }
}

fn interval(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.estimate, interval.low, interval.high)
}

pub(crate) fn signed(interval: &Interval) -> String {
    format!("{:+.3} [{:+.3}, {:+.3}]", interval.estimate, interval.low, interval.high)
}

pub(crate) fn day(time: Time) -> String {
    let shown = time.to_string();
    shown.strip_suffix("T00:00:00Z").map_or(shown.clone(), str::to_owned)
}
