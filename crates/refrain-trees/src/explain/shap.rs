//! Exact Shapley values of trees, path-dependent.
//!
//! Where a column is unknown, a row goes both ways, by the weight of the training rows (Lundberg
//! and others 2020, algorithm 1). For one leaf with the columns `j` on its path, a row fulfils
//! all the conditions on `j` (`o_j` = 1) or not (0), and a share `z_j` of the weight does.
//! The Shapley value of a column `i` is then
//!
//! ```text
//! value · (o_i - z_i) · ∫₀¹ ∏_{j ≠ i} (o_j t + z_j (1 - t)) dt
//! ```
//!
//! since each other column is known with chance `t`, and `∫ tˢ (1 - t)ⁿ⁻¹⁻ˢ` is the Shapley weight
//! of a set of size `s`. The integrand is a polynomial, so that a Gauss-Legendre rule of half as
//! many points as columns on the path gives it exactly. At each point the products of all leaves
//! come from one walk down and the sums from one walk up the tree: a few operations a node and
//! point, where the recursive algorithm takes the square of the depth for each leaf.
//! All terms of the products are positive, so that nothing cancels.

use crate::explain::quadrature::gauss_legendre;
use crate::model::tree::{NodeSplit, Side, Tree};

/// Reach of a row at an edge: it fulfils the conditions on the edge's column down to the edge, or
/// only down to the last edge of that column above it, or neither.
#[derive(Clone, Copy)]
enum State {
    Both = 0,
    Above = 1,
    Neither = 2,
}

/// The edge from a node to its parent, with tables for `N` points and each state.
struct Edge<const N: usize> {
    parent: usize,
    column: usize,
    /// The last edge of the same column above it, named by its lower node.
    above: Option<usize>,
    /// Factor of the products below it.
    down: [[f64; N]; 3],
    /// Sums of the leaves below it, as they add to the column's value.
    up: [[f64; N]; 3],
}

/// A tree prepared for explanations.
pub(crate) struct Explainer<'a, const N: usize> {
    tree: &'a Tree,
    /// One for each node but the root.
    edges: Vec<Edge<N>>,
    /// Value of each leaf by the weights of the points.
    leaves: Vec<[f64; N]>,
}

/// Products, sums and states of one row.
pub(crate) struct Workspace<const N: usize> {
    products: Vec<[f64; N]>,
    fulfilled: Vec<bool>,
    states: Vec<State>,
}

impl<const N: usize> Workspace<N> {
    pub(crate) fn new() -> Workspace<N> {
        Workspace { products: Vec::new(), fulfilled: Vec::new(), states: Vec::new() }
    }
}

impl<'a, const N: usize> Explainer<'a, N> {
    pub(crate) fn new(tree: &'a Tree) -> Explainer<'a, N> {
        let rule = gauss_legendre(N);
        let points: [f64; N] = std::array::from_fn(|point| rule[point].0);
        let edges = edges(tree, &points);
        let weighted =
            |value: f64| -> [f64; N] { std::array::from_fn(|point| value * rule[point].1) };
        let leaves = tree.nodes().iter().map(|node| weighted(node.value)).collect();
        Explainer { tree, edges, leaves }
    }

    /// Adds what each column adds to the row's margin.
    pub(crate) fn add(&self, row: &[f32], work: &mut Workspace<N>, values: &mut [f64]) {
        self.walk_down(row, work);
        self.walk_up(work, values);
    }

    fn walk_down(&self, row: &[f32], work: &mut Workspace<N>) {
        // Cleared and grown again, not made anew: it is done for every row and tree.
        work.products.clear();
        work.products.resize(self.leaves.len(), [1.0; N]);
        work.fulfilled.clear();
        work.fulfilled.resize(self.leaves.len(), true);
        work.states.clear();
        work.states.resize(self.leaves.len(), State::Both);
        for (position, node) in self.tree.nodes().iter().enumerate() {
            let Some(split) = &node.split else { continue };
            let side = split.side(row[split.column as usize]);
            for (child, is_taken) in children(split, side) {
                let edge = &self.edges[child - 1];
                let above = edge.above.is_none_or(|above| work.fulfilled[above]);
                let state = match (above, is_taken) {
                    (true, true) => State::Both,
                    (true, false) => State::Above,
                    (false, _) => State::Neither,
                };
                work.fulfilled[child] = above && is_taken;
                work.states[child] = state;
                work.products[child] = times(&work.products[position], &edge.down[state as usize]);
            }
        }
    }

    fn walk_up(&self, work: &mut Workspace<N>, values: &mut [f64]) {
        // Children stand after their parent, so that backwards every sum is complete when it is used.
        for child in (1..self.leaves.len()).rev() {
            let mut sums = work.products[child];
            if self.tree.nodes()[child].split.is_none() {
                sums = times(&sums, &self.leaves[child]);
            }
            let edge = &self.edges[child - 1];
            let added = times(&sums, &edge.up[work.states[child] as usize]);
            values[edge.column] += added.iter().sum::<f64>();
            let parent = edge.parent;
            // Children come in pairs, the right one first here: it begins its parent's sum.
            let is_right = self.tree.nodes()[parent].split.as_ref().map(NodeSplit::right)
                == Some(child as u32);
            let before = if is_right { [0.0; N] } else { work.products[parent] };
            work.products[parent] = std::array::from_fn(|point| before[point] + sums[point]);
        }
    }
}

fn children(split: &NodeSplit, side: Side) -> [(usize, bool); 2] {
    let left = split.left as usize;
    [(left, side == Side::Left), (left + 1, side == Side::Right)]
}

fn times<const N: usize>(one: &[f64; N], other: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|point| one[point] * other[point])
}

