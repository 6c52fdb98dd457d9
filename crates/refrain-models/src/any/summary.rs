//! What a model has learned, for a person to read.

use crate::{
    AnyModel, FittedExposureHazard, FittedLinearSvm, FittedLogistic, FittedTrees, ModelKind,
};

/// What a model made of one feature, or of one column that a feature became.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The feature or column.
    pub name: String,
    /// What [`ModelSummary::meaning`] says.
    pub amount: f64,
    /// Its standard error, where the model knows it.
    pub standard_error: Option<f64>,
}

/// What a model has learned, the strongest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSummary {
    /// Which of the models it is: one of several in a blend.
    pub kind: ModelKind,
    /// What the amounts are.
    pub meaning: &'static str,
    /// The amounts; those that are zero are left out.
    pub learned: Vec<Learned>,
}

impl AnyModel {
    /// Returns what each model in it has learned: of a blend, that of each member; of baselines and
    /// naive Bayes nothing, since they have no amount per feature.
    pub fn summaries(&self) -> Vec<ModelSummary> {
        match self {
            AnyModel::Logistic(model) => vec![of_logistic(model)],
            AnyModel::Svm(model) => vec![of_svm(model)],
            AnyModel::Tree(model) | AnyModel::Forest(model) | AnyModel::Boosting(model) => {
                vec![of_trees(self.kind(), model)]
            }
            AnyModel::ExposureHazard(model) => of_exposures(model),
            AnyModel::Blend(blend) => blend.models().iter().flat_map(AnyModel::summaries).collect(),
            AnyModel::Rebalanced(step) => step.model().summaries(),
            AnyModel::Calibrated(step) => step.model().summaries(),
            AnyModel::BaseRate(_) | AnyModel::Recency(_) | AnyModel::NaiveBayes(_) => Vec::new(),
        }
    }
}

fn of_logistic(model: &FittedLogistic) -> ModelSummary {
    let amounts = model.coefficients().iter().zip(model.standard_errors());
    let named = model.preprocess().encoded_names().into_iter().zip(amounts);
    let learned = |(name, (amount, error)): (String, (&f64, &Option<f64>))| Learned {
        name,
        amount: *amount,
        standard_error: *error,
    };
    let meaning = "log-odds of churn per standard deviation";
    sorted(ModelKind::Logistic, meaning, named.map(learned).collect())
}

fn of_svm(model: &FittedLinearSvm) -> ModelSummary {
    let slope = model.sigmoid_slope();
    let amounts = model.coefficients().iter().map(|coefficient| slope * coefficient);
    let named = model.preprocess().encoded_names().into_iter().zip(amounts);
    let meaning = "log-odds of churn per standard deviation";
    sorted(ModelKind::Svm, meaning, named.map(alone).collect())
}

fn of_trees(kind: ModelKind, model: &FittedTrees) -> ModelSummary {
    let gains = model.trees().gain_importance();
    let total: f64 = gains.iter().sum();
    let shares = gains.iter().map(|gain| if total > 0.0 { gain / total } else { 0.0 });
    let named = model.trees().names().iter().cloned().zip(shares);
    sorted(kind, "share of what all splits gain", named.map(alone).collect())
}

fn of_exposures(model: &FittedExposureHazard) -> Vec<ModelSummary> {
    let kind = ModelKind::ExposureHazard;
    let of = |named: Vec<(&str, f64)>| {
        named.into_iter().map(|(name, amount)| alone((name.to_owned(), amount))).collect()
    };
    vec![
        sorted(kind, "probability that a visit ends in leaving", of(model.per_visit())),
        sorted(kind, "visits of the average customer a day", of(model.visits_per_day())),
        sorted(kind, "log of the hazard per standard deviation", of(model.coefficients())),
    ]
}

fn alone((name, amount): (String, f64)) -> Learned {
    Learned { name, amount, standard_error: None }
}

fn sorted(kind: ModelKind, meaning: &'static str, mut learned: Vec<Learned>) -> ModelSummary {
    learned.retain(|learned| learned.amount != 0.0);
    learned.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    ModelSummary { kind, meaning, learned }
}
