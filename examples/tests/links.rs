//! Links between the pages lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// All Markdown files of the repository.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_ours = !name.starts_with('.') && name != "target" && !path.is_symlink();
        if path.is_dir() && is_ours {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") && is_ours {
            found.push(path);
        }
    }
}

/// The lines of a page outside of its blocks of code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// The anchors that a renderer gives the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page).filter(|line| line.starts_with('#'));
    let mut anchors = BTreeSet::new();
    for heading in headings {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let repeated = (1..).map(|n| format!("{anchor}-{n}")).find(|name| !anchors.contains(name));
        match anchors.contains(&anchor) {
            true => anchors.extend(repeated),
            false => _ = anchors.insert(anchor),
        }
    }
    anchors
}

/// The targets of the links of a page, `code` apart.
fn targets(page: &str) -> Vec<String> {
    let text = prose(page).collect::<Vec<_>>().join("\n");
    let parts = text.split('`').enumerate();
    let without_code: String = parts.filter(|(n, _)| n % 2 == 0).map(|(_, part)| part).collect();
    let inline = without_code.split("](").skip(1);
    let inline = inline.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let defined = without_code.lines().filter(|line| line.starts_with('['));
    let defined = defined.filter_map(|line| line.split_once("]: ")).map(|(_, target)| target);
    inline.chain(defined).map(|target| target.trim().to_owned()).collect()
}

fn is_sound(page: &Path, target: &str) -> bool {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = match path {
        "" => page.to_owned(),
        relative => page.parent().unwrap().join(relative),
    };
    let has_anchor = || anchors(&fs::read_to_string(&path).unwrap()).contains(anchor);
    path.exists() && (anchor.is_empty() || has_anchor())
}

#[test]
fn links_between_pages_lead_to_files_and_headings_that_exist() {
    let mut all = Vec::new();
    pages(Path::new(ROOT), &mut all);
    let mut broken = Vec::new();
    let mut n_links = 0;
    for page in all {
        let text = fs::read_to_string(&page).unwrap();
        let targets = targets(&text);
        let ours = targets.iter().filter(|target| !target.contains("://"));
        for target in ours {
            n_links += 1;
            if !is_sound(&page, target) {
                broken.push(format!("{}: {target}", page.strip_prefix(ROOT).unwrap().display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(n_links > 20, "only {n_links} links were seen");
}
