//! Files as trees of values that know their place.
//!
//! A text of JSON or TOML becomes a tree of [`Node`](node::Node)s. An [`Item`](item::Item) is a
//! node that is read with the path of its key at hand.

pub(crate) mod expected;
pub(crate) mod item;
pub(crate) mod json_tree;
mod node;
pub(crate) mod place;
mod problem;
pub(crate) mod toml_tree;
