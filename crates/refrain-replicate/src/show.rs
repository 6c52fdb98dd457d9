//! Replications for a terminal.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use refrain::audit::{Pattern, Severity};
use refrain::base::Time;
use refrain::eval::Interval;

use crate::models::FOLLOWED;
use crate::table::ALL_STAY;
use crate::{Figures, Repair, Replication, ReplicationOptions, Tested};

/// Width of a figure with its interval, and of the gap before it.
const WIDTH: usize = 22;

/// Widest line of sentences.
const LINE: usize = 100;

/// A metric of the blocks.
struct ShownMetric {
    name: &'static str,
    pick: fn(&Figures) -> Interval,
}

/// Those that are published, then those that tell more; a block holds two.
const METRICS: [ShownMetric; 4] = [
    ShownMetric { name: "accuracy", pick: |figures| figures.accuracy },
    ShownMetric { name: "weighted F1", pick: |figures| figures.weighted_f1 },
    ShownMetric { name: "ROC AUC", pick: |figures| figures.roc_auc },
    ShownMetric { name: "average precision", pick: |figures| figures.average_precision },
];

impl Replication {
    /// Lays out both sides, the steps between them and the reasons.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_replicate::{PublishedProtocol, ReplicationOptions, Replicator};
    ///
    /// # use refrain::events::EventSchema;
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let simulated = SimulationOptions::new().users(150).days(61).seed(1);
    /// # let log = Simulation::new(simulated)?.event_log()?;
    /// # let schema = EventSchema::sparkify();
    /// let options = ReplicationOptions::default().n_resamples(40);
    /// let clocks = Replicator::new(&log, &schema, options)?.run(PublishedProtocol::ClockOnly)?;
    /// assert!(clocks.show(&options).contains("clock-only"));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn show(&self, options: &ReplicationOptions) -> String {
        let title = format!("{}: {}", self.protocol, self.protocol.description());
        let mut text = wrapped(&title, "", "");
        text.push_str(&format!("{}\n\n", "=".repeat(self.protocol.name().len())));
        let _ = writeln!(text, "as published  {}", self.published_words());
        let _ = writeln!(text, "honestly      {}\n", self.honest_words(options));
        for pair in METRICS.chunks(2) {
            text.push_str(&self.block(pair));
            text.push('\n');
        }
        text.push_str(&self.show_steps());
        text.push('\n');
        for reason in &self.reasons {
            text.push_str(&wrapped(reason, "- ", "  "));
        }
        text.push_str(&wrapped(&self.audit_words(), "- ", "  "));
        text
    }

    fn audit_words(&self) -> String {
        let of = |severity| {
            let found = self.findings.iter().filter(move |finding| finding.severity == severity);
            let patterns: BTreeSet<Pattern> = found.filter_map(|finding| finding.pattern).collect();
            let names: Vec<&str> = patterns.into_iter().map(Pattern::name).collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
        };
        format!(
            "The audit of what was published finds, as severe: {}; as a warning: {}.",
            of(Severity::Severe),
            of(Severity::Warning)
        )
    }

    fn published_words(&self) -> String {
        let Tested { n_rows, n_churned, n_entities, .. } = self.published;
        let rows = match n_rows == n_entities {
            true => format!("{n_rows} customers"),
            false => format!("{n_rows} rows of {n_entities} customers"),
        };
        format!(
            "{} features over the whole log, \"ever left\"; {rows} tested, {n_churned} left",
            self.n_features
        )
    }

    fn honest_words(&self, options: &ReplicationOptions) -> String {
        let Tested { n_rows, n_churned, n_entities, cutoffs, .. } = &self.honest;
        let days: Vec<String> = cutoffs.iter().map(|cutoff| day(*cutoff)).collect();
        format!(
            "the same features as of {}, \"leaves within {}\";\n              models of other \
             customers at earlier cutoffs; {n_rows} rows of {n_entities} customers tested, \
             {n_churned} left",
            days.join(", "),
            options.horizon,
        )
    }

    /// Two metrics, each as published and honestly.
    fn block(&self, metrics: &[ShownMetric]) -> String {
        let (mut names, mut sides) = (format!("{:<8}", ""), format!("{:<8}", ""));
        for ShownMetric { name, .. } in metrics {
            let _ = write!(names, "  {name:<width$}", width = 2 * WIDTH - 2);
            let _ = write!(sides, "  {:<20}  {:<20}", "as published", "honestly");
        }
        let mut text = format!("{}\n{}\n", names.trim_end(), sides.trim_end());
        let models = self.published.models.iter().zip(&self.honest.models);
        let models = models.map(|(own, honest)| (own.name, &own.figures, &honest.figures));
        let all_stay = (ALL_STAY, &self.published.all_stay, &self.honest.all_stay);
        for (name, published, honest) in models.chain([all_stay]) {
            let mut line = format!("{name:<8}");
            for ShownMetric { pick, .. } in metrics {
                let (published, honest) = (shown(&pick(published)), shown(&pick(honest)));
                let _ = write!(line, "  {published:<20}  {honest:<20}");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn show_steps(&self) -> String {
        let title = format!("step by step, the {FOLLOWED}");
        let mut text = format!("{title:<54}  {:<20}  weighted F1\n", "ROC AUC");
        for step in &self.steps {
            let (auc, f1) = (shown(&step.figures.roc_auc), shown(&step.figures.weighted_f1));
            let _ = writeln!(text, "{:<54}  {auc:<20}  {f1}", step.repair.to_string());
        }
        text
    }
}

/// In a few words.
impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repair::Nothing => f.write_str("as published"),
            Repair::ScaledAfterSplit => f.write_str("scaled by training rows only"),
            Repair::RepeatedAfterSplit => f.write_str("training rows only repeated"),
            Repair::WithoutTwins(columns) => {
                write!(f, "without the events of leaving ({} columns)", columns.len())
            }
            Repair::WithoutClocks(columns) => {
                write!(f, "without clocks ({})", columns.join(", "))
            }
            Repair::OneCutoff(cutoff) => {
                write!(f, "all as of {}, \"left after it\"", day(*cutoff))
            }
            Repair::Honest => f.write_str("honestly"),
        }
    }
}

