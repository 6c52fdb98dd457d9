use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use refrain_core::{Fit, PredictProba};
use refrain_models::{
    AnyEstimator, Calibrated, CalibrationOptions, Error, ErrorKind, HeaderFigure, Member,
    ModelKind, Resampled, Resampling, SavedModel, SoftVoting,
};

use crate::customers::{self, assert_says};

const FILE: &str = "churn.model";

const CANNOT_READ_BODY: &str = concat!(
    "churn.model, written by refrain-models ",
    env!("CARGO_PKG_VERSION"),
    ", has a body that this version cannot read"
);

fn saved(kind: ModelKind) -> SavedModel {
    let train = customers::random(40, 10, 41);
    let context = BTreeMap::from([("horizon".to_owned(), "10d".to_owned())]);
    SavedModel::new(customers::estimator(kind).fit(&train).unwrap(), &train, context).unwrap()
}

fn load(bytes: &[u8]) -> Result<SavedModel, Error> {
    SavedModel::from_bytes(bytes, FILE)
}

/// The file's header line and body.
fn parts(bytes: &[u8]) -> (String, Vec<u8>) {
    let after_magic = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let length = bytes[after_magic..].iter().position(|byte| *byte == b'\n').unwrap();
    let header = String::from_utf8(bytes[after_magic..after_magic + length].to_vec()).unwrap();
    (header, bytes[after_magic + length + 1..bytes.len() - 4].to_vec())
}

/// A file of these parts with the checksum that belongs to them.
fn sealed(header: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("refrain-model 2\n{header}\n").into_bytes();
    bytes.extend(body);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

#[test]
fn parts_of_a_file_join_to_the_file() {
    let bytes = saved(ModelKind::Recency).to_bytes();
    let (header, body) = parts(&bytes);
    assert_eq!(sealed(&header, &body), bytes);
}

#[test]
fn header_tells_where_the_model_comes_from() {
    let saved = load(&saved(ModelKind::Logistic).to_bytes()).unwrap();
    let header = saved.header();
    assert_eq!(header.kind, ModelKind::Logistic);
    assert_eq!(header.crate_version, env!("CARGO_PKG_VERSION"));
    assert!(header.features.iter().map(|feature| &feature.name).eq(customers::NAMES));
    assert_eq!(header.features[1].description, "songs_7d");
    assert_eq!((header.training.n_rows, header.training.n_churned), (40, 10));
    assert_eq!(header.training.first_cutoff, customers::cutoff());
    assert_eq!(header.training.last_cutoff, customers::cutoff());
    assert_eq!(header.context["horizon"], "10d");
}

#[test]
fn first_two_lines_are_text() {
    let bytes = saved(ModelKind::BaseRate).to_bytes();
    let expected = concat!(
        "refrain-model 2\n",
        r#"{"kind":"base-rate","crate_version":"0.1.0","#,
        r#""features":[{"name":"recency_days","description":"recency_days"},"#,
        r#"{"name":"songs_7d","description":"songs_7d"},{"name":"plan","description":"plan"},"#,
        r#"{"name":"registered","description":"registered"},"#,
        r#"{"name":"always_one","description":"always_one"}],"schema_hash":"384ad6d2","#,
        r#""training":{"n_rows":40,"n_churned":10,"#,
        r#""first_cutoff_ms":86400000000,"last_cutoff_ms":86400000000},"#,
        r#""metrics":{},"context":{"horizon":"10d"},"body_bytes":"#,
    );
    let found = String::from_utf8_lossy(&bytes[..expected.len()]);
    assert_eq!(found, expected.replace("0.1.0", env!("CARGO_PKG_VERSION")));
}

/// A small estimator of each kind, so that its file is small.
fn small(kind: ModelKind) -> AnyEstimator {
    let set = |estimator: AnyEstimator, name| estimator.with(name, "5").unwrap();
    match kind {
        ModelKind::Forest => set(set(customers::estimator(kind), "n_trees"), "max_leaves"),
        ModelKind::Boosting => set(customers::estimator(kind), "n_trees"),
        ModelKind::SoftVoting => {
            let member = |kind| Member { estimator: small(kind), weight: 1.0 };
            let members = [ModelKind::Logistic, ModelKind::Boosting].map(member);
            AnyEstimator::SoftVoting(SoftVoting::new(members.to_vec()).unwrap())
        }
        _ => customers::estimator(kind),
    }
}

/// The models whose files are kept: one of each kind, and one of each step around a model.
fn kept_models() -> Vec<(String, AnyEstimator)> {
    let plain = || Box::new(small(ModelKind::Logistic));
    let resampled = Resampled::new(*plain(), Resampling::BalancedWeights).unwrap();
    let calibrated = Calibrated::new(*plain(), CalibrationOptions::default()).unwrap();
    let kinds = ModelKind::ALL.map(|kind| (first_name(kind).to_owned(), small(kind)));
    let steps =
        [("rebalanced".to_owned(), resampled.into()), ("calibrated".to_owned(), calibrated.into())];
    kinds.into_iter().chain(steps).collect()
}

/// The name that a kind had when its file was written, which the file's header keeps.
fn first_name(kind: ModelKind) -> &'static str {
    if kind == ModelKind::SoftVoting { "blend" } else { kind.name() }
}

