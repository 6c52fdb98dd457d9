//! Resampling within the arms of an experiment.

use refrain_core::{Error, check_length};

use super::Bootstrap;
use super::draws::Draws;
use super::problem::BootstrapProblem;
use super::resampling::Resampling;
use super::tail::tail;
use crate::groups::{DenseGroups, check_group_count};
use crate::interval::Interval;
use crate::uplift::{TreatmentRows, UpliftMetric};

impl Bootstrap {
    /// Computes figures of uplift and their intervals, in the order of the figures.
    ///
    /// Each resample draws as many treated groups as there are treated, and as many untreated as
    /// there are untreated: how many are treated was decided and is not chance.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if there is not one group for each row; [`ErrorKind::Data`](crate::ErrorKind::Data) if rows of one
    /// group are treated and others not, and for fewer than two groups in an arm; what a figure
    /// returns on the rows as given; and [`ErrorKind::Data`](crate::ErrorKind::Data) if one is undefined in more than half of the
    /// resamples.
    ///
    /// # Determinism
    ///
    /// The resamples depend on the seed, the number of groups in each arm and the order of the
    /// groups' numbers alone.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::Bootstrap;
    /// use refrain_eval::uplift::{TreatmentRows, UpliftMetric};
    ///
    /// let groups: Vec<usize> = (0..80).collect();
    /// let treated: Vec<bool> = groups.iter().map(|row| row % 2 == 0).collect();
    /// let churned: Vec<bool> = groups.iter().map(|row| row % 4 == 1 && *row < 60).collect();
    /// let scores: Vec<f64> = groups.iter().map(|row| 1.0 - *row as f64 / 80.0).collect();
    /// let rows = TreatmentRows::new(&treated, &churned, &scores)?;
    /// let bootstrap = Bootstrap::with_seed(7);
    /// let intervals = bootstrap.uplift_intervals(&[UpliftMetric::Qini], &rows, &groups)?;
    /// assert!(intervals[0].low < intervals[0].high);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn uplift_intervals(
        &self,
        metrics: &[UpliftMetric],
        rows: &TreatmentRows,
        groups: &[usize],
    ) -> Result<Vec<Interval>, Error> {
        let arms = Arms::new(rows, groups)?;
        let estimates =
            metrics.iter().map(|metric| metric.compute(rows)).collect::<Result<Vec<f64>, _>>()?;
        let mut draws = vec![Draws::default(); metrics.len()];
        let [mut treated, mut untreated] = arms.resamplings(self.seed);
        for _ in 0..self.n_resamples {
            let drawn = [treated.draw(), untreated.draw()];
            for (metric, draws) in metrics.iter().zip(&mut draws) {
                draws.push(metric.weighted(rows, |row| arms.times_drawn(row, drawn)));
            }
        }
        let [n_treated, n_untreated] = arms.n_groups;
        // The smaller arm bounds what can be known, as the rarer class does of an AUC.
        let tail = tail(self.level, n_treated.min(n_untreated));
        let parts = metrics.iter().zip(estimates).zip(draws);
        let interval = |((metric, estimate), draws): ((&UpliftMetric, f64), Draws)| {
            draws.named_interval(|| metric.name().to_owned(), estimate, self.level, tail)
        };
        parts.map(interval).collect()
    }
}

/// Arm of each row, 0 for the treated, and its group in the arm.
struct Arms {
    of_row: Vec<(usize, u32)>,
    n_groups: [usize; 2],
}

impl Arms {
    fn new(rows: &TreatmentRows, groups: &[usize]) -> Result<Arms, Error> {
        let arm_of_row = rows.arms();
        check_length("the list of groups", arm_of_row.len(), groups.len())?;
        let mut of_row = vec![(0, 0); groups.len()];
        let n_groups = [0, 1].map(|arm| {
            let in_arm: Vec<usize> =
                (0..groups.len()).filter(|row| arm_of_row[*row] == arm).collect();
            let numbers: Vec<usize> = in_arm.iter().map(|row| groups[*row]).collect();
            let dense = DenseGroups::new(&numbers);
            for (row, group) in in_arm.iter().zip(dense.of_row) {
                of_row[*row] = (arm, group);
            }
            dense.n_groups
        });
        // An entity in both arms would be drawn twice, as two that know nothing of each other.
        check_apart(groups, &of_row)?;
        n_groups.iter().try_for_each(|n_groups| check_group_count(*n_groups))?;
        Ok(Arms { of_row, n_groups })
    }

    /// The arms draw from streams of their own; one would pair their groups.
    fn resamplings(&self, seed: u64) -> [Resampling; 2] {
        const OTHER_STREAM: u64 = 0x9e37_79b9_7f4a_7c15;
        let [treated, untreated] = self.n_groups;
        [Resampling::new(treated, seed), Resampling::new(untreated, seed ^ OTHER_STREAM)]
    }

    fn times_drawn(&self, row: usize, drawn: [&[u32]; 2]) -> u64 {
        let (arm, group) = self.of_row[row];
        u64::from(drawn[arm][group as usize])
    }
}

/// Checks that no group has rows in both arms.
fn check_apart(groups: &[usize], of_row: &[(usize, u32)]) -> Result<(), BootstrapProblem> {
    let mut by_group: Vec<usize> = (0..groups.len()).collect();
    by_group.sort_by_key(|row| groups[*row]);
    let is_both = |pair: &&[usize]| {
        groups[pair[0]] == groups[pair[1]] && of_row[pair[0]].0 != of_row[pair[1]].0
    };
    match by_group.windows(2).find(is_both) {
        Some(pair) => Err(BootstrapProblem::GroupInBothArms { row: pair[0], other: pair[1] }),
        None => Ok(()),
    }
}
