//! The AUC of one column with an interval that costs one sort.

use std::fmt;

use crate::Error;
use refrain_eval::metrics::roc_auc;

/// Quantile of the normal distribution for an interval of level 0.95.
const NORMAL_QUANTILE: f64 = 1.959_963_984_540_054;

/// A ROC AUC with its interval of level 0.95.
///
/// The standard error is that of Obuchowski (*Nonparametric analysis of clustered ROC curve data*,
/// Biometrics 1997), which is DeLong's where each entity has one row; the interval is symmetric in
/// the logit. Where the classes are separated entirely it reaches to the AUC that as many
/// entities as the smaller class has would show perfect in one of forty samples.
///
/// An audit looks at dozens of columns, for which a bootstrap would take minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AucInterval {
    /// The AUC.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl AucInterval {
    /// Computes the AUC of scores and its interval; `groups` says which rows belong together.
    ///
    /// # Errors
    ///
    /// Those of [all metrics](refrain_eval::metrics), [`Error::Length`] if there is not one group for
    /// each row, [`Error::OneClass`] unless rows of both classes are there.
    pub fn new(labels: &[bool], scores: &[f64], groups: &[usize]) -> Result<AucInterval, Error> {
        roc_auc(labels, scores)?;
        crate::record::check_length("the list of groups", labels.len(), groups.len())?;
        let classes = Classes::new(labels, scores)?;
        let estimate = classes.auc();
        let sums = classes.sums_by_group(labels, scores, &DenseGroups::new(groups), estimate);
        Ok(interval(estimate, &sums))
    }

    /// Returns the same for scores of the other sign.
    pub fn reversed(self) -> AucInterval {
        AucInterval { estimate: 1.0 - self.estimate, low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// Returns the AUC in the direction in which it exceeds one half.
    pub fn oriented(self) -> AucInterval {
        if self.estimate < 0.5 { self.reversed() } else { self }
    }
}

impl fmt::Display for AucInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} [{:.3}, {:.3}]", self.estimate, self.low, self.high)
    }
}

/// Scores of each class, ascending.
struct Classes {
    churned: Vec<f64>,
    retained: Vec<f64>,
}

impl Classes {
    fn new(labels: &[bool], scores: &[f64]) -> Result<Classes, Error> {
        let of = |class: bool| {
            let rows = labels.iter().zip(scores).filter(|(label, _)| **label == class);
            // Adding zero makes one of the two zeros, which a total order would tell apart.
            let mut found: Vec<f64> = rows.map(|(_, score)| *score + 0.0).collect();
            found.sort_unstable_by(f64::total_cmp);
            found
        };
        let classes = Classes { churned: of(true), retained: of(false) };
        let one_class =
            |missing| Error::OneClass { metric: "roc_auc", missing, n_rows: labels.len() };
        match (classes.churned.is_empty(), classes.retained.is_empty()) {
            (true, _) => Err(one_class("churned")),
            (_, true) => Err(one_class("was retained")),
            _ => Ok(classes),
        }
    }

    fn auc(&self) -> f64 {
        let twice: u128 =
            self.churned.iter().map(|score| u128::from(twice_below(&self.retained, *score))).sum();
        twice as f64 / (2 * self.churned.len() as u128 * self.retained.len() as u128) as f64
    }

    /// Deviations of each group's placements from what the AUC lets expect.
    fn sums_by_group(
        &self,
        labels: &[bool],
        scores: &[f64],
        groups: &DenseGroups,
        auc: f64,
    ) -> Sums {
        let mut of_group = vec![[0.0; 2]; groups.n_groups];
        let mut has = vec![[false; 2]; groups.n_groups];
        for ((churned, score), group) in labels.iter().zip(scores).zip(&groups.of_row) {
            let (others, class) = if *churned { (&self.retained, 0) } else { (&self.churned, 1) };
            let below = twice_below(others, *score) as f64 / (2 * others.len()) as f64;
            let placement = if *churned { below } else { 1.0 - below };
            of_group[*group as usize][class] += placement - auc;
            has[*group as usize][class] = true;
        }
        let n_with = |class: usize| has.iter().filter(|has| has[class]).count();
        Sums {
            n_rows: [self.churned.len(), self.retained.len()],
            n_groups: [n_with(0), n_with(1)],
            of_group,
        }
    }
}

/// Twice the number of sorted values below a score, those equal to it counted once.
fn twice_below(sorted: &[f64], score: f64) -> u64 {
    let below = sorted.partition_point(|value| *value < score);
    let up_to = sorted.partition_point(|value| *value <= score);
    (below + up_to) as u64
}

struct Sums {
    /// Rows of each class, churned first.
    n_rows: [usize; 2],
    /// Groups with a row of each class.
    n_groups: [usize; 2],
    of_group: Vec<[f64; 2]>,
}

impl Sums {
    fn variance(&self) -> f64 {
        let [n_churned, n_retained] = self.n_rows.map(|n| n as f64);
        let mean_square = |class: usize| {
            let sum: f64 = self.of_group.iter().map(|sums| sums[class] * sums[class]).sum();
            correction(self.n_groups[class]) * sum
        };
        let product: f64 = self.of_group.iter().map(|sums| sums[0] * sums[1]).sum();
        mean_square(0) / n_churned.powi(2)
            + mean_square(1) / n_retained.powi(2)
            + 2.0 * correction(self.of_group.len()) * product / (n_churned * n_retained)
    }
}

/// What makes a mean of squares unbiased; one group alone tells no variance.
fn correction(n_groups: usize) -> f64 {
    if n_groups < 2 { 1.0 } else { n_groups as f64 / (n_groups - 1) as f64 }
}

fn interval(estimate: f64, sums: &Sums) -> AucInterval {
    let product = estimate * (1.0 - estimate);
    if product <= 0.0 {
        let n_fewer = sums.n_groups[0].min(sums.n_groups[1]).max(1);
        let reach = 0.025_f64.powf(1.0 / n_fewer as f64);
        return if estimate > 0.5 {
            AucInterval { estimate, low: reach, high: 1.0 }
        } else {
            AucInterval { estimate, low: 0.0, high: 1.0 - reach }
        };
    }
    let logit = (estimate / (1.0 - estimate)).ln();
    let half = NORMAL_QUANTILE * sums.variance().max(0.0).sqrt() / product;
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    AucInterval { estimate, low: back(logit - half), high: back(logit + half) }
}

/// Groups renumbered without gaps, in the order of the numbers given.
struct DenseGroups {
    of_row: Vec<u32>,
    n_groups: usize,
}

impl DenseGroups {
    fn new(groups: &[usize]) -> DenseGroups {
        let mut distinct = groups.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let rank = |group: &usize| distinct.partition_point(|other| other < group) as u32;
        DenseGroups { of_row: groups.iter().map(rank).collect(), n_groups: distinct.len() }
    }
}