/// Files of format 2 were written once and stay: if one can no longer be read, or says something
/// else, the format needs a new version beside the old one. `REFRAIN_WRITE_MODELS=1` writes those
/// that are missing.
#[test]
fn files_of_format_2_are_read_and_say_what_they_said() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/models_of_format_2");
    let (train, test) = (customers::random(400, 120, 43), customers::random(5, 2, 44));
    for (name, estimator) in kept_models() {
        let path = directory.join(format!("{name}.model"));
        if std::env::var_os("REFRAIN_WRITE_MODELS").is_some() && !path.exists() {
            let model = estimator.fit(&train).unwrap();
            let said = model.predict_proba(test.features()).unwrap();
            let said = BTreeMap::from([("said".to_owned(), serde_json::to_string(&said).unwrap())]);
            SavedModel::new(model, &train, said).unwrap().save(&path).unwrap();
        }
        let saved = SavedModel::load(&path).unwrap();
        let said: Vec<f64> = serde_json::from_str(&saved.header().context["said"]).unwrap();
        let says = saved.model().predict_proba(test.features()).unwrap();
        // Another processor may round otherwise.
        let differs = said.iter().zip(&says).any(|(said, says)| (said - says).abs() > 1e-12);
        assert!(!differs && said.len() == 5, "{name}: {said:?} {says:?}");
    }
}

#[test]
fn file_of_an_earlier_format_says_what_to_do() {
    let bytes = saved(ModelKind::BaseRate).to_bytes();
    let earlier = [b"refrain-model 1".as_slice(), &bytes["refrain-model 2".len()..]].concat();
    let said = format!("{FILE} has model format 1, this version reads format 2; train it again");
    assert_eq!(load(&earlier).unwrap_err().to_string(), said);
}

#[test]
fn models_too_deep_inside_each_other_are_an_error() {
    let (header, body) = parts(&saved(ModelKind::Logistic).to_bytes());
    let of_length = |n_bytes| format!("\"body_bytes\":{n_bytes}");
    let header = header.replace(&of_length(body.len()), &of_length(100_000));
    let error = load(&sealed(&header, &vec![calibrated_variant(); 100_000])).unwrap_err();
    assert_says(&error, ErrorKind::Malformed, CANNOT_READ_BODY);
}

/// The byte with which a calibrated model begins.
fn calibrated_variant() -> u8 {
    let train = customers::random(400, 120, 43);
    let (_, estimator) = kept_models().pop().unwrap();
    let model = estimator.fit(&train).unwrap();
    parts(&SavedModel::new(model, &train, BTreeMap::new()).unwrap().to_bytes()).1[0]
}

#[test]
fn metrics_are_kept() {
    let figure = HeaderFigure::new(0.7, 0.65, 0.75);
    let metrics = BTreeMap::from([("roc_auc".to_owned(), figure)]);
    let saved = saved(ModelKind::BaseRate).with_metrics(metrics.clone());
    assert_eq!(load(&saved.to_bytes()).unwrap().header().metrics, metrics);
}

#[test]
fn every_changed_byte_is_an_error() {
    for kind in ModelKind::ALL {
        let bytes = saved(kind).to_bytes();
        for position in (0..bytes.len()).step_by((bytes.len() / 500).max(1)) {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[position] ^= change;
                assert!(load(&changed).is_err(), "{kind}: byte {position} ^ {change}");
            }
        }
    }
}

