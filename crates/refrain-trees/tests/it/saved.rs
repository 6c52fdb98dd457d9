//! Models as bytes.

use refrain_trees::{ErrorKind, Tree, TreeModel, TreeOptions};

use crate::sample::{Sample, boosting, model};

#[test]
fn a_model_comes_back_bit_for_bit() {
    let (sample, model) = model();
    let again = TreeModel::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(again, model);
    assert_eq!(again.to_bytes(), model.to_bytes());
    let margins = |model: &TreeModel| -> Vec<u64> {
        model.margins(&sample.features()).unwrap().into_iter().map(f64::to_bits).collect()
    };
    assert_eq!(margins(&again), margins(&model));
}

#[test]
fn other_bytes_are_an_error() {
    let (_, model) = model();
    let bytes = model.to_bytes();
    let refusal = |bytes: &[u8]| {
        let error = TreeModel::from_bytes(bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        error.to_string()
    };
    let begins = "these bytes do not begin as a tree model of format 1 does";
    assert_eq!(refusal(b"PAR1"), begins);
    for length in [0, 5, bytes.len() / 2, bytes.len() - 1] {
        assert!(TreeModel::from_bytes(&bytes[..length]).is_err());
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(refusal(&longer), "the bytes of the model are damaged");
}

#[test]
fn no_damaged_byte_makes_a_model_that_panics() {
    let sample = Sample::new(200, 4, 1);
    let model = boosting(3, TreeOptions::default()).fit(&sample.labelled()).unwrap();
    let bytes = model.to_bytes();
    let rows = refrain_trees::Features::from_columns(
        &sample.columns.iter().map(|column| &column[..3]).collect::<Vec<_>>(),
    )
    .unwrap();
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x55;
        if let Ok(model) = TreeModel::from_bytes(&damaged) {
            let _ = (model.margins(&rows), model.explain(&rows));
        }
    }
}

#[test]
fn a_tree_that_cannot_be_walked_is_not_read() {
    let (_, model) = model();
    let json = serde_json::to_value(&model.trees()[0]).unwrap();
    let read = |json| serde_json::from_value::<Tree>(json).map_err(|error| error.to_string());
    assert_eq!(read(json.clone()).unwrap(), model.trees()[0]);
    let mut childless = json.clone();
    childless["nodes"].as_array_mut().unwrap().truncate(1);
    let impossible = |defect: &str| Err(format!("the model is impossible: {defect}"));
    assert_eq!(read(childless), impossible("a split's children are not there"));
    let mut rootless = json;
    rootless["nodes"] = serde_json::json!([]);
    assert_eq!(read(rootless), impossible("a tree has no root, or a node without a parent"));
}

#[test]
fn a_model_with_a_name_twice_is_not_read() {
    let (_, model) = model();
    let mut json = serde_json::to_value(&model).unwrap();
    json["signature"]["names"][1] = json["signature"]["names"][0].clone();
    let error = serde_json::from_value::<TreeModel>(json).unwrap_err().to_string();
    assert_eq!(error, "the model is impossible: two of its columns have one name");
}
