//! The estimators, a file each.

mod base_rate;
mod decision_tree;
mod gradient_boosting;
mod linear_svm;
mod logistic;
mod naive_bayes;
pub(crate) mod named;
mod random_forest;
mod recency_rule;
pub(crate) mod stored;
mod summary;
mod trees;

pub use base_rate::{BaseRate, FittedBaseRate};
pub use decision_tree::DecisionTree;
pub use gradient_boosting::{GradientBoosting, Stopping};
pub use linear_svm::{FittedLinearSvm, LinearSvm, LinearSvmOptions};
pub use logistic::{FittedLogistic, Logistic, LogisticOptions};
pub use naive_bayes::{FittedNaiveBayes, NaiveBayes, NaiveBayesOptions};
pub use random_forest::RandomForest;
pub use recency_rule::{FittedRecencyRule, RecencyRule};
pub use summary::{Learned, ModelSummary};
pub use trees::FittedTrees;
