//! The bytes of a model file: magic and version, header, body, checksum.

use serde::{Deserialize, Serialize};

use super::problem::FileProblem;
use crate::estimators::stored::take_refused_defect;
use crate::{AnyModel, ModelHeader};

/// Begins every model file, whatever its format's version.
const MAGIC: &[u8] = b"refrain-model ";

/// The format that is written and read.
///
/// A change to what any fitted type serialises is a change of the format: postcard stores values
/// without names.
const VERSION: u32 = 2;

const CHECKSUM_BYTES: usize = size_of::<u32>();

/// The header line: what the model says about itself, and where its body ends.
#[derive(Serialize, Deserialize)]
struct HeaderLine<H> {
    #[serde(flatten)]
    header: H,
    body_bytes: u64,
}

/// Joins a header and a body to a file.
pub(crate) fn join(header: &ModelHeader, body: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(format!("{VERSION}\n").bytes());
    let line = HeaderLine { header, body_bytes: body.len() as u64 };
    bytes.extend(serde_json::to_vec(&line).expect("text, numbers and maps with text keys encode"));
    bytes.push(b'\n');
    bytes.extend(body);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

/// Splits a file into its header and its body, once it is known to be undamaged.
pub(crate) fn split<'a>(
    bytes: &'a [u8],
    file: &str,
) -> Result<(ModelHeader, &'a [u8]), FileProblem> {
    let after_version = check_version(bytes, file)?;
    // The checksum first: the header of a damaged file must not be believed.
    let Some(sealed) = check_sum(bytes) else { return Err(damage(bytes, after_version, file)) };
    let truncated = || truncated(bytes, file, None);
    let (header, body) = line(&sealed[after_version..]).ok_or_else(truncated)?;
    let unreadable = |source| FileProblem::Header {
        file: file.to_owned(),
        writer: writer(header),
        source: Box::new(source),
    };
    let header: HeaderLine<ModelHeader> = serde_json::from_slice(header).map_err(unreadable)?;
    if header.body_bytes != body.len() as u64 {
        let what = "the length of the body";
        return Err(FileProblem::HeaderContradictsBody { file: file.to_owned(), what });
    }
    Ok((header.header, body))
}

/// Finds the version that wrote a header of which this one understands no more.
fn writer(header: &[u8]) -> String {
    let fields: Option<serde_json::Value> = serde_json::from_slice(header).ok();
    let version = fields.as_ref().and_then(|fields| fields.get("crate_version")?.as_str());
    version.map(|version| format!(", written by refrain-models {version},")).unwrap_or_default()
}

/// Decodes a body that fills its bytes.
pub(crate) fn decode_body(
    body: &[u8],
    header: &ModelHeader,
    file: &str,
) -> Result<AnyModel, FileProblem> {
    let unreadable = |source| FileProblem::Body {
        file: file.to_owned(),
        version: header.crate_version.clone(),
        source: Box::new(source),
    };
    // Forget what was refused before.
    take_refused_defect();
    let read = postcard::take_from_bytes(body);
    // A checksum can be forged. What predicts must not panic on any bytes.
    if let Some(defect) = take_refused_defect() {
        return Err(FileProblem::ImpossibleModel { file: file.to_owned(), defect });
    }
    match read {
        Ok((model, [])) => Ok(model),
        // Bytes left over belong to no model; postcard by itself would pass over them.
        Ok(_) => Err(unreadable(postcard::Error::DeserializeBadEncoding)),
        Err(source) => Err(unreadable(source)),
    }
}

/// Checks the first line and returns where the second begins.
fn check_version(bytes: &[u8], file: &str) -> Result<usize, FileProblem> {
    let not_a_model = || FileProblem::NotAModelFile { file: file.to_owned() };
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(not_a_model)?;
    let (version, rest) = line(rest).ok_or_else(|| truncated(bytes, file, None))?;
    let version = std::str::from_utf8(version).ok().and_then(|text| text.parse::<u32>().ok());
    match version {
        Some(VERSION) => Ok(bytes.len() - rest.len()),
        // The version stands in the first line for this: a later file may be anything after it.
        Some(found) if found > VERSION => {
            Err(FileProblem::LaterFormat { file: file.to_owned(), found, known: VERSION })
        }
        Some(found) if found > 0 => {
            Err(FileProblem::EarlierFormat { file: file.to_owned(), found, known: VERSION })
        }
        _ => Err(not_a_model()),
    }
}

/// Returns what the checksum seals, if it holds.
fn check_sum(bytes: &[u8]) -> Option<&[u8]> {
    let (sealed, expected) = bytes.split_last_chunk::<CHECKSUM_BYTES>()?;
    (crc32fast::hash(sealed) == u32::from_le_bytes(*expected)).then_some(sealed)
}

/// Finds words for a file whose checksum does not hold.
fn damage(bytes: &[u8], after_version: usize, file: &str) -> FileProblem {
    let Some((header, _)) = line(&bytes[after_version..]) else {
        return truncated(bytes, file, None);
    };
    let found = bytes.len() as u64;
    match whole_length(after_version + header.len() + 1, header) {
        Some(expected) if found < expected => truncated(bytes, file, Some(expected)),
        Some(expected) if found > expected => {
            FileProblem::TooLong { file: file.to_owned(), found, expected }
        }
        _ => wrong_sum(bytes, file),
    }
}

/// The length that a file should have by its header line; `None` if the line is damaged.
fn whole_length(body_start: usize, header: &[u8]) -> Option<u64> {
    let header: HeaderLine<ModelHeader> = serde_json::from_slice(header).ok()?;
    header.body_bytes.checked_add((body_start + CHECKSUM_BYTES) as u64)
}

fn truncated(bytes: &[u8], file: &str, expected: Option<u64>) -> FileProblem {
    FileProblem::Truncated { file: file.to_owned(), found: bytes.len() as u64, expected }
}

fn wrong_sum(bytes: &[u8], file: &str) -> FileProblem {
    match bytes.split_last_chunk::<CHECKSUM_BYTES>() {
        None => truncated(bytes, file, None),
        Some((sealed, expected)) => FileProblem::Checksum {
            file: file.to_owned(),
            expected: u32::from_le_bytes(*expected),
            found: crc32fast::hash(sealed),
        },
    }
}

/// Returns the first line and what follows it, `None` if no line ends.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
