//! Names of columns in a comment, as Zeek and web servers write them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use crate::input::decompression::Decoded;
use crate::input::format::{Format, Head, detect};
use crate::input::sources::Source;
use crate::report::on_damage::OnDamage;

/// Bytes in which the comment must stand.
const MAX_BYTES: u64 = 64 << 10;

/// The names that a comment `#fields` (Zeek) or `#Fields:` (W3C) at the beginning of a file gives to
/// its columns.
pub(super) fn named_fields(source: &Source) -> Option<Vec<String>> {
    let Source::File(path) = source else { return None };
    let mut file = File::open(path).ok()?;
    let head = Head::read(&mut file).ok()?;
    let format = detect(&head, None);
    let stream: Box<dyn Read + Send> = Box::new(head.before(file));
    let text: Box<dyn Read> = match format {
        Format::Compressed(compression) => {
            Box::new(Decoded::new(compression, stream, OnDamage::Count).ok()?)
        }
        _ => stream,
    };
    let lines = BufReader::new(text.take(MAX_BYTES)).lines();
    let comments = lines.map_while(Result::ok).take_while(|line| line.starts_with('#'));
    comments.filter_map(|line| names(&line)).next()
}

fn names(comment: &str) -> Option<Vec<String>> {
    let (word, _) = comment.split_at_checked("#fields".len())?;
    if !word.eq_ignore_ascii_case("#fields") {
        return None;
    }
    let fields: Vec<&str> = match comment.contains('\t') {
        true => comment.split('\t').collect(),
        false => comment.split_whitespace().collect(),
    };
    Some(fields.into_iter().skip(1).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_zeek_and_of_web_servers_are_names() {
        assert_eq!(names("#fields\tts\tid.orig_h"), Some(vec!["ts".into(), "id.orig_h".into()]));
        assert_eq!(names("#Fields: date c-ip"), Some(vec!["date".into(), "c-ip".into()]));
        assert_eq!(names("#types\ttime\taddr"), None);
    }
}