#[test]
fn every_truncation_is_an_error_that_names_the_file() {
    let bytes = saved(ModelKind::Logistic).to_bytes();
    let magic = "refrain-model ".len();
    for length in 0..bytes.len() {
        let error = load(&bytes[..length]).unwrap_err();
        assert!(error.to_string().starts_with(FILE), "{error}");
        let said = if length < magic { "is not a model file" } else { "is truncated after" };
        assert_says(&error, ErrorKind::Malformed, said);
    }
}

#[test]
fn truncated_body_says_how_much_there_should_be() {
    let bytes = saved(ModelKind::BaseRate).to_bytes();
    let error = load(&bytes[..bytes.len() - 1]).unwrap_err();
    let (found, expected) = (bytes.len() - 1, bytes.len());
    let said = format!("{FILE} is truncated after {found} bytes of {expected}; copy it again");
    assert_eq!(error.to_string(), said);
}

#[test]
fn bytes_after_the_end_are_an_error() {
    let mut bytes = saved(ModelKind::BaseRate).to_bytes();
    bytes.push(0);
    let said =
        format!("{FILE} has {} bytes, its model ends after {};", bytes.len(), bytes.len() - 1);
    assert_says(&load(&bytes).unwrap_err(), ErrorKind::Malformed, &said);
}

#[test]
fn changed_body_is_called_damaged() {
    let mut bytes = saved(ModelKind::BaseRate).to_bytes();
    let position = bytes.len() - 6;
    bytes[position] ^= 1;
    let error = load(&bytes).unwrap_err();
    assert_says(&error, ErrorKind::Malformed, "churn.model is damaged: its checksum is ");
}

#[test]
fn changed_header_is_called_damaged() {
    let bytes = saved(ModelKind::BaseRate).to_bytes();
    let position = bytes.windows(3).position(|text| text == b"10d").unwrap();
    let mut changed = bytes;
    changed[position] = b'2';
    assert_says(&load(&changed).unwrap_err(), ErrorKind::Malformed, "is damaged: its checksum is");
}

#[test]
fn other_file_is_called_no_model_file() {
    for other in ["", "userId,churn\n1,0\n", "refrain-model", "refrain-model one\n{}\n", "\u{0}"] {
        let error = load(other.as_bytes()).unwrap_err();
        let said = "churn.model is not a model file: it does not begin with `refrain-model`";
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Malformed, said));
    }
}

#[test]
fn later_format_asks_for_an_update() {
    let error = load(b"refrain-model 3\nwhatever comes then").unwrap_err();
    let said = "churn.model has model format 3, this version reads format 2; update refrain";
    assert_eq!(error.to_string(), said);
}

