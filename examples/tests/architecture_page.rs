//! The map of the architecture page is whole.

use std::fs;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The names of all folders below a folder that hold modules, tests apart.
fn module_folders(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_module = path.is_dir() && path.with_extension("rs").exists();
        // A folder of data, or of tests beside their module, is no room.
        if is_module && name != "tests" {
            names.push(name);
            module_folders(&path, names);
        }
    }
}

#[test]
fn every_folder_of_modules_is_named_in_the_row_of_its_crate() {
    let page = fs::read_to_string(format!("{ROOT}/docs/architecture.md")).unwrap();
    let mut missing = Vec::new();
    for entry in fs::read_dir(format!("{ROOT}/crates")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("crates/{}", path.file_name().unwrap().to_str().unwrap());
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        let mut folders = Vec::new();
        module_folders(&path.join("src"), &mut folders);
        let unnamed = folders.into_iter().filter(|folder| !row.contains(&format!("`{folder}/`")));
        missing.extend(unnamed.map(|folder| format!("{name}: {folder}/")));
    }
    assert!(missing.is_empty(), "name them in docs/architecture.md: {missing:?}");
}