/// Lays out the best published model of each of several protocols, and what it scores honestly.
pub fn show_together(replications: &[Replication]) -> String {
    let mut text = String::from(
        "the best as published        ROC AUC               the same, honestly    weighted F1, honestly\n",
    );
    for replication in replications {
        let best = replication.published.best();
        let same = replication.honest.figures(best.name);
        let honest = same.expect("the models of both sides are the same");
        let _ = writeln!(
            text,
            "{:<18}{:<11}{:<22}{:<22}{:.3}, all stay {:.3}",
            replication.protocol,
            best.name,
            shown(&best.figures.roc_auc),
            shown(&honest.roc_auc),
            honest.weighted_f1.estimate,
            replication.honest.all_stay.weighted_f1.estimate,
        );
    }
    text
}

fn shown(interval: &Interval) -> String {
    // What does not vary needs no interval.
    if interval.low == interval.high {
        return format!("{:.3}", interval.estimate);
    }
    format!("{:.3} [{:.3}, {:.3}]", interval.estimate, interval.low, interval.high)
}

fn day(time: Time) -> String {
    let shown = time.to_string();
    shown.strip_suffix("T00:00:00Z").map_or(shown.clone(), str::to_owned)
}

/// Breaks a sentence into lines.
fn wrapped(sentence: &str, first: &str, rest: &str) -> String {
    let mut lines = vec![first.to_owned()];
    for word in sentence.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        if line.chars().count() + word.chars().count() > LINE {
            lines.push(format!("{rest}{word} "));
        } else {
            line.push_str(word);
            line.push(' ');
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
