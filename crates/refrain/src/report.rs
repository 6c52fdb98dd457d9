//! What the stages found, in words and figures for a terminal.

use std::fmt::Write as _;

use refrain_eval::{Interval, Metric, StandardMetric};
use refrain_labels::Labels;

use crate::table::{Cells, Table, TableColumn};
use crate::{Backtest, Contender, EverLabelled};

/// Makes a table of how many entities stood where at each cutoff.
pub fn risk_table(labels: &Labels) -> Table {
    let counts = labels.counts();
    let number = |name: &str, value: &dyn Fn(usize) -> f64| {
        TableColumn::new(name, Cells::Number((0..counts.len()).map(value).collect()))
    };
    let cutoffs = counts.iter().map(|counts| Some(counts.cutoff)).collect();
    let complete = |row: usize| Some(if counts[row].complete { "yes" } else { "no" }.to_owned());
    let columns = vec![
        TableColumn::new("cutoff", Cells::Instant(cutoffs)),
        number("at_risk", &|row| counts[row].at_risk as f64),
        number("churned", &|row| counts[row].churned as f64),
        number("retained", &|row| counts[row].retained as f64),
        number("censored", &|row| counts[row].censored as f64),
        number("left_before", &|row| counts[row].left_before as f64),
        number("left_in_lead", &|row| counts[row].left_in_lead as f64),
        TableColumn::new("complete", Cells::Text((0..counts.len()).map(complete).collect())),
    ];
    Table::new(columns).expect("one value per cutoff under distinct names")
}

impl Backtest {
    /// Makes a table of all figures: model, metric, estimate, and the ends of its interval.
    pub fn figures(&self) -> Table {
        let rows: Vec<(&Contender, StandardMetric, Interval)> = self
            .contenders
            .iter()
            .flat_map(|model| {
                let figures = model.figures.iter();
                figures.map(move |figure| (model, figure.metric, figure.interval))
            })
            .collect();
        let number = |name: &str, value: &dyn Fn(&Interval) -> f64| {
            TableColumn::new(name, Cells::Number(rows.iter().map(|row| value(&row.2)).collect()))
        };
        let models = rows.iter().map(|row| Some(row.0.name.clone())).collect();
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
             every model saw only other customers, at earlier cutoffs with known outcome \
             ({} splits, {} training rows purged)\n\
             ranks are within a split; churn is predicted from the share that churned in its \
             training rows on\n\n",
            cutoffs.join(", "),
            self.n_entities,
            self.n_churned,
            self.n_splits,
            self.n_purged,
        );
        text.push_str(&self.side_by_side());
        if let Some(gain) = &self.auc_gain_over_recency {
            let _ = writeln!(text, "\nROC AUC above the recency rule's: {}", signed(gain));
        }
        text
    }

    fn side_by_side(&self) -> String {
        let metrics = self.contenders[0].figures.iter().map(|figure| figure.metric);
        let names: Vec<String> = metrics.map(|metric| metric_words(&metric)).collect();
        let mut text = format!("{:<18}", "");
        for model in &self.contenders {
            let _ = write!(text, "  {:<22}", model.name);
        }
        text = text.trim_end().to_owned() + "\n";
        for (index, name) in names.iter().enumerate() {
            let mut line = format!("{name:<18}");
            for model in &self.contenders {
                let _ = write!(line, "  {:<22}", interval(&model.figures[index].interval));
            }
            text.push_str(line.trim_end());
            text.push('\n');
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
        StandardMetric::F1 { .. } => "f1".to_owned(),
        StandardMetric::WeightedF1 { .. } => "weighted_f1".to_owned(),
        metric => metric.name(),
    }
}

fn interval(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.estimate, interval.low, interval.high)
}

fn signed(interval: &Interval) -> String {
    format!("{:+.3} [{:+.3}, {:+.3}]", interval.estimate, interval.low, interval.high)
}

fn day(time: refrain_core::Time) -> String {
    let shown = time.to_string();
    shown.strip_suffix("T00:00:00Z").map_or(shown.clone(), str::to_owned)
}
