//! A tree grown split by split.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use crate::binning::binned::BINS;
use crate::binning::binned::Binned;
use crate::binning::edges::ColumnBins;
use crate::growth::columns::ColumnDraw;
use crate::growth::fixed_point::{Scale, Sums, to_fixed_point};
use crate::growth::histogram::CELLS;
use crate::growth::objective::{Bounds, Criterion};
use crate::growth::partition;
use crate::growth::search::{Search, Searched};
use crate::growth::split::{BinRule, BinSplit};
use crate::model::tree::{Codes, Node, NodeSplit, SplitRule, Tree};
use crate::{Growth, TreeOptions};

/// Cells of the histograms that leaves keep at once: half a gigabyte of them.
const MOST_CELLS: usize = 1 << 25;

/// Context that every tree of a fit grows in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GrowContext<'a> {
    pub(crate) binned: &'a Binned,
    pub(crate) options: &'a TreeOptions,
    /// Factor of the values of leaves.
    pub(crate) rate: f64,
    /// Rounding of the values of leaves.
    pub(crate) rounding: Rounding,
}

/// Rounding of the values of leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rounding {
    /// They are rounded to multiples of the fixed-point unit.
    FixedPoint,
    /// They stay as they are.
    None,
}

/// Memory that one tree leaves to the next.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    scratch: Vec<u32>,
    gathered: Vec<Sums>,
    histograms: Vec<Vec<Sums>>,
}

/// A tree and where its training rows ended.
pub(crate) struct GrownTree {
    pub(crate) tree: Tree,
    /// Rows that ended in each leaf, as positions in the list of rows, and the leaf's value.
    pub(crate) leaves: Vec<(Range<usize>, f64)>,
    /// For each node that is split, the column and the bins of it that go left.
    routes: Vec<Option<(usize, [bool; BINS])>>,
}

impl GrownTree {
    /// Returns the value of the leaf that a row of the table ends in.
    pub(crate) fn value_of(&self, binned: &Binned, row: usize) -> f64 {
        let nodes = self.tree.nodes();
        let mut position = 0;
        while let (Some(split), Some((column, goes_left))) =
            (&nodes[position].split, &self.routes[position])
        {
            let bin = binned.column(*column)[row];
            position = split.left as usize + usize::from(!goes_left[bin as usize]);
        }
        nodes[position].value
    }
}

/// A node that may still be split.
struct Leaf {
    node: usize,
    depth: usize,
    rows: Range<usize>,
    sums: Sums,
    bounds: Bounds,
    split: Option<BinSplit>,
    histogram: Option<Vec<Sums>>,
}

/// A leaf with a split, in a heap of which the next one is the greatest.
struct Ranked {
    depth: usize,
    gain: f64,
    leaf: Leaf,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        let by_depth = other.depth.cmp(&self.depth);
        // Of equal gains the older node goes first: a heap alone would pop them in no order,
        // and the tree would depend on it.
        let by_gain = self.gain.total_cmp(&other.gain);
        by_depth.then(by_gain).then(other.leaf.node.cmp(&self.leaf.node))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

/// Grows a tree on some rows, and puts them in the order of its leaves.
///
/// `sums` has one entry for each row of the table.
pub(crate) fn grow(
    context: GrowContext<'_>,
    scale: Scale,
    sums: &[Sums],
    rows: &mut [u32],
    mut draw: ColumnDraw,
    buffers: &mut Buffers,
) -> GrownTree {
    let criterion = Criterion::new(context.options, scale);
    let search = Search { binned: context.binned, options: context.options, criterion, sums };
    buffers.scratch.resize(rows.len().max(buffers.scratch.len()), 0);
    let total = rows.iter().map(|row| sums[*row as usize]).sum();
    let (nodes, routes) = (Vec::new(), Vec::new());
    let draw = &mut draw;
    let mut grower = Grower { context, scale, search, draw, buffers, nodes, routes, n_kept: 0 };
    let root = grower.root(rows, total);
    let closed = grower.split_all(rows, root);
    let leaves = closed.iter().map(|leaf| (leaf.rows.clone(), grower.nodes[leaf.node].value));
    let leaves = leaves.collect();
    GrownTree { tree: Tree::new(grower.nodes), leaves, routes: grower.routes }
}

struct Grower<'a, 'b> {
    context: GrowContext<'a>,
    scale: Scale,
    search: Search<'a>,
    draw: &'b mut ColumnDraw,
    buffers: &'b mut Buffers,
    nodes: Vec<Node>,
    routes: Vec<Option<(usize, [bool; BINS])>>,
    /// Leaves that keep their histogram.
    n_kept: usize,
}

impl Grower<'_, '_> {
    fn root(&mut self, rows: &[u32], sums: Sums) -> Leaf {
        let mut root = self.leaf(0, 0..rows.len(), sums, Bounds::NONE);
        if self.may_split(&root) {
            self.search_alone(rows, &mut root);
        }
        root
    }

