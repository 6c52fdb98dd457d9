//! Every column of all rows.

use refrain_events::{Input, LogProfile};

#[test]
fn a_profile_is_the_same_however_the_rows_are_divided() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (directory.path().join("one"), directory.path().join("two"));
    let row = |i: i64| {
        format!("{{\"n\":{},\"t\":\"w{}\",\"o\":{{\"x\":null}}}}\n", i * 37 % 1_009, i % 300)
    };
    let rows: Vec<String> = (0..60_000).map(row).collect();
    std::fs::create_dir_all(&one).unwrap();
    std::fs::create_dir_all(&two).unwrap();
    std::fs::write(one.join("a"), rows.concat()).unwrap();
    for (idx, part) in rows.chunks(7_001).enumerate() {
        std::fs::write(two.join(format!("{idx}")), part.concat()).unwrap();
    }
    let read = |path| LogProfile::read(&[Input::Path(path)], None).unwrap();
    let (one, two) = (read(one), read(two));
    let n = &one.columns()[0];
    assert_eq!(
        (n.type_name, n.min.as_deref(), n.max.as_deref()),
        ("BIGINT", Some("0"), Some("1008"))
    );
    assert!((n.mean.unwrap() - 504.0).abs() < 5.0 && (n.q50.unwrap() - 504.0).abs() < 8.0, "{n:?}");
    assert!((n.approx_unique as f64 - 1_009.0).abs() < 70.0, "{n:?}");
    assert_eq!(one.columns()[2].null_percentage(), 100.0);
    for (left, right) in one.columns().iter().zip(two.columns()) {
        assert_eq!((&left.min, &left.max, left.q25), (&right.min, &right.max, right.q25));
        assert_eq!((left.approx_unique, left.n_present), (right.approx_unique, right.n_present));
        // Sums of floats depend on where the parts are cut, by a hair.
        let difference = left.mean.unwrap_or(0.0) - right.mean.unwrap_or(0.0);
        assert!(difference.abs() < 1e-9);
    }
}
