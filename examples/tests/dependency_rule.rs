//! Stages never depend on each other: an edge that is not listed fails.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Every edge between our crates, tests and benches included.
const ALLOWED: [(&str, &[&str]); 14] = [
    ("refrain-core", &[]),
    ("refrain-events", &["refrain-core"]),
    ("refrain-labels", &["refrain-core"]),
    ("refrain-features", &["refrain-core"]),
    ("refrain-models", &["refrain-core", "refrain-trees"]),
    ("refrain-eval", &["refrain-core"]),
    ("refrain-audit", &["refrain-core", "refrain-eval", "refrain-trees"]),
    ("refrain-trees", &["refrain-core"]),
    ("refrain-sim", &["refrain-core"]),
    (
        "refrain",
        &[
            "refrain-audit",
            "refrain-core",
            "refrain-eval",
            "refrain-events",
            "refrain-features",
            "refrain-labels",
            "refrain-models",
            "refrain-sim",
        ],
    ),
    ("refrain-replicate", &["refrain"]),
    ("refrain-cli", &["refrain", "refrain-replicate"]),
    ("refrain-examples", &["refrain"]),
    // linfa in the models is for one example, which stands there.
    ("refrain-benches", &["refrain", "refrain-models"]),
];

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps().other_options(["--offline".to_owned()]);
    command.exec().unwrap()
}

#[test]
fn crates_depend_on_each_other_only_as_designed() {
    let metadata = metadata();
    let members: BTreeSet<&str> =
        metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, listed, "list every crate of the workspace with its edges");
    for package in &metadata.packages {
        let (_, allowed) = ALLOWED.iter().find(|(name, _)| *name == package.name.as_str()).unwrap();
        for dependency in &package.dependencies {
            let ours = members.contains(dependency.name.as_str());
            let known = allowed.contains(&dependency.name.as_str());
            assert!(!ours || known, "{} must not depend on {}", package.name, dependency.name);
        }
    }
}

#[test]
fn core_depends_on_what_every_stage_shares_only() {
    let metadata = metadata();
    let core = metadata.packages.iter().find(|package| package.name == "refrain-core").unwrap();
    let normal = core.dependencies.iter().filter(|edge| edge.kind == DependencyKind::Normal);
    // libm: logarithms and exponentials of the standard library differ between platforms.
    let allowed = ["jiff", "libm", "rayon", "strsim", "thiserror"];
    assert_eq!(normal.map(|edge| edge.name.as_str()).collect::<Vec<_>>(), allowed);
}
