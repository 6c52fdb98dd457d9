//! How many churned rows the highest scores hold.

use super::RankedRows;
use crate::Error;

impl RankedRows {
    /// Returns how many churned rows the `top` highest scores hold.
    ///
    /// Where `top` ends among rows of one score, it takes its share of their churned rows: the
    /// expected number if ties are broken at random.
    pub(super) fn churned_in_top(&self, top: f64) -> f64 {
        let (mut left, mut churned) = (top, 0.0);
        for tie in self.ties() {
            if left < tie.total() {
                churned += left / tie.total() * tie.churned;
                break;
            }
            churned += tie.churned;
            left -= tie.total();
        }
        churned
    }

    /// The same for a whole number of rows, which must be among those there are.
    pub(super) fn churned_in_top_k(&self, k: usize) -> Result<f64, Error> {
        if k == 0 || k as f64 > self.total() {
            return Err(self.too_many(k));
        }
        Ok(self.churned_in_top(k as f64))
    }

    fn too_many(&self, k: usize) -> Error {
        let n_rows = self.n_rows();
        match self.total() == n_rows as f64 {
            true => Error::TopRows { k, n_rows },
            false => Error::TopWeight { k, total: self.total() },
        }
    }
}
