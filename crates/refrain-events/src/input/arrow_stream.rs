//! Batches of an Arrow IPC stream, out of a reader.

use std::io::Read;

use crate::arrow::array::RecordBatch;
use crate::arrow::buffer::Buffer;
use crate::arrow::datatypes::SchemaRef;
use crate::arrow::error::ArrowError;
use crate::arrow::ipc::reader::StreamDecoder;

/// Bytes read at once.
const CHUNK_BYTES: usize = 1 << 20;

/// Decodes the messages of a stream as their bytes arrive.
///
/// A message states its length before it comes. Room is made for what has come only, so that
/// nobody can ask for gigabytes with a handful of bytes.
pub(crate) struct ArrowStream<R> {
    reader: R,
    decoder: StreamDecoder,
    rest: Buffer,
    is_done: bool,
    /// A batch that was decoded in search of the schema.
    first: Option<RecordBatch>,
    schema: SchemaRef,
}

impl<R: Read> ArrowStream<R> {
    /// Reads up to the schema.
    pub(crate) fn new(reader: R) -> Result<ArrowStream<R>, ArrowError> {
        let mut stream = ArrowStream {
            reader,
            decoder: StreamDecoder::new(),
            rest: Buffer::default(),
            is_done: false,
            first: None,
            schema: SchemaRef::new(crate::arrow::datatypes::Schema::empty()),
        };
        // The decoder knows the schema only once it has met a message behind it.
        stream.first = stream.decode()?;
        let no_schema = || ArrowError::IpcError("the stream holds no schema".to_owned());
        stream.schema = stream.decoder.schema().ok_or_else(no_schema)?;
        Ok(stream)
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Decodes the next batch, reading as much as it takes.
    fn decode(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        while !self.is_done {
            if self.rest.is_empty() {
                self.rest = self.read()?;
            }
            if self.rest.is_empty() {
                self.is_done = true;
                self.decoder.finish()?;
                break;
            }
            match self.decoder.decode(&mut self.rest) {
                Ok(Some(batch)) => return Ok(Some(batch)),
                Ok(None) => {}
                // Something follows the end of the stream: in a file it is the footer.
                Err(_) if self.decoder.finish().is_ok() => self.is_done = true,
                Err(error) => {
                    self.is_done = true;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Buffer, ArrowError> {
        // Never as much as a message says that it is long: a damaged one may say anything.
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        let mut limited = self.reader.by_ref().take(CHUNK_BYTES as u64);
        match limited.read_to_end(&mut chunk) {
            Ok(_) => Ok(Buffer::from_vec(chunk)),
            Err(error) => {
                self.is_done = true;
                Err(error.into())
            }
        }
    }
}

impl<R: Read> Iterator for ArrowStream<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.first.take() {
            Some(batch) => Some(Ok(batch)),
            None => self.decode().transpose(),
        }
    }
}
