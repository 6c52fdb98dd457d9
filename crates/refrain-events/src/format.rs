//! What the first bytes of a stream look like.

use std::io::{self, Read};

use crate::schema::Roles;

/// Bytes looked at: enough for the header line of a table.
const HEAD_BYTES: usize = 8 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Formats known by their first bytes and not read: magic, what it is, what to do.
const UNREAD: [(&[u8], &str, &str); 6] = [
    (
        b"\x28\xB5\x2F\xFD",
        "zstd-compressed data",
        "decompress it (`zstd -d`) or compress with gzip",
    ),
    (b"BZh", "bzip2-compressed data", "decompress it (`bunzip2`) or compress with gzip"),
    (b"\xFD7zXZ\0", "xz-compressed data", "decompress it (`unxz`) or compress with gzip"),
    (b"PK\x03\x04", "a zip archive", "unpack it and name the files inside"),
    (b"\xFF\xFE", "UTF-16 text", "write it as UTF-8"),
    (b"\xFE\xFF", "UTF-16 text", "write it as UTF-8"),
];

/// What a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    JsonLines,
    Gzip,
    Parquet,
    /// Something that is not read: what it looks like and what to do about it.
    Unread(&'static str, &'static str),
}

/// Reads the beginning of a stream: up to [`HEAD_BYTES`], fewer only where the stream ends.
pub(crate) fn read_head(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Tells the format by the beginning of a stream.
pub(crate) fn detect(head: &[u8], roles: &Roles) -> Format {
    if head.starts_with(b"\x1F\x8B") {
        return Format::Gzip;
    }
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    if let Some((_, what, advice)) = UNREAD.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Format::Unread(what, advice);
    }
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    if text.starts_with(b"[") {
        let advice = "write one object a line, for instance with `jq -c '.[]'`";
        return Format::Unread("a JSON array", advice);
    }
    if is_table_header(text, roles) {
        let advice = "write it as JSON lines or Parquet";
        return Format::Unread("a table of delimited text (CSV)", advice);
    }
    Format::JsonLines
}

/// Whether the first line names the columns of the required roles between delimiters.
fn is_table_header(text: &[u8], roles: &Roles) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let delimiters = [',', ';', '\t', '|'];
    let mut names = line.split(delimiters).map(|name| name.trim().trim_matches('"'));
    names.any(|name| name == roles.time) && line.contains(delimiters) && !line.starts_with('{')
}
