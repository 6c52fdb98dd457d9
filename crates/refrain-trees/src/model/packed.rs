//! Trees laid out for prediction.

use crate::Features;
use crate::model::tree::{Side, SplitRule, Tree};

/// Rows that walk down a tree together: each step waits for memory, so several walk at once.
const LANES: usize = 16;

/// Rows whose values are kept at hand while all trees are walked.
pub(crate) const BLOCK: usize = 64;

/// A node in 12 bytes. A leaf is its own left child, and no value goes right of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PackedNode {
    threshold: f32,
    left: u32,
    column: u16,
    missing_goes_right: bool,
}

/// A tree laid out for prediction.
#[derive(Debug)]
pub(crate) enum PackedTree<'a> {
    /// One that looks at numbers alone.
    Numbers { nodes: Vec<PackedNode>, values: Vec<f64>, depth: usize },
    /// One that looks at categories too.
    Mixed(&'a Tree),
}

impl<'a> PackedTree<'a> {
    pub(crate) fn new(tree: &'a Tree) -> PackedTree<'a> {
        let packed: Option<Vec<PackedNode>> =
            (0..tree.nodes().len()).map(|position| PackedNode::new(tree, position)).collect();
        let values = tree.nodes().iter().map(|node| node.value).collect();
        match packed {
            Some(nodes) => PackedTree::Numbers { nodes, values, depth: tree.depth() },
            None => PackedTree::Mixed(tree),
        }
    }

    /// Adds each row's leaf to its margin.
    pub(crate) fn add(&self, rows: &[f32], n_columns: usize, margins: &mut [f64]) {
        match self {
            PackedTree::Mixed(tree) => {
                for (row, margin) in rows.chunks_exact(n_columns).zip(margins) {
                    *margin += tree.value(row);
                }
            }
            PackedTree::Numbers { nodes, values, depth } => {
                let lanes = rows.chunks(LANES * n_columns).zip(margins.chunks_mut(LANES));
                for (rows, margins) in lanes {
                    let leaves = walk(nodes, *depth, rows, n_columns);
                    for (margin, leaf) in margins.iter_mut().zip(leaves) {
                        *margin += values[leaf as usize];
                    }
                }
            }
        }
    }
}

impl PackedNode {
    fn new(tree: &Tree, position: usize) -> Option<PackedNode> {
        // No number is at or above infinity, and missing values go left: a leaf leads back to itself.
        let Some(split) = &tree.nodes()[position].split else {
            let (threshold, left) = (f32::INFINITY, position as u32);
            return Some(PackedNode { threshold, left, column: 0, missing_goes_right: false });
        };
        let SplitRule::Below(threshold) = split.rule else { return None };
        Some(PackedNode {
            threshold,
            left: split.left,
            column: split.column as u16,
            missing_goes_right: split.missing == Side::Right,
        })
    }
}

/// Walks some rows to their leaves.
fn walk(nodes: &[PackedNode], depth: usize, rows: &[f32], n_columns: usize) -> [u32; LANES] {
    let mut at = [0u32; LANES];
    let n_rows = rows.len() / n_columns;
    // Lanes without a row walk the last one again; their leaves are not read.
    let starts: [usize; LANES] = std::array::from_fn(|lane| lane.min(n_rows - 1) * n_columns);
    for _ in 0..depth {
        let mut moved = 0;
        for (at, start) in at.iter_mut().zip(starts) {
            let node = nodes[*at as usize];
            let value = rows[start + node.column as usize];
            let goes_right = (value >= node.threshold) | (value.is_nan() & node.missing_goes_right);
            let next = node.left + u32::from(goes_right);
            moved |= next ^ *at;
            *at = next;
        }
        // A leaf is its own child, so that rows which have arrived stay.
        if moved == 0 {
            break;
        }
    }
    at
}

/// Adds the trees to the margins of some rows of a table.
///
/// # Errors
///
/// If a value is none.
pub(crate) fn add_all(
    trees: &[PackedTree<'_>],
    features: &Features<'_>,
    first_row: usize,
    margins: &mut [f64],
) -> Result<(), crate::Error> {
    let n_columns = features.n_columns();
    let mut block = vec![0.0; BLOCK * n_columns];
    for (number, margins) in margins.chunks_mut(BLOCK).enumerate() {
        let rows = &mut block[..margins.len() * n_columns];
        features.copy_rows(first_row + number * BLOCK, rows)?;
        for tree in trees {
            tree.add(rows, n_columns, margins);
        }
    }
    Ok(())
}
