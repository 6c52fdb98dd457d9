//! Trials as the columns of a table.

use super::{ParameterValue, Setting, Trial};

/// One column of a table of trials, with one value for each.
#[derive(Debug, Clone, PartialEq)]
pub enum TrialColumn {
    /// Numbers, NaN where there is none.
    Numbers(Vec<f64>),
    /// Texts, empty where there is none.
    Texts(Vec<String>),
}

/// The columns of a table of trials by their names, which are all different.
pub(super) fn trial_columns(trials: &[Trial]) -> Vec<(String, TrialColumn)> {
    let numbers = |name: String, value: &dyn Fn(&Trial) -> Option<f64>| {
        let values = trials.iter().map(|trial| value(trial).unwrap_or(f64::NAN));
        (name, TrialColumn::Numbers(values.collect()))
    };
    let mut columns = vec![
        numbers("trial".to_owned(), &|trial| Some(trial.number as f64)),
        numbers("score".to_owned(), &Trial::score),
        numbers("seconds".to_owned(), &|trial| Some(trial.seconds)),
    ];
    let names = trials.first().into_iter().flat_map(|trial| trial.setting.values());
    let named = |(name, _)| (format!("setting_{name}"), parameter(name, trials));
    columns.extend(names.map(named));
    // A trial that failed has no scores, not even the first.
    let n_splits = trials.iter().map(|trial| trial.split_scores().len()).max().unwrap_or(0);
    columns.extend((0..n_splits).map(|split| {
        let score = move |trial: &Trial| trial.split_scores().get(split).copied().flatten();
        numbers(format!("split_{}", split + 1), &score)
    }));
    let errors = trials.iter().map(|trial| trial.error().unwrap_or_default().to_owned());
    columns.push(("error".to_owned(), TrialColumn::Texts(errors.collect())));
    columns
}

/// Numbers if all trials have one, otherwise texts.
fn parameter(name: &str, trials: &[Trial]) -> TrialColumn {
    let settings = || trials.iter().map(|trial| &trial.setting);
    let numbers: Result<Vec<f64>, _> = settings().map(|setting| setting.number(name)).collect();
    let text = |setting: &Setting| {
        setting.value(name).map_or_else(|_| String::new(), ParameterValue::to_string)
    };
    numbers
        .map_or_else(|_| TrialColumn::Texts(settings().map(text).collect()), TrialColumn::Numbers)
}
