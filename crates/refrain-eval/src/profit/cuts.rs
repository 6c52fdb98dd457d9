//! Cuts: every way to contact the rows from some score up.

use refrain_core::Error;

use crate::metrics::{MetricProblem, check_rows};

/// Rows contacted if a score is the lowest contacted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// The lowest score contacted; `None` where nobody is.
    pub(crate) threshold: Option<f64>,
    pub(crate) n_churned: u64,
    pub(crate) n_retained: u64,
}

impl Cut {
    const NOBODY: Cut = Cut { threshold: None, n_churned: 0, n_retained: 0 };

    pub(crate) fn n_rows(&self) -> u64 {
        self.n_churned + self.n_retained
    }

    fn with(self, score: f64, churned: bool) -> Cut {
        Cut {
            threshold: Some(score),
            n_churned: self.n_churned + u64::from(churned),
            n_retained: self.n_retained + u64::from(!churned),
        }
    }
}

/// Cuts between distinct scores, from nobody to everybody.
#[derive(Debug)]
pub(crate) struct Cuts {
    cuts: Vec<Cut>,
}

impl Cuts {
    pub(crate) fn new(labels: &[bool], scores: &[f64]) -> Result<Cuts, Error> {
        check_rows(labels, scores)?;
        let mut rows: Vec<(f64, bool)> =
            scores.iter().copied().zip(labels.iter().copied()).collect();
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let mut cuts = vec![Cut::NOBODY];
        let mut cut = Cut::NOBODY;
        for (score, churned) in rows {
            // 0.0 and -0.0 are one score, so numbers are compared and not their order.
            if cut.threshold.is_some_and(|last| last != score) {
                cuts.push(cut);
            }
            cut = cut.with(score, churned);
        }
        cuts.push(cut);
        Ok(Cuts { cuts })
    }

    /// Checks that rows of both classes are there.
    pub(crate) fn require_both(&self, metric: &'static str) -> Result<(), MetricProblem> {
        let all = self.everybody();
        let n_rows = all.n_rows() as usize;
        let missing = match (all.n_churned, all.n_retained) {
            (0, _) => "churned",
            (_, 0) => "was retained",
            _ => return Ok(()),
        };
        Err(MetricProblem::OneClass { metric, missing, n_rows })
    }

    pub(crate) fn all(&self) -> &[Cut] {
        &self.cuts
    }

    pub(crate) fn everybody(&self) -> Cut {
        *self.cuts.last().expect("the first cut is always there")
    }

    /// The cut with the highest value; the smallest of equals.
    pub(crate) fn best(&self, value: impl Fn(&Cut) -> f64) -> (f64, Cut) {
        let valued = self.cuts.iter().map(|cut| (value(cut), *cut));
        // Strictly higher: of equal values the cut that contacts fewest stays.
        let higher = |best: (f64, Cut), next: (f64, Cut)| if next.0 > best.0 { next } else { best };
        valued.reduce(higher).expect("the first cut is always there")
    }
}