fn edges<const N: usize>(tree: &Tree, points: &[f64; N]) -> Vec<Edge<N>> {
    let nodes = tree.nodes();
    let mut edges: Vec<Option<Edge<N>>> = nodes.iter().skip(1).map(|_| None).collect();
    // Share of the weight that fulfils the conditions on an edge's column down to the edge.
    let mut shares = vec![1.0; nodes.len()];
    for (parent, node) in nodes.iter().enumerate() {
        let Some(split) = &node.split else { continue };
        let column = split.column as usize;
        let mut above = parent;
        // Up the path to the last edge of the same column: the conditions of one column count once.
        while above > 0 && edges[above - 1].as_ref().is_some_and(|edge| edge.column != column) {
            above = edges[above - 1].as_ref().map_or(0, |edge| edge.parent);
        }
        let above = (above > 0).then_some(above);
        for child in [split.left as usize, split.right() as usize] {
            let share_above = above.map(|above| shares[above]);
            let share = share_above.unwrap_or(1.0) * nodes[child].weight / node.weight;
            shares[child] = share;
            let (down, up) = tables(points, share, share_above);
            edges[child - 1] = Some(Edge { parent, column, above, down, up });
        }
    }
    edges.into_iter().flatten().collect()
}

type Tables<const N: usize> = ([[f64; N]; 3], [[f64; N]; 3]);

/// Factors of the products, and of the sums, for each state.
fn tables<const N: usize>(points: &[f64; N], share: f64, share_above: Option<f64>) -> Tables<N> {
    let factor = |fulfilled: f64, share: f64, t: f64| fulfilled * t + share * (1.0 - t);
    let part = |fulfilled: f64, share: f64, t: f64| {
        // Without the share in the denominator, a tiny one does no harm.
        if fulfilled == 0.0 { -1.0 / (1.0 - t) } else { (1.0 - share) / factor(1.0, share, t) }
    };
    let table = |of: &dyn Fn(f64, f64, f64) -> f64| -> [[f64; N]; 3] {
        let states = [(1.0, 1.0), (1.0, 0.0), (0.0, 0.0)];
        states.map(|(above, here)| std::array::from_fn(|point| of(above, here, points[point])))
    };
    let down = |above: f64, here: f64, t: f64| match share_above {
        None => factor(here, share, t),
        Some(share_above) if above == 0.0 => share / share_above,
        Some(share_above) => factor(here, share, t) / factor(above, share_above, t),
    };
    let up = |above: f64, here: f64, t: f64| match share_above {
        None => part(here, share, t),
        Some(share_above) => part(here, share, t) - part(above, share_above, t),
    };
    (table(&down), table(&up))
}

/// Returns how many different columns the fullest path looks at.
pub(crate) fn most_columns(tree: &Tree) -> usize {
    let mut columns: Vec<Vec<u32>> = vec![Vec::new(); tree.nodes().len()];
    let mut most = 0;
    for (position, node) in tree.nodes().iter().enumerate() {
        let mut path = std::mem::take(&mut columns[position]);
        most = most.max(path.len());
        let Some(split) = &node.split else { continue };
        // Paths are at most 64 long; a set would be slower.
        if !path.contains(&split.column) {
            path.push(split.column);
        }
        columns[split.left as usize] = path.clone();
        columns[split.right() as usize] = path;
    }
    most
}