    /// Splits the best leaf until there are enough of them, and returns all.
    fn split_all(&mut self, rows: &mut [u32], root: Leaf) -> Vec<Leaf> {
        let max_leaves = self.context.options.max_leaves;
        let (mut open, mut closed) = (BinaryHeap::new(), Vec::new());
        self.sort_in(root, &mut open, &mut closed);
        while open.len() + closed.len() < max_leaves {
            let Some(Ranked { leaf, .. }) = open.pop() else { break };
            // The children of the last split are leaves whatever they are, so that none looks for a split.
            let is_last = open.len() + closed.len() + 2 == max_leaves;
            let (left, right) = self.split(rows, leaf, is_last);
            self.sort_in(left, &mut open, &mut closed);
            self.sort_in(right, &mut open, &mut closed);
        }
        // In no particular order: a row finds its leaf by node, and margins are added up row by row.
        closed.extend(open.into_iter().map(|ranked| ranked.leaf));
        self.buffers.histograms.extend(closed.iter_mut().filter_map(|leaf| leaf.histogram.take()));
        closed
    }

    fn sort_in(&self, leaf: Leaf, open: &mut BinaryHeap<Ranked>, closed: &mut Vec<Leaf>) {
        let Some(split) = &leaf.split else { return closed.push(leaf) };
        let depth = match self.context.options.growth {
            // One depth for all leaves the gain to decide.
            Growth::LeafWise => 0,
            Growth::DepthWise => leaf.depth,
        };
        open.push(Ranked { depth, gain: self.gain(&leaf, split), leaf });
    }

    fn gain(&self, leaf: &Leaf, split: &BinSplit) -> f64 {
        split.score - self.search.criterion.whole(leaf.sums, leaf.bounds)
    }

    fn split(&mut self, rows: &mut [u32], mut leaf: Leaf, is_last: bool) -> (Leaf, Leaf) {
        let split = leaf.split.take().expect("only leaves with a split are chosen");
        let range = leaf.rows.clone();
        let goes_left = split.table();
        // Its memory goes to the larger child, which counts it again if it keeps it.
        self.n_kept -= usize::from(leaf.histogram.is_some());
        let n_left = partition::divide(
            &mut rows[range.clone()],
            &mut self.buffers.scratch[..range.len()],
            self.context.binned.column(split.column),
            &goes_left,
        );
        let middle = range.start + n_left;
        self.routes[leaf.node] = Some((split.column, goes_left));
        let gain = self.scale.value(self.gain(&leaf, &split));
        self.nodes[leaf.node].split = Some(NodeSplit {
            column: split.column as u32,
            rule: self.rule(&split),
            missing: split.missing,
            left: self.nodes.len() as u32,
            gain,
        });
        let monotone = self.context.options.monotone_of(split.column);
        let (low, high) =
            self.search.criterion.child_bounds(monotone, (split.left, split.right), leaf.bounds);
        let depth = leaf.depth + 1;
        let mut left = self.leaf(depth, range.start..middle, split.left, low);
        let mut right = self.leaf(depth, middle..range.end, split.right, high);
        if is_last {
            self.buffers.histograms.extend(leaf.histogram);
        } else {
            self.search_children(rows, leaf.histogram, &mut left, &mut right);
        }
        (left, right)
    }

    fn leaf(&mut self, depth: usize, rows: Range<usize>, sums: Sums, bounds: Bounds) -> Leaf {
        let value = self.search.criterion.value(sums, bounds) * self.context.rate;
        let value = match self.context.rounding {
            Rounding::FixedPoint => to_fixed_point(value),
            Rounding::None => value,
        };
        let weight = self.scale.value(sums.weight as f64);
        self.nodes.push(Node { value, weight, split: None });
        self.routes.push(None);
        let node = self.nodes.len() - 1;
        Leaf { node, depth, rows, sums, bounds, split: None, histogram: None }
    }

