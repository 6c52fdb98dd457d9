//! Intervals by resampling entities.

use std::cell::RefCell;

use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_eval::{
    Bootstrap, Error, Interval, Metric, StandardMetric, group_by_id, standard_metrics,
};

use crate::custom_metric::ShareChurned;
use crate::random_rows::{rows, seeded};

struct Rows {
    labels: Vec<bool>,
    scores: Vec<f64>,
    groups: Vec<usize>,
}

/// Entities with one to four rows each, and scores that know something of the labels.
fn random_rows(n_entities: usize, seed: u64) -> Rows {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut rows = Rows { labels: Vec::new(), scores: Vec::new(), groups: Vec::new() };
    for entity in 0..n_entities {
        for _ in 0..generator.gen_range(1..5) {
            let churned = generator.gen_bool(0.4);
            let noise: f64 = generator.gen_range(0.0..0.7);
            rows.labels.push(churned);
            rows.scores.push(noise + if churned { 0.3 } else { 0.0 });
            rows.groups.push(10 * entity);
        }
    }
    rows
}

fn intervals(bootstrap: Bootstrap, rows: &Rows) -> Vec<Interval> {
    let metrics = standard_metrics(5, 0.5);
    bootstrap.intervals(&metrics, &rows.labels, &rows.scores, &rows.groups).unwrap()
}

fn of_200(seed: u64) -> Bootstrap {
    Bootstrap::new(200, 0.95, seed).unwrap()
}

#[test]
fn same_seed_gives_the_same_intervals_and_another_seed_others() {
    let rows = random_rows(50, 1);
    assert_eq!(intervals(of_200(7), &rows), intervals(of_200(7), &rows));
    assert_ne!(intervals(of_200(7), &rows), intervals(of_200(8), &rows));
}

#[test]
fn default_is_a_thousand_resamples_at_level_95() {
    assert_eq!(Bootstrap::with_seed(3), Bootstrap::new(1_000, 0.95, 3).unwrap());
}

#[test]
fn order_of_rows_changes_no_bit_of_an_interval() {
    let rows = random_rows(40, 2);
    let mut order: Vec<usize> = (0..rows.labels.len()).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(9));
    let shuffled = Rows {
        labels: order.iter().map(|row| rows.labels[*row]).collect(),
        scores: order.iter().map(|row| rows.scores[*row]).collect(),
        groups: order.iter().map(|row| rows.groups[*row]).collect(),
    };
    assert_eq!(intervals(of_200(7), &rows), intervals(of_200(7), &shuffled));
}

#[test]
fn metrics_together_and_alone_see_the_same_resamples() {
    let Rows { labels, scores, groups } = random_rows(40, 3);
    let metrics = standard_metrics(5, 0.5);
    let together = of_200(7).intervals(&metrics, &labels, &scores, &groups).unwrap();
    for (metric, interval) in metrics.iter().zip(together) {
        assert_eq!(of_200(7).interval(metric, &labels, &scores, &groups).unwrap(), interval);
    }
}

/// Panics unless the rows of each entity come equally often; scores are row numbers.
struct WholeEntities<'a> {
    groups: &'a [usize],
    n_computed: RefCell<usize>,
}

impl Metric for WholeEntities<'_> {
    fn name(&self) -> String {
        "whole_entities".to_owned()
    }

    fn higher_is_better(&self) -> bool {
        true
    }

    fn compute(&self, _labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        let mut times_seen = vec![0; self.groups.len()];
        for score in scores {
            times_seen[*score as usize] += 1;
        }
        let mut times_drawn = vec![None; self.groups.iter().max().unwrap() + 1];
        for (group, times) in self.groups.iter().zip(times_seen) {
            assert_eq!(*times_drawn[*group].get_or_insert(times), times, "group {group}");
        }
        let n_groups = times_drawn.iter().flatten().count();
        assert_eq!(times_drawn.iter().flatten().sum::<usize>(), n_groups);
        assert!(scores.is_sorted());
        *self.n_computed.borrow_mut() += 1;
        Ok(0.0)
    }
}

proptest! {
    #![proptest_config(seeded(50))]

    #[test]
    fn entity_with_several_rows_is_resampled_as_a_whole(
        (labels, _) in rows(30), n_groups in 2..8_usize, step in 1..5_usize
    ) {
        let groups: Vec<usize> = (0..labels.len()).map(|row| row * step % n_groups).collect();
        prop_assume!(groups.iter().any(|group| *group != groups[0]));
        let scores: Vec<f64> = (0..labels.len()).map(|row| row as f64).collect();
        let spy = WholeEntities { groups: &groups, n_computed: RefCell::new(0) };
        of_200(7).interval(&spy, &labels, &scores, &groups).unwrap();
        prop_assert_eq!(spy.n_computed.into_inner(), 201);
    }
}

#[test]
fn rows_that_repeat_within_entities_narrow_no_interval() {
    let labels: Vec<bool> = (0..30).map(|row| row % 3 == 0).collect();
    let scores: Vec<f64> = (0..30).map(|row| f64::from(row * 11 % 30)).collect();
    let groups: Vec<usize> = (0..30).collect();
    let once = of_200(7).interval(StandardMetric::RocAuc, &labels, &scores, &groups).unwrap();
    let (labels, scores, groups) = (labels.repeat(5), scores.repeat(5), groups.repeat(5));
    let often = of_200(7).interval(StandardMetric::RocAuc, &labels, &scores, &groups).unwrap();
    assert_eq!(once, often);
    let rows: Vec<usize> = (0..150).collect();
    let naive = of_200(7).interval(StandardMetric::RocAuc, &labels, &scores, &rows).unwrap();
    assert!(naive.high - naive.low < 0.7 * (once.high - once.low));
}

