//! Components of a ROC AUC and of its variance, by entity.

use refrain_core::Error;

use super::problem::ComparisonProblem;
use crate::groups::{DenseGroups, EntityCounts, check_grouped};
use crate::metrics::MetricProblem;

pub(super) const METRIC: &str = "roc_auc";

/// The AUC taken apart by entity.
///
/// The placement of a churned row is the share of retained rows that score below it, of a retained
/// row the share of churned rows above it, ties counting half; the AUC is the mean of either kind
/// (DeLong, DeLong and Clarke-Pearson 1988). Ranks give all placements in one pass over the sorted
/// rows (Sun and Xu 2014).
///
/// Placements are summed in whole numbers, so that no bit depends on the order of rows.
#[derive(Debug)]
pub(super) struct AucComponents {
    pub(super) auc: f64,
    pub(super) entities: EntityCounts,
    n_groups: usize,
    n_churned: f64,
    n_retained: f64,
    /// For each entity, by how much the placements of its churned rows exceed the AUC, summed.
    of_churned: Vec<f64>,
    /// The same for its retained rows.
    of_retained: Vec<f64>,
}

impl AucComponents {
    /// Takes an AUC apart.
    ///
    /// # Errors
    ///
    /// Those of rows and groups that do not fit, and [`ErrorKind::Data`](crate::ErrorKind::Data) unless both
    /// classes have two entities.
    pub(super) fn new(
        labels: &[bool],
        scores: &[f64],
        groups: &[usize],
    ) -> Result<AucComponents, Error> {
        let groups = check_grouped(labels, scores, groups)?;
        let entities = check_classes(labels, &groups)?;
        let sums = Sums::new(labels, scores, &groups);
        let n_churned = labels.iter().filter(|churned| **churned).count();
        let (n_churned, n_retained) = (n_churned as f64, (labels.len() - n_churned) as f64);
        // Twice the pairs won, in whole numbers: sums of halves would depend on the order of rows.
        let twice_won: u128 = sums.of_group.iter().map(|sum| u128::from(sum[1].twice_placed)).sum();
        let auc = twice_won as f64 / (2.0 * n_churned * n_retained);
        // Deviations from the AUC, since squares of large sums would cancel.
        let excess = |class: usize, n_of_other: f64| {
            let of_group = move |sum: &[Sum; 2]| {
                let Sum { twice_placed, n_rows } = sum[class];
                twice_placed as f64 / (2.0 * n_of_other) - n_rows as f64 * auc
            };
            sums.of_group.iter().map(of_group).collect()
        };
        Ok(AucComponents {
            auc,
            entities,
            n_groups: groups.n_groups,
            n_churned,
            n_retained,
            of_churned: excess(1, n_retained),
            of_retained: excess(0, n_churned),
        })
    }

    /// Returns the variance of the AUC over samples of entities.
    pub(super) fn variance(&self) -> f64 {
        self.covariance(self)
    }

    /// Returns the covariance of two AUCs on the same rows: DeLong's, clustered by entity
    /// (Obuchowski, *Nonparametric Analysis of Clustered ROC Curve Data*, Biometrics 53, 1997,
    /// equations 3 to 6). With one row an entity it is DeLong's.
    pub(super) fn covariance(&self, other: &AucComponents) -> f64 {
        let (churned, retained) = (self.n_churned, self.n_retained);
        let within_churned = dot(&self.of_churned, &other.of_churned) / (churned * churned);
        let within_retained = dot(&self.of_retained, &other.of_retained) / (retained * retained);
        // An entity with churned and retained rows moves both means at once.
        let across =
            dot(&self.of_churned, &other.of_retained) + dot(&self.of_retained, &other.of_churned);
        unbiased(self.entities.n_churned) * within_churned
            + unbiased(self.entities.n_retained) * within_retained
            + unbiased(self.n_groups) * across / (churned * retained)
    }
}

/// n / (n - 1).
fn unbiased(n: usize) -> f64 {
    n as f64 / (n - 1) as f64
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn check_classes(labels: &[bool], groups: &DenseGroups) -> Result<EntityCounts, Error> {
    let entities = EntityCounts::new(labels, groups);
    let EntityCounts { n_churned, n_retained } = entities;
    for (n_of_class, missing) in [(n_churned, "churned"), (n_retained, "was retained")] {
        if n_of_class == 0 {
            let n_rows = labels.len();
            return Err(MetricProblem::OneClass { metric: METRIC, missing, n_rows }.into());
        }
    }
    if n_churned < 2 || n_retained < 2 {
        return Err(ComparisonProblem::TooFewOfClass { n_churned, n_retained }.into());
    }
    Ok(entities)
}

/// Placements of some rows, summed: twice the number of rows of the other class that are on the
/// right side, a tie counting one.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    twice_placed: u64,
    n_rows: u64,
}

/// Sums of each entity: of its retained rows, then of its churned ones.
struct Sums {
    of_group: Vec<[Sum; 2]>,
}

impl Sums {
    fn new(labels: &[bool], scores: &[f64], groups: &DenseGroups) -> Sums {
        let mut rows: Vec<usize> = (0..labels.len()).collect();
        // By `total_cmp`, which parts -0 from 0; they are joined again by `chunk_by`.
        rows.sort_unstable_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let n_churned = labels.iter().filter(|churned| **churned).count() as u64;
        let mut of_group = vec![[Sum::default(); 2]; groups.n_groups];
        let mut below = [0_u64; 2];
        for tied in rows.chunk_by(|a, b| scores[*a] == scores[*b]) {
            let mut of_class = [0_u64; 2];
            tied.iter().for_each(|row| of_class[usize::from(labels[*row])] += 1);
            // A retained row is placed by the churned rows above it, a churned one by the retained below.
            let twice_placed = [
                2 * (n_churned - below[1] - of_class[1]) + of_class[1],
                2 * below[0] + of_class[0],
            ];
            for row in tied {
                let class = usize::from(labels[*row]);
                let sum = &mut of_group[groups.of_row[*row] as usize][class];
                sum.twice_placed += twice_placed[class];
                sum.n_rows += 1;
            }
            (0..2).for_each(|class| below[class] += of_class[class]);
        }
        Sums { of_group }
    }
}
