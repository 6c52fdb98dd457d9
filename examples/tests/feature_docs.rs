//! `docs/features.md` says what the sets are.

use std::path::Path;
use std::{env, fs};

use refrain::events::EventSchema;
use refrain::features::FeatureSet;

/// The line after which the file is written by this test.
const GENERATED: &str =
    "<!-- generated: REFRAIN_WRITE_DOCS=1 cargo test -p refrain-examples feature_docs -->\n";

#[test]
fn docs_of_the_features_are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/features.md");
    let text = fs::read_to_string(&path).unwrap();
    let (by_hand, found) = text.split_once(GENERATED).unwrap();
    let words = EventSchema::sparkify().vocabulary();
    let mut expected = String::new();
    for name in FeatureSet::NAMES {
        let set = FeatureSet::named(name, &words).unwrap();
        let n_columns = set.columns().len();
        expected += &format!(
            "\n## The set `{name}`\n\n{n_columns} columns, here in the words of Sparkify.\n\n"
        );
        expected += &set.to_markdown();
    }
    let expected = expected.trim_end().to_owned() + "\n";
    if env::var_os("REFRAIN_WRITE_DOCS").is_some() {
        fs::write(&path, format!("{by_hand}{GENERATED}{expected}")).unwrap();
    } else {
        assert!(
            found == expected,
            "docs/features.md is not what the code says: see the line in it"
        );
    }
}
