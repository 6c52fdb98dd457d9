//! How many of the rows met so far have a lower risk, or the same.

/// Counts of rows by risk (Fenwick, *Software: Practice and Experience* 24, 1994).
pub(super) struct LowerRisks {
    /// Distinct risks, ascending.
    risks: Vec<f64>,
    /// At i, the count of a stretch of risks that ends before i; the first is not used.
    tree: Vec<u64>,
}

impl LowerRisks {
    /// Sets up for rows of these risks; none is met yet.
    pub(super) fn new(risks: &[f64]) -> LowerRisks {
        // Adding 0.0 makes -0.0 and 0.0 one risk.
        let mut risks: Vec<f64> = risks.iter().map(|risk| risk + 0.0).collect();
        risks.sort_unstable_by(f64::total_cmp);
        risks.dedup();
        let tree = vec![0; risks.len() + 1];
        LowerRisks { risks, tree }
    }

    /// Meets a row.
    pub(super) fn add(&mut self, risk: f64) {
        let mut at = self.n_below(risk) + 1;
        while at < self.tree.len() {
            self.tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// Returns how many rows met have a lower risk, and how many have the same.
    pub(super) fn lower_and_equal(&self, risk: f64) -> (u64, u64) {
        let below = self.n_below(risk);
        let lower = self.sum(below);
        (lower, self.sum(below + 1) - lower)
    }

    fn n_below(&self, risk: f64) -> usize {
        self.risks.partition_point(|other| *other < risk)
    }

    fn sum(&self, n_risks: usize) -> u64 {
        let (mut at, mut sum) = (n_risks, 0);
        while at > 0 {
            sum += self.tree[at];
            at &= at - 1;
        }
        sum
    }
}
