//! Removal of segments that are not part of a store.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use refrain_core::Error;

use super::manifest::Manifest;
use super::problem::StoreProblem;
use super::segment::DRAFT;

/// Removes segments that were written and never committed. Only names that this crate gives are
/// touched.
pub(super) fn remove_leftovers(store: &Path, manifest: &Manifest) -> Result<(), Error> {
    let committed: BTreeSet<&str> = manifest.segments.iter().map(|s| s.path.as_str()).collect();
    let leftovers = leftovers(store, &committed);
    let removed = leftovers.and_then(|paths| paths.iter().try_for_each(|path| remove(store, path)));
    removed.map_err(|cause| StoreProblem::Write { cause }.of(store))
}

/// Removes segments by their paths below the store, published or still drafts.
pub(super) fn remove_segments(store: &Path, paths: &BTreeSet<String>) -> Result<(), Error> {
    let remove_both =
        |path: &String| remove(store, path).and_then(|()| remove(store, &format!("{path}{DRAFT}")));
    let removed = paths.iter().try_for_each(remove_both);
    removed.map_err(|cause| StoreProblem::Write { cause }.of(store))
}

fn remove(store: &Path, path: &str) -> io::Result<()> {
    match fs::remove_file(store.join(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn leftovers(store: &Path, committed: &BTreeSet<&str>) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for bucket in names(&store.join("events"))? {
        let directory = format!("events/{bucket}");
        if !bucket.starts_with("bucket=") {
            continue;
        }
        for file in names(&store.join(&directory))? {
            let path = format!("{directory}/{file}");
            // Whatever else a user put there stays.
            if is_segment_name(&file) && !committed.contains(path.as_str()) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Tells whether a name is one that segments and their drafts have: `000001-000000.parquet`.
fn is_segment_name(name: &str) -> bool {
    let name = name.strip_suffix(DRAFT).unwrap_or(name);
    let Some((commit, round)) = name.strip_suffix(".parquet").and_then(|n| n.split_once('-'))
    else {
        return false;
    };
    [commit, round].iter().all(|n| n.len() >= 6 && n.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Names in a directory that is none itself reached by a link; nothing if it is not there.
fn names(directory: &Path) -> io::Result<Vec<String>> {
    match fs::symlink_metadata(directory) {
        Ok(metadata) if metadata.is_dir() => {}
        _ => return Ok(Vec::new()),
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}