#[test]
fn interval_of_a_share_is_as_wide_as_theory_says() {
    let labels: Vec<bool> = (0..400).map(|row| row % 5 == 0).collect();
    let groups: Vec<usize> = (0..400).collect();
    let bootstrap = Bootstrap::new(4_000, 0.9, 7).unwrap();
    let share = bootstrap.interval(ShareChurned, &labels, &[0.0; 400], &groups).unwrap();
    let half_width = 1.645 * (0.2_f64 * 0.8 / 400.0).sqrt();
    assert_eq!(share.estimate, 0.2);
    // Shares move in steps of 1/400, a tenth of the half width.
    assert!((share.low - (0.2 - half_width)).abs() < 0.1 * half_width, "{share:?}");
    assert!((share.high - (0.2 + half_width)).abs() < 0.1 * half_width, "{share:?}");
}

/// Measures how often an interval holds the true share, when the rows of an entity share their label.
fn coverage(group: fn(usize) -> usize) -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    let groups: Vec<usize> = (0..180).map(group).collect();
    let bootstrap = Bootstrap::new(100, 0.9, 7).unwrap();
    let mut n_held = 0;
    for _ in 0..200 {
        let churned: Vec<bool> = (0..60).map(|_| generator.gen_bool(0.3)).collect();
        let labels: Vec<bool> = (0..180).map(|row| churned[row / 3]).collect();
        let share = bootstrap.interval(ShareChurned, &labels, &[0.0; 180], &groups).unwrap();
        n_held += usize::from(share.low <= 0.3 && 0.3 <= share.high);
    }
    n_held as f64 / 200.0
}

#[test]
fn intervals_over_entities_hold_the_truth_as_often_as_they_say() {
    // 200 trials have a standard error of 0.02 around 0.9.
    let over_entities = coverage(|row| row / 3);
    assert!((0.84..=0.96).contains(&over_entities), "{over_entities}");
    let over_rows = coverage(|row| row);
    assert!(over_rows < 0.75, "{over_rows}");
}

#[test]
fn resamples_of_one_class_are_left_out_and_counted() {
    let labels: Vec<bool> = (0..12).map(|row| row < 2).collect();
    let scores: Vec<f64> = (0..12).map(|row| f64::from(row * 5 % 12)).collect();
    let groups: Vec<usize> = (0..12).collect();
    let auc = Bootstrap::with_seed(7)
        .interval(StandardMetric::RocAuc, &labels, &scores, &groups)
        .unwrap();
    // (10 / 12)^12 = 11 % of the resamples draw neither of the two that churned.
    assert!((80..=145).contains(&auc.n_undefined), "{auc:?}");
    assert_eq!(auc.n_resamples, 1_000);
    assert!(auc.low < auc.estimate && auc.estimate < auc.high);
    let share = Bootstrap::with_seed(7).interval(ShareChurned, &labels, &scores, &groups).unwrap();
    assert_eq!(share.n_undefined, 0);
}

#[test]
fn scores_do_not_differ_from_themselves() {
    let Rows { labels, scores, groups } = random_rows(40, 4);
    let stretched: Vec<f64> = scores.iter().map(|score| 2.0 * score - 1.0).collect();
    let none = of_200(7)
        .difference(StandardMetric::RocAuc, &labels, &scores, &stretched, &groups)
        .unwrap();
    assert_eq!((none.estimate, none.low, none.high), (0.0, 0.0, 0.0));
}

#[test]
fn difference_turns_its_sign_with_its_scores() {
    let Rows { labels, scores, groups } = random_rows(40, 4);
    let other: Vec<f64> = scores.iter().map(|score| (score * 37.0).fract()).collect();
    let metric = StandardMetric::RocAuc;
    let forth = of_200(7).difference(metric, &labels, &scores, &other, &groups).unwrap();
    let back = of_200(7).difference(metric, &labels, &other, &scores, &groups).unwrap();
    assert!(forth.estimate > 0.1 && forth.estimate == -back.estimate);
    assert!((forth.low + back.high).abs() < 1e-12 && (forth.high + back.low).abs() < 1e-12);
    let several = of_200(7).differences(&[metric], &labels, &scores, &other, &groups).unwrap();
    assert_eq!(several, [forth]);
}

#[test]
fn difference_is_paired() {
    let Rows { labels, scores, groups } = random_rows(60, 6);
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    let near: Vec<f64> =
        scores.iter().map(|score| score + generator.gen_range(-0.02..0.02)).collect();
    let metric = StandardMetric::RocAuc;
    let alone = of_200(7).interval(metric, &labels, &scores, &groups).unwrap();
    let gain = of_200(7).difference(metric, &labels, &scores, &near, &groups).unwrap();
    assert!(gain.high - gain.low < 0.3 * (alone.high - alone.low), "{gain:?} {alone:?}");
}

#[test]
fn groups_of_ids_do_not_depend_on_the_order_of_rows() {
    assert_eq!(group_by_id(&["b", "a", "c", "a"]), [1, 0, 2, 0]);
    assert_eq!(group_by_id(&["c", "a", "a", "b"]), [2, 0, 0, 1]);
}