#[test]
fn header_that_is_no_header_is_an_error() {
    let (_, body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    for header in ["{}", "not json", "[1, 2", ""] {
        let error = load(&sealed(header, &body)).unwrap_err();
        assert_says(&error, ErrorKind::Malformed, "has a header that this version cannot read");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn header_of_another_version_is_refused_with_that_version() {
    let (header, body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    let other = header.replace("\"training\"", "\"trained_on\"");
    let other = other.replace(env!("CARGO_PKG_VERSION"), "0.0.9");
    let error = load(&sealed(&other, &body)).unwrap_err();
    let said =
        "churn.model, written by refrain-models 0.0.9, has a header that this version cannot read";
    assert_eq!(error.to_string(), said);
}

#[test]
fn unknown_kind_of_model_is_an_error() {
    let (header, body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    let error = load(&sealed(&header.replace("base-rate", "oracle"), &body)).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("no model is named `oracle`"), "{cause}");
}

#[test]
fn body_that_does_not_decode_is_an_error() {
    let (header, body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    let nonsense = vec![0xff; body.len()];
    let mut longer = body.clone();
    longer.push(0);
    let longer_header = header.replace(
        &format!("\"body_bytes\":{}", body.len()),
        &format!("\"body_bytes\":{}", longer.len()),
    );
    for bytes in [sealed(&header, &nonsense), sealed(&longer_header, &longer)] {
        assert_says(&load(&bytes).unwrap_err(), ErrorKind::Malformed, CANNOT_READ_BODY);
    }
}

#[test]
fn header_that_contradicts_the_body_is_an_error() {
    let (header, body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    let changes = [
        ("recency_days", "recency_weeks", "the list of features"),
        ("base-rate", "logistic", "the kind of model"),
        ("\"body_bytes\":", "\"body_bytes\":1", "the length of the body"),
    ];
    for (from, to, what) in changes {
        let error = load(&sealed(&header.replace(from, to), &body)).unwrap_err();
        let said =
            format!("{FILE} contradicts itself: {what} of its header is not the one of its body");
        assert_eq!(error.to_string(), said);
    }
}

/// A forged checksum: whatever decodes must be a model that predicts without a panic.
#[test]
fn every_forged_body_is_an_error_or_a_model_that_works() {
    let score = customers::random(20, 5, 42);
    let mut n_refused = 0;
    for kind in ModelKind::ALL {
        let (header, body) = parts(&saved(kind).to_bytes());
        // A forest has many bytes; whatever is forged, each kind is tried some thousand times.
        let n_forged = body.len() * 256;
        for forged in (0..n_forged).step_by((n_forged / 5_000).max(1)) {
            let (position, byte) = (forged / 256, (forged % 256) as u8);
            let mut forged = body.clone();
            forged[position] = byte;
            match load(&sealed(&header, &forged)) {
                Err(_) => n_refused += 1,
                Ok(model) => assert_works(&model, &score),
            }
        }
    }
    assert!(n_refused > 1000);
}

fn assert_works(saved: &SavedModel, score: &refrain_core::Dataset) {
    // A forged kind of feature is refused here.
    let Ok(churn) = saved.model().predict_proba(score.features()) else { return };
    assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)));
}

#[test]
fn impossible_model_is_an_error() {
    let (header, mut body) = parts(&saved(ModelKind::BaseRate).to_bytes());
    let share = body.len() - 8;
    body[share..].copy_from_slice(&1.5_f64.to_le_bytes());
    let error = load(&sealed(&header, &body)).unwrap_err();
    let said = "churn.model holds an impossible model: its base rate is no share";
    assert_eq!(error.to_string(), said);
}

#[test]
fn model_is_saved_to_a_file_and_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(FILE);
    let saved = saved(ModelKind::Logistic);
    saved.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), saved);
}

#[test]
fn saving_replaces_the_file_and_leaves_nothing_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(FILE);
    fs::write(&path, "what was there before").unwrap();
    saved(ModelKind::Recency).save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), saved(ModelKind::Recency));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn failed_save_leaves_the_file_and_nothing_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(FILE);
    fs::create_dir(&path).unwrap();
    let error = saved(ModelKind::Recency).save(&path).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot write {}", path.display()));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn absent_file_and_directory_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("absent").join(FILE);
    let load = SavedModel::load(&path).unwrap_err();
    assert_eq!(load.to_string(), format!("cannot read {}", path.display()));
    let save = saved(ModelKind::Recency).save(&path).unwrap_err();
    assert_eq!(save.to_string(), format!("cannot write {}", path.display()));
}

#[test]
fn damage_on_disk_names_the_path() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(FILE);
    let bytes = saved(ModelKind::BaseRate).to_bytes();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = SavedModel::load(&path).unwrap_err().to_string();
    assert!(error.starts_with(&path.display().to_string()), "{error}");
}

#[test]
fn model_is_not_saved_with_rows_it_cannot_come_from() {
    let train = customers::random(40, 10, 41);
    let model = AnyEstimator::from(ModelKind::BaseRate).fit(&train).unwrap();
    let features = customers::matrix(&[(customers::number("x"), &[1.0, 2.0])]);
    let other = customers::dataset(features, &[false, true]);
    let error = SavedModel::new(model.clone(), &other, BTreeMap::new()).unwrap_err();
    assert_says(&error, ErrorKind::Mismatch, "missing `recency_days`, `songs_7d`");
    let error = SavedModel::new(model, &train.select(&[]), BTreeMap::new()).unwrap_err();
    assert_says(&error, ErrorKind::Data, "there is no row");
}

#[test]
#[cfg(unix)]
fn link_stays_a_link_and_its_target_keeps_its_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let directory = tempfile::tempdir().unwrap();
    let (target, link) = (directory.path().join("real.model"), directory.path().join("link.model"));
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&target, &link).unwrap();
    let saved = saved(ModelKind::BaseRate);
    saved.save(&link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(SavedModel::load(&target).unwrap(), saved);
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
#[cfg(unix)]
fn device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;

    saved(ModelKind::BaseRate).save("/dev/null").unwrap();
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}
