//! Tests of the workspace as a whole: its pages, and which crate knows which. They read files that
//! no package holds, so they stand beside none of them.
#![allow(clippy::unwrap_used)]

mod architecture_page;
mod dependency_rule;
mod feature_docs;
mod links;
mod readme;
