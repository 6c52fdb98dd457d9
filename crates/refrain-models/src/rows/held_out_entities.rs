//! Entities that a fit holds out of its own training rows.

use refrain_core::{Dataset, entity_hash, fold_by_entity};

/// Purposes for which entities are held out, each with a seed of its own: the entities that one
/// step holds out must not be the ones that a step inside it holds out again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HeldOutFor {
    /// The curve of a calibration.
    Calibration = 1,
    /// The end of boosting.
    EarlyStopping = 2,
    /// The sigmoid of a support vector machine.
    Sigmoid = 3,
}

impl HeldOutFor {
    /// Returns a number in `[0, 1)` that looks drawn at random but is the entity's own: neither
    /// other entities nor the order of rows matter.
    pub(crate) fn position(self, id: &str) -> f64 {
        // The first 53 bits are all that a float holds.
        const POSITIONS: f64 = (1_u64 << 53) as f64;
        (entity_hash(id, self as u64) >> 11) as f64 / POSITIONS
    }

    /// Returns the fold of each row, one of at most `n_folds`: that of its entity. Both classes are
    /// among the rows outside each fold; there are fewer folds where that needs it, and `None`
    /// where even two are too many.
    pub(crate) fn folds(self, train: &Dataset, n_folds: usize) -> Option<Vec<usize>> {
        let features = train.features();
        let ids: Vec<&str> = (0..train.n_rows()).map(|row| features.entity_id(row)).collect();
        // Fewer entities than folds are refused there, and tried with fewer folds here.
        let divide = |n_folds| fold_by_entity(&ids, n_folds, self as u64).ok();
        (2..=n_folds).rev().filter_map(|n| Some((n, divide(n)?))).find_map(|(n_folds, folds)| {
            (0..n_folds).all(|fold| both_outside(train, &folds, fold)).then_some(folds)
        })
    }
}

fn both_outside(train: &Dataset, folds: &[usize], fold: usize) -> bool {
    let rows = || folds.iter().zip(train.labels()).zip(train.weights());
    let mut outside = rows().filter(|((of_row, _), weight)| **of_row != fold && **weight > 0.0);
    let Some(((_, first), _)) = outside.next() else { return false };
    outside.any(|((_, label), _)| label != first)
}

#[cfg(test)]
mod tests {
    use super::HeldOutFor;

    #[test]
    fn entities_held_out_for_one_purpose_are_held_out_for_another_by_chance_only() {
        let ids: Vec<String> = (0..4_000).map(|number| format!("customer {number}")).collect();
        let in_quarter = |purpose: HeldOutFor, id: &str| purpose.position(id) < 0.25;
        let of_one = ids.iter().filter(|id| in_quarter(HeldOutFor::Calibration, id)).count();
        let of_both = ids.iter().filter(|id| {
            in_quarter(HeldOutFor::Calibration, id) && in_quarter(HeldOutFor::EarlyStopping, id)
        });
        let n_both = of_both.count();
        assert!((900..1_100).contains(&of_one), "{of_one} of 4,000 are in a quarter");
        assert!((200..300).contains(&n_both), "{n_both} of 4,000 are in both quarters");
    }
}
