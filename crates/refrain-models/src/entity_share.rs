//! Setting entities aside by their ids.

use refrain_core::FeatureMatrix;

/// Sets a share of the entities aside. Whether one is depends on its id alone: neither the other
/// entities nor the order of rows matter, and all rows of an entity stay together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntityShare {
    share: f64,
}

impl EntityShare {
    pub(crate) fn new(share: f64) -> EntityShare {
        EntityShare { share }
    }

    /// Returns the rows set aside and the rows kept, each in order.
    pub(crate) fn split(self, features: &FeatureMatrix) -> (Vec<usize>, Vec<usize>) {
        (0..features.n_rows()).partition(|row| self.holds(features.entity_id(*row)))
    }

    fn holds(self, id: &str) -> bool {
        position(id) < self.share
    }
}

/// A number in `[0, 1)` that looks drawn at random but is the entity's own.
pub(crate) fn position(id: &str) -> f64 {
    f64::from(crc32fast::hash(id.as_bytes())) / (f64::from(u32::MAX) + 1.0)
}
