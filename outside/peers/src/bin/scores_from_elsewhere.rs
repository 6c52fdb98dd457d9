//! The scores of outside/scores_from_elsewhere under linfa's metrics, with a bootstrap over
//! customers by hand: linfa has no intervals, and no average precision or Brier score.

use std::collections::BTreeMap;

use linfa::dataset::Pr;
use linfa::prelude::*;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customer = |row: u32| format!("customer {}", row * 7 % 120);
    let left = |row: u32| row * 7 % 120 % 6 == 0 && row < 200;
    let noise = |row: u32, by: u32| f64::from(row * by % 97) / 97.0;
    let new = |row| 0.4 * noise(row, 31) + if left(row) { 0.35 } else { 0.1 };
    let old = |row| 0.8 * noise(row, 53) + if left(row) { 0.15 } else { 0.1 };

    let mut rows_of: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    (0..240).for_each(|row| rows_of.entry(customer(row)).or_default().push(row));
    let groups: Vec<Vec<u32>> = rows_of.into_values().collect();

    let figures = |rows: &[u32], score: &dyn Fn(u32) -> f64| -> Result<[f64; 2], linfa::Error> {
        let labels: Vec<bool> = rows.iter().map(|row| left(*row)).collect();
        let scores: Vec<Pr> = rows.iter().map(|row| Pr::new(score(*row) as f32)).collect();
        let auc = scores.as_slice().roc(&labels)?.area_under_curve();
        let scores: ndarray::Array1<Pr> = scores.into();
        Ok([f64::from(auc), f64::from(scores.log_loss(&labels)?)])
    };
    let all: Vec<u32> = (0..240).collect();
    let (first, second) = (figures(&all, &new)?, figures(&all, &old)?);

    let mut rng = SmallRng::seed_from_u64(7);
    let (mut values, mut gains) = ([vec![], vec![]], [vec![], vec![]]);
    for _ in 0..1_000 {
        let drawn = (0..groups.len()).flat_map(|_| &groups[rng.gen_range(0..groups.len())]);
        let rows: Vec<u32> = drawn.copied().collect();
        // A resample of one class has no ROC curve.
        let (Ok(new), Ok(old)) = (figures(&rows, &new), figures(&rows, &old)) else { continue };
        for figure in 0..2 {
            values[figure].push(new[figure]);
            gains[figure].push(new[figure] - old[figure]);
        }
    }
    for (figure, name) in ["roc_auc", "log_loss"].iter().enumerate() {
        let ends = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            (values[values.len() / 40], values[values.len() - 1 - values.len() / 40])
        };
        let (low, high) = ends(&mut values[figure]);
        println!("{name:10}{:.3} [{low:.3}, {high:.3}]", first[figure]);
        let gain = first[figure] - second[figure];
        let (low, high) = ends(&mut gains[figure]);
        println!("{name:10}{gain:+.3} [{low:+.3}, {high:+.3}]");
    }
    Ok(())
}
