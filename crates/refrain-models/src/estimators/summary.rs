//! Amounts that a model has learned, for a person to read.

/// The amount that a model gives one feature, or one column that a feature became.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Learned {
    /// The feature or column.
    pub name: String,
    /// The amount, in the sense of [`ModelSummary::meaning`].
    pub amount: f64,
    /// Its standard error, where the model knows it.
    pub standard_error: Option<f64>,
}

/// The amounts that a model has learned, the strongest first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ModelSummary {
    /// Name of the model: one of several in soft voting.
    pub model: &'static str,
    /// The meaning of the amounts.
    pub meaning: &'static str,
    /// The amounts; those that are zero are left out.
    pub learned: Vec<Learned>,
}

impl ModelSummary {
    /// Sorts amounts, and leaves out those that are zero.
    pub(crate) fn sorted(
        model: &'static str,
        meaning: &'static str,
        learned: impl IntoIterator<Item = Learned>,
    ) -> ModelSummary {
        let mut learned: Vec<Learned> =
            learned.into_iter().filter(|learned| learned.amount != 0.0).collect();
        learned.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
        ModelSummary { model, meaning, learned }
    }
}

impl Learned {
    /// Names an amount whose standard error is not known.
    pub(crate) fn alone(name: impl Into<String>, amount: f64) -> Learned {
        Learned { name: name.into(), amount, standard_error: None }
    }
}
