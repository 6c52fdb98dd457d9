//! Columns inside of objects, by dotted paths.

use crate::rows::columns::Slot;

/// Position of an object among those that paths lead through.
pub(crate) type NodeIdx = usize;

/// What an array on a path holds instead of one value.
pub(crate) const INSIDE_ARRAY: &str = "inside an array";

/// The members of objects that columns with a dot in their names lead to: `actor.id` is the member
/// `id` of the object `actor`, unless a row has a member of exactly that name.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// The row itself first, where there is any path.
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    /// The column whose path ends here.
    slot: Option<Slot>,
    children: Vec<NodeIdx>,
}

impl Paths {
    /// The node of the row.
    pub(crate) const ROW: NodeIdx = 0;

    pub(crate) fn new(columns: &[String]) -> Paths {
        let mut paths = Paths { nodes: vec![Node::default()] };
        for (slot, column) in columns.iter().enumerate() {
            if column.contains('.') {
                let end = column.split('.').fold(Paths::ROW, |node, name| paths.grow(node, name));
                paths.nodes[end].slot = Some(slot);
            }
        }
        paths
    }

    fn grow(&mut self, node: NodeIdx, name: &str) -> NodeIdx {
        if let Some(child) = self.child(node, name) {
            return child;
        }
        let child = self.nodes.len();
        self.nodes.push(Node { name: name.to_owned(), ..Node::default() });
        self.nodes[node].children.push(child);
        child
    }

    /// Returns `true` if no column has a dot in its name.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// The node of a member, if a path leads to it or through it.
    pub(crate) fn child(&self, node: NodeIdx, name: &str) -> Option<NodeIdx> {
        self.nodes[node].children.iter().copied().find(|child| self.nodes[*child].name == name)
    }

    pub(crate) fn slot(&self, node: NodeIdx) -> Option<Slot> {
        self.nodes[node].slot
    }

    /// Calls back with each column below a node.
    pub(crate) fn each_below(&self, node: NodeIdx, visit: &mut impl FnMut(Slot)) {
        for child in &self.nodes[node].children {
            if let Some(slot) = self.nodes[*child].slot {
                visit(slot);
            }
            self.each_below(*child, visit);
        }
    }
}