    fn may_split(&self, leaf: &Leaf) -> bool {
        // Two children of the least weight each need twice of it; halving cannot overflow.
        let is_heavy = leaf.sums.weight / 2 >= self.search.criterion.least_weight;
        is_heavy && leaf.depth < self.context.options.max_depth
    }

    fn search_children(
        &mut self,
        rows: &[u32],
        parent: Option<Vec<Sums>>,
        left: &mut Leaf,
        right: &mut Leaf,
    ) {
        let (may_left, may_right) = (self.may_split(left), self.may_split(right));
        match parent {
            Some(parent) if may_left || may_right => self.search_pair(rows, parent, left, right),
            Some(parent) => self.buffers.histograms.push(parent),
            None => {
                for (leaf, may) in [(left, may_left), (right, may_right)] {
                    if may {
                        self.search_alone(rows, leaf);
                    }
                }
            }
        }
    }

    /// Adds up the smaller child, and has the larger by subtraction from their parent.
    fn search_pair(&mut self, rows: &[u32], parent: Vec<Sums>, left: &mut Leaf, right: &mut Leaf) {
        // By rows and not by weight: rows are what costs time.
        let is_left_smaller = left.rows.len() <= right.rows.len();
        let (small, large) = if is_left_smaller { (left, right) } else { (right, left) };
        let mut histogram = self.histogram();
        let (may_small, may_large) = (self.may_split(small), self.may_split(large));
        let mut rest = parent;
        let gathered = self.gather(&rows[small.rows.clone()]);
        let searched = Searched {
            small: may_small.then_some((small.sums, small.bounds)),
            large: may_large.then_some((large.sums, large.bounds)),
        };
        let columns = self.draw.of_tree();
        let rows = &rows[small.rows.clone()];
        let found = self.search.pair(columns, rows, &gathered, &mut histogram, &mut rest, searched);
        (small.split, large.split) = found;
        self.buffers.gathered = gathered;
        self.keep(small, histogram);
        self.keep(large, rest);
    }

    fn search_alone(&mut self, rows: &[u32], leaf: &mut Leaf) {
        let rows = &rows[leaf.rows.clone()];
        let gathered = self.gather(rows);
        let node = (leaf.sums, leaf.bounds);
        if self.draw.is_per_split() {
            // Siblings draw different columns, so that there is no parent to subtract from.
            let columns = self.draw.of_split();
            leaf.split = self.search.columns(&columns, rows, &gathered, node);
        } else {
            let mut histogram = self.histogram();
            let columns = self.draw.of_tree();
            leaf.split = self.search.whole(columns, rows, &gathered, &mut histogram, node);
            self.keep(leaf, histogram);
        }
        self.buffers.gathered = gathered;
    }

    /// Keeps a leaf's histogram for its children, if it will have any. Without it they are added
    /// up both, to the same sums.
    fn keep(&mut self, leaf: &mut Leaf, histogram: Vec<Sums>) {
        let is_affordable = (self.n_kept + 1) * histogram.len() <= MOST_CELLS;
        if leaf.split.is_some() && is_affordable {
            self.n_kept += 1;
            leaf.histogram = Some(histogram);
        } else {
            self.buffers.histograms.push(histogram);
        }
    }

    fn histogram(&mut self) -> Vec<Sums> {
        let n_cells = self.context.binned.n_groups() * CELLS;
        let used = self.buffers.histograms.pop();
        used.unwrap_or_else(|| vec![Sums::default(); n_cells])
    }

    /// Brings the sums of some rows together, so that each group of columns reads them in order.
    fn gather(&mut self, rows: &[u32]) -> Vec<Sums> {
        let mut gathered = std::mem::take(&mut self.buffers.gathered);
        self.search.gather(rows, &mut gathered);
        gathered
    }

    fn rule(&self, split: &BinSplit) -> SplitRule {
        match (&split.rule, &self.context.binned.bins()[split.column]) {
            (BinRule::UpTo(bin), ColumnBins::Number { edges }) => {
                // All values below the greatest number: missing ones are kept apart.
                SplitRule::Below(edges.get(*bin as usize - 1).copied().unwrap_or(f32::MAX))
            }
            (BinRule::NotIn(bins), ColumnBins::Category { codes }) => {
                SplitRule::NotIn(Codes::new(bins.iter().map(|bin| codes[*bin as usize - 2])))
            }
            _ => unreachable!("numbers have thresholds, categories sets"),
        }
    }
}
