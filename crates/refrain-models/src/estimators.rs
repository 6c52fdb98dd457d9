//! The estimators, a file each.

mod base_rate;
mod linear_svm;
mod logistic;
mod naive_bayes;
mod recency_rule;
pub(crate) mod stored;
mod tree_models;

pub use base_rate::{BaseRate, FittedBaseRate};
pub use linear_svm::{FittedLinearSvm, LinearSvm, LinearSvmOptions};
pub use logistic::{FittedLogistic, Logistic, LogisticOptions};
pub use naive_bayes::{FittedNaiveBayes, NaiveBayes, NaiveBayesOptions};
pub use recency_rule::{FittedRecencyRule, RecencyRule};
pub use tree_models::{DecisionTree, FittedTrees, GradientBoosting, RandomForest, Stopping};
