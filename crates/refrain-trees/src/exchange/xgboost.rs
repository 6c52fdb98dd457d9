//! Models in the JSON of XGBoost.

use serde_json::{Value, json};

use crate::model::tree::{Node, NodeSplit, Side, SplitRule, Tree};
use crate::{FeatureKind, Scale, TreeModel};

/// Parent that XGBoost gives the root.
const NO_PARENT: i64 = i32::MAX as i64;
const NO_CHILD: i64 = -1;

impl TreeModel {
    /// Returns the model as JSON that XGBoost loads (2.0 or later).
    ///
    /// In boosting the objective is `binary:logistic`, and its margins (`output_margin=True`) are
    /// those of [`margins`](TreeModel::margins); else it is `reg:squarederror`, whose prediction
    /// is the probability. XGBoost adds in single precision: the margins of boosting are the same
    /// to the last bit up to 16 in size, probabilities to about 1e-7. Its Shapley values
    /// (`pred_contribs=True`) are those of [`explain`](TreeModel::explain) in single precision.
    ///
    /// The model's base is part of the first tree, since XGBoost would keep it as a rounded
    /// probability.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{SingleTree, Features, Labelled, TreeOptions};
    ///
    /// let features = Features::from_columns(&[&[1.0, 2.0, 3.0]])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert!(model.to_xgboost_json().contains("gbtree"));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn to_xgboost_json(&self) -> String {
        // The base needs a tree to go into.
        let alone = [Tree::new(vec![Node { value: 0.0, weight: 1.0, split: None }])];
        let trees = if self.trees().is_empty() { &alone } else { self.trees() };
        let tree = |(id, tree): (usize, &Tree)| {
            // See above: the base goes into the first tree.
            let base = if id == 0 { self.base() } else { 0.0 };
            json_of_tree(tree, id, base, self.names().len())
        };
        let trees: Vec<Value> = trees.iter().enumerate().map(tree).collect();
        let model = json!({
            "gbtree_model_param": {
                "num_parallel_tree": "1",
                "num_trees": trees.len().to_string(),
            },
            "iteration_indptr": (0..=trees.len()).collect::<Vec<_>>(),
            "tree_info": vec![0; trees.len()],
            "trees": trees,
        });
        let learner = json!({
            "attributes": {},
            "feature_names": self.names(),
            "feature_types": self.kinds().iter().map(|kind| word(*kind)).collect::<Vec<_>>(),
            "gradient_booster": { "model": model, "name": "gbtree" },
            "learner_model_param": {
                "base_score": base_score(self.scale()),
                "boost_from_average": "1",
                "num_class": "0",
                "num_feature": self.names().len().to_string(),
                "num_target": "1",
            },
            "objective": objective(self.scale()),
        });
        json!({ "learner": learner, "version": [2, 1, 0] }).to_string()
    }
}

fn word(kind: FeatureKind) -> &'static str {
    match kind {
        FeatureKind::Number => "float",
        FeatureKind::Category => "c",
    }
}

/// The score that adds nothing to a margin.
fn base_score(scale: Scale) -> &'static str {
    match scale {
        Scale::LogOdds => "5E-1",
        Scale::Probability => "0E0",
    }
}

fn objective(scale: Scale) -> Value {
    let name = match scale {
        Scale::LogOdds => "binary:logistic",
        Scale::Probability => "reg:squarederror",
    };
    json!({ "name": name, "reg_loss_param": { "scale_pos_weight": "1" } })
}

fn json_of_tree(tree: &Tree, id: usize, base: f64, n_columns: usize) -> Value {
    let nodes = tree.nodes();
    let of_split = |node: &Node, of: &dyn Fn(&NodeSplit) -> i64, leaf: i64| -> i64 {
        node.split.as_ref().map_or(leaf, of)
    };
    let all = |of: &dyn Fn(&NodeSplit) -> i64, leaf: i64| -> Vec<i64> {
        nodes.iter().map(|node| of_split(node, of, leaf)).collect()
    };
    let condition = |node: &Node| match node.split.as_ref().map(|split| &split.rule) {
        // In a leaf XGBoost keeps its value here.
        None => (node.value + base) as f32,
        Some(SplitRule::Below(threshold)) => *threshold,
        Some(SplitRule::NotIn(_)) => 0.0,
    };
    let sets = Sets::of(tree);
    json!({
        "base_weights": nodes.iter().map(|node| (node.value + base) as f32).collect::<Vec<_>>(),
        "categories": sets.codes,
        "categories_nodes": sets.nodes,
        "categories_segments": sets.starts,
        "categories_sizes": sets.sizes,
        "default_left": all(&|split| i64::from(split.missing == Side::Left), 0),
        "id": id,
        "left_children": all(&|split| i64::from(split.left), NO_CHILD),
        "loss_changes": nodes.iter().map(gain).collect::<Vec<_>>(),
        "parents": parents(tree),
        "right_children": all(&|split| i64::from(split.right()), NO_CHILD),
        "split_conditions": nodes.iter().map(condition).collect::<Vec<_>>(),
        "split_indices": all(&|split| i64::from(split.column), 0),
        "split_type": all(&|split| i64::from(matches!(split.rule, SplitRule::NotIn(_))), 0),
        "sum_hessian": nodes.iter().map(|node| node.weight as f32).collect::<Vec<_>>(),
        "tree_param": {
            "num_deleted": "0",
            "num_feature": n_columns.to_string(),
            "num_nodes": nodes.len().to_string(),
            "size_leaf_vector": "1",
        },
    })
}

fn gain(node: &Node) -> f32 {
    node.split.as_ref().map_or(0.0, |split| split.gain as f32)
}

fn parents(tree: &Tree) -> Vec<i64> {
    let mut parents = vec![NO_PARENT; tree.nodes().len()];
    for (position, node) in tree.nodes().iter().enumerate() {
        if let Some(split) = &node.split {
            parents[split.left as usize] = position as i64;
            parents[split.right() as usize] = position as i64;
        }
    }
    parents
}

/// The codes that go right at each node that looks at a category.
#[derive(Default)]
struct Sets {
    codes: Vec<u32>,
    nodes: Vec<usize>,
    starts: Vec<usize>,
    sizes: Vec<usize>,
}

impl Sets {
    fn of(tree: &Tree) -> Sets {
        let mut sets = Sets::default();
        for (position, node) in tree.nodes().iter().enumerate() {
            let Some(NodeSplit { rule: SplitRule::NotIn(codes), .. }) = &node.split else {
                continue;
            };
            sets.nodes.push(position);
            sets.starts.push(sets.codes.len());
            sets.codes.extend(codes.iter());
            sets.sizes.push(sets.codes.len() - sets.starts[sets.starts.len() - 1]);
        }
        sets
    }
}
