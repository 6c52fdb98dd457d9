//! What the README shows is what the program prints.

use std::fs;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn readme_shows_the_real_output_of_the_main_job() {
    let readme = fs::read_to_string(format!("{ROOT}/README.md")).unwrap();
    // CI runs the example and compares it with this file.
    let output = fs::read_to_string(format!("{ROOT}/examples/expected/quickstart.txt")).unwrap();
    assert!(readme.contains(output.trim_end()), "paste examples/expected/quickstart.txt anew");
}
