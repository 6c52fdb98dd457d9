//! Formats of inputs, told by their first bytes.

use std::io::{self, Chain, Cursor, Read};

use crate::input::decompression::Compression;
use crate::input::json_shape::{Shape, is_unfinished, tell_shape};
use crate::input::table_text::is_table;
use crate::schema::EventSchema;

/// Bytes looked at: enough for the header line of a table.
const HEAD_BYTES: usize = 8 << 10;

/// Bytes looked at while the first object of JSON is not at its end.
const LONG_HEAD_BYTES: usize = 256 << 10;

/// The mark that some programs write before UTF-8 text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The first bytes of an Arrow IPC file; its stream begins after them.
pub(crate) const ARROW_FILE_MAGIC: &[u8; 8] = b"ARROW1\0\0";

/// Formats known by their first bytes and not read: magic, what it is, what to do.
const UNREAD: [(&[u8], &str, &str); 13] = [
    (b"\xFD7zXZ\0", "xz-compressed data", "decompress it (`unxz`) or compress with zstd or gzip"),
    (b"\x04\x22\x4D\x18", "lz4-compressed data", "decompress it (`unlz4`) or compress with zstd"),
    (b"PK\x03\x04", "a zip archive", "unpack it and name the files inside"),
    (b"\xD0\xCF\x11\xE0", "an Excel workbook", "save the sheet as CSV"),
    (b"ORC", "an ORC file", "write it as Parquet"),
    (b"Obj\x01", "an Avro file", "write it as Parquet"),
    (b"\x89HDF", "an HDF5 file", "write the table in it as Parquet"),
    (b"SQLite format 3\0", "a SQLite database", "write the table in it as CSV"),
    (b"<?xml", "XML", "write its rows as CSV or JSON lines"),
    (b"<!DOCTYPE", "a web page", "fetch the file itself"),
    (b"<html", "a web page", "fetch the file itself"),
    (b"\xFF\xFE", "UTF-16 text", "write it as UTF-8"),
    (b"\xFE\xFF", "UTF-16 text", "write it as UTF-8"),
];

/// Format of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    Content(Content),
    Compressed(Compression),
    /// Something that is not read: what it looks like and what to do about it.
    Unread(&'static str, &'static str),
}

/// The formats of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Json(Shape),
    Csv,
    Parquet,
    ArrowFile,
    ArrowStream,
}

/// Beginnings of the formats that are read and are no text.
const BINARY: [(&[u8], Format); 7] = [
    (b"\x1F\x8B", Format::Compressed(Compression::Gzip)),
    (b"\x28\xB5\x2F\xFD", Format::Compressed(Compression::Zstd)),
    (b"BZh", Format::Compressed(Compression::Bzip2)),
    (b"PAR1", Format::Content(Content::Parquet)),
    (ARROW_FILE_MAGIC, Format::Content(Content::ArrowFile)),
    (b"\xFF\xFF\xFF\xFF", Format::Content(Content::ArrowStream)),
    // A zstd frame that decoders skip may come first.
    (b"\x50\x2A\x4D\x18", Format::Compressed(Compression::Zstd)),
];

/// Beginning of a stream.
#[derive(Debug)]
pub(crate) struct Head {
    bytes: Vec<u8>,
    /// Set where the stream ends with it.
    is_whole: bool,
}

impl Head {
    /// Reads the beginning of a stream: fewer than [`HEAD_BYTES`] only where the stream ends, and
    /// more only where an object of JSON begins that is longer.
    pub(crate) fn read(reader: &mut dyn Read) -> io::Result<Head> {
        let mut bytes = Vec::new();
        reader.take(HEAD_BYTES as u64).read_to_end(&mut bytes)?;
        let mut is_whole = bytes.len() < HEAD_BYTES;
        if !is_whole && is_unfinished(text(&bytes)) {
            let missing = LONG_HEAD_BYTES - HEAD_BYTES;
            is_whole = reader.take(missing as u64).read_to_end(&mut bytes)? < missing;
        }
        Ok(Head { bytes, is_whole })
    }

    /// Puts the beginning, without a byte order mark, before the rest of its stream.
    pub(crate) fn before<R: Read>(self, rest: R) -> Chain<Cursor<Vec<u8>>, R> {
        let mut bytes = Cursor::new(self.bytes);
        if bytes.get_ref().starts_with(BYTE_ORDER_MARK) {
            bytes.set_position(BYTE_ORDER_MARK.len() as u64);
        }
        bytes.chain(rest)
    }
}

/// The bytes as text: without the mark and the blanks before it.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start()
}

/// Tells the format by the beginning of a stream, and by what a schema says of it.
pub(crate) fn detect(head: &Head, schema: Option<&EventSchema>) -> Format {
    if let Some(format) = detect_binary(&head.bytes) {
        return format;
    }
    let text = text(&head.bytes);
    // A table whose first column is named `[…` would be taken for an array. None was seen.
    if text.starts_with(b"[") || text.starts_with(b"{") {
        return Format::Content(Content::Json(tell_shape(text, head.is_whole, schema)));
    }
    if is_table(text, schema) {
        return Format::Content(Content::Csv);
    }
    // Lines that are no JSON are counted one by one, which tells more than a format refused.
    Format::Content(Content::Json(Shape::Lines))
}

/// Tells the format of a table, in which text that is no JSON is CSV, even of one column.
pub(crate) fn detect_table(head: &Head) -> Format {
    if let Some(format) = detect_binary(&head.bytes) {
        return format;
    }
    Format::Content(match text(&head.bytes).first() {
        Some(b'[') => Content::Json(Shape::Array),
        Some(b'{') => Content::Json(Shape::Lines),
        _ => Content::Csv,
    })
}

/// Tells formats that begin with bytes of their own; none of them begins a text.
fn detect_binary(head: &[u8]) -> Option<Format> {
    if let Some((_, format)) = BINARY.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format.clone());
    }
    // A zip archive with sheets in it.
    if head.starts_with(b"PK\x03\x04")
        && memchr::memmem::find(head, b"[Content_Types].xml").is_some()
    {
        return Some(Format::Unread("an Excel workbook", "save the sheet as CSV"));
    }
    let unread = UNREAD.iter().find(|(magic, ..)| head.starts_with(magic));
    unread.map(|(_, what, advice)| Format::Unread(what, advice))
}
