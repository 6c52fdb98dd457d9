//! The models of the protocols.

use refrain::models::{
    AnyEstimator, LinearSvm, LinearSvmOptions, ModelKind, Preprocess, PreprocessOptions, Scaling,
};

/// A model as it is published.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) name: &'static str,
    pub(crate) estimator: AnyEstimator,
}

/// The model whose figures are followed from step to step; every protocol has it.
pub(crate) const FOLLOWED: &str = "forest";

/// Trees of Spark ML by default: five levels, 32 bins, leaves of one row.
const SHALLOW: [(&str, &str); 4] =
    [("max_depth", "5"), ("max_leaves", "32"), ("max_bins", "32"), ("min_child_weight", "1")];

/// Trees of scikit-learn by default: they grow until every leaf is of one class.
const DEEP: [(&str, &str); 3] =
    [("max_depth", "64"), ("max_leaves", "65536"), ("min_child_weight", "1")];

pub(crate) fn shallow_tree() -> Candidate {
    Candidate { name: "tree", estimator: estimator(ModelKind::Tree, &SHALLOW) }
}

pub(crate) fn deep_tree() -> Candidate {
    Candidate { name: "tree", estimator: estimator(ModelKind::Tree, &DEEP) }
}

pub(crate) fn shallow_forest(n_trees: &str) -> Candidate {
    let parameters = [&SHALLOW[..], &[("n_trees", n_trees)]].concat();
    Candidate { name: FOLLOWED, estimator: estimator(ModelKind::Forest, &parameters) }
}

pub(crate) fn deep_forest() -> Candidate {
    let parameters = [&DEEP[..], &[("n_trees", "100")]].concat();
    Candidate { name: FOLLOWED, estimator: estimator(ModelKind::Forest, &parameters) }
}

/// Boosting of Spark ML by default: 20 rounds of step 0.1 on all rows and columns.
pub(crate) fn boosting() -> Candidate {
    let own = [
        ("n_trees", "20"),
        ("learning_rate", "0.1"),
        ("subsample", "1"),
        ("colsample_by_tree", "1"),
    ];
    // A leaf of one row weighs less than 1 in boosting.
    let parameters = [&SHALLOW[..], &own, &[("min_child_weight", "0.01"), ("l2", "0")]].concat();
    Candidate { name: "boosting", estimator: estimator(ModelKind::Boosting, &parameters) }
}

/// Logistic regression on standardised columns, with the penalty of scikit-learn by default.
pub(crate) fn logistic() -> Candidate {
    Candidate { name: "logistic", estimator: estimator(ModelKind::Logistic, &[("l2", "1")]) }
}

/// A support vector machine on standardised columns, with the penalty of scikit-learn by default.
pub(crate) fn svm() -> Candidate {
    Candidate { name: "svm", estimator: estimator(ModelKind::Svm, &[("l2", "1")]) }
}

/// The same on columns as they come.
pub(crate) fn unscaled_svm() -> Candidate {
    // Without deviations there is nothing to clip at.
    let options = PreprocessOptions::default().scaling(Scaling::None).clip(1e9);
    let preprocess = Preprocess::new(options).expect(IN_RANGE);
    let options = LinearSvmOptions::default().l2(1.0);
    let svm = LinearSvm::new(options).expect(IN_RANGE).preprocessed(preprocess);
    Candidate { name: "svm", estimator: AnyEstimator::Svm(svm) }
}

const IN_RANGE: &str = "the parameters of the protocols are in range";

fn estimator(kind: ModelKind, parameters: &[(&str, &str)]) -> AnyEstimator {
    let set = |estimator: AnyEstimator, (name, value): &(&str, &str)| estimator.with(name, value);
    parameters.iter().try_fold(AnyEstimator::from(kind), set).expect(IN_RANGE)
}
