//! Reasons why the published figures are high, by facts of the log at hand.

use refrain::eval::Interval;

use crate::control::ClockControl;
use crate::copies::Copies;
use crate::recipe::Recipe;
use crate::steps::{Repair, Step};
use crate::strongest::StrongestColumn;
use crate::tested::{Figures, Tested};

/// An interval of a ROC AUC wider than this leaves open whether a model is of use.
const WIDE: f64 = 0.2;

/// Facts that were measured.
pub(crate) struct Facts<'a> {
    pub(crate) recipe: &'a Recipe,
    pub(crate) control: &'a ClockControl,
    /// Of the columns that do not count the events of leaving.
    pub(crate) strongest: Option<StrongestColumn>,
    pub(crate) copies: Copies,
    pub(crate) published: &'a Tested,
    pub(crate) honest: &'a Tested,
    pub(crate) steps: &'a [Step],
}

impl Facts<'_> {
    /// Says them in sentences.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let own = [
            self.of_twins(),
            self.of_copies(),
            self.of_scaling(),
            self.of_strongest(),
            self.of_size(),
        ];
        let all = [self.of_clocks(), self.of_what_remains()];
        own.into_iter().flatten().chain(all).collect()
    }

    fn of_twins(&self) -> Option<String> {
        let (twins, before, after) = self.steps.windows(2).find_map(|pair| {
            let Repair::WithoutTwins(twins) = &pair[1].repair else { return None };
            Some((twins, auc(&pair[0]), auc(&pair[1])))
        })?;
        Some(format!(
            "{} of the columns count the events of leaving themselves ({}): they are the label. \
             Without them the forest's ROC AUC goes from {before:.3} to {after:.3}.",
            twins.len(),
            twins.join(", "),
        ))
    }

    fn of_copies(&self) -> Option<String> {
        let Copies { n_rows, n_trained_on } = self.copies;
        let (before, after) = self.around(&Repair::RepeatedAfterSplit)?;
        Some(format!(
            "{n_trained_on} of the {n_rows} test rows that churned are copies of a row trained on, \
             and the repetition makes half of the rows churners. Repeating training rows only, the \
             forest's accuracy goes from {:.3} to {:.3} and its average precision from {:.3} to \
             {:.3}.",
            before.figures.accuracy.estimate,
            after.figures.accuracy.estimate,
            before.figures.average_precision.estimate,
            after.figures.average_precision.estimate,
        ))
    }

    fn of_scaling(&self) -> Option<String> {
        let (before, after) = self.around(&Repair::ScaledAfterSplit)?;
        Some(format!(
            "Scaling by training rows only changes the forest's ROC AUC by {:+.3}: scaling all \
             rows before the split is a fault, and not what makes the figures.",
            auc(after) - auc(before),
        ))
    }

    /// The steps before and after a repair.
    fn around(&self, repair: &Repair) -> Option<(&Step, &Step)> {
        let pair = self.steps.windows(2).find(|pair| pair[1].repair == *repair)?;
        Some((&pair[0], &pair[1]))
    }

    /// Said where the published test cannot tell much.
    fn of_size(&self) -> Option<String> {
        let best = self.published.best();
        let Interval { low, high, .. } = best.figures.roc_auc;
        (high - low > WIDE).then(|| {
            format!(
                "The published test has {} rows that churned: all it tells of the ROC AUC of its \
                 best model, {}, is that it lies between {low:.3} and {high:.3}.",
                self.published.n_churned, best.name,
            )
        })
    }

    fn of_strongest(&self) -> Option<String> {
        let StrongestColumn { name, roc_auc } = self.strongest.as_ref()?;
        let beside = if self.recipe.twins.is_empty() { "" } else { ", those left out," };
        Some(format!(
            "The strongest single column{beside} is {name}: alone it ranks who ever left with a \
             ROC AUC of {roc_auc:.3}.",
        ))
    }

    fn of_clocks(&self) -> String {
        let ClockControl { roc_auc, churned_days, retained_days } = self.control;
        format!(
            "Clocks alone (days from registration to the last event, days observed, sessions) reach \
             {:.3} [{:.3}, {:.3}] for \"ever left\": the median customer who left was observed for \
             {churned_days:.0} days, any other for {retained_days:.0}, and what is counted over the \
             whole log tells which.",
            roc_auc.estimate, roc_auc.low, roc_auc.high,
        )
    }

    fn of_what_remains(&self) -> String {
        let best = self.honest.best();
        let Figures { roc_auc, weighted_f1, .. } = &best.figures;
        format!(
            "What remains: the best of {} models, {}, ranks with a ROC AUC of {:.3} [{:.3}, {:.3}]. \
             Its weighted F1 is {:.3}; predicting that all stay scores {:.3} now, and {:.3} as \
             published.",
            self.honest.models.len(),
            best.name,
            roc_auc.estimate,
            roc_auc.low,
            roc_auc.high,
            weighted_f1.estimate,
            self.honest.all_stay.weighted_f1.estimate,
            self.published.all_stay.weighted_f1.estimate,
        )
    }
}

fn auc(step: &Step) -> f64 {
    step.figures.roc_auc.estimate
}
