//! Arrow batches that a caller hands over, divided for the threads.

use std::error::Error as StdError;
use std::io;

use crate::arrow::array::RecordBatch;
use crate::arrow::datatypes::SchemaRef;
use refrain_core::Error;

use crate::input::block::{Blocks, Body, Text};
use crate::input::column_files::check_columns;
use crate::input::problem::InputProblem;
use crate::rows::columns::ColumnPlan;

/// Rows of a block: few enough that one large batch keeps every thread busy.
const BLOCK_ROWS: usize = 16 << 10;

/// Any error of a caller's own.
pub(crate) type AnyError = Box<dyn StdError + Send + Sync>;

/// Batches as they come from a caller.
pub(crate) type Batches<'r> = Box<dyn Iterator<Item = Result<RecordBatch, AnyError>> + Send + 'r>;

/// Blocks of the batches of a caller.
pub(crate) struct HandedBatches<'r> {
    name: String,
    plan: Option<&'r ColumnPlan>,
    batches: Batches<'r>,
    n_batches: u64,
    /// Rest of the batch that is being handed out.
    rest: Option<RecordBatch>,
    /// The schema of the batch before, so that columns are looked at where they change.
    schema: Option<SchemaRef>,
    columns: Vec<String>,
}

impl<'r> HandedBatches<'r> {
    pub(crate) fn new(
        name: String,
        plan: Option<&'r ColumnPlan>,
        batches: Batches<'r>,
    ) -> HandedBatches<'r> {
        let columns = Vec::new();
        HandedBatches { name, plan, batches, n_batches: 0, rest: None, schema: None, columns }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Error> {
        let Some(batch) = self.batches.next() else { return Ok(None) };
        self.n_batches += 1;
        let batch = batch.map_err(|cause| InputProblem::Batch {
            file: self.name.clone(),
            batch: self.n_batches,
            cause,
        })?;
        if self.schema.as_ref() != Some(batch.schema_ref()) {
            check_columns(&self.name, batch.schema_ref(), self.plan, &mut self.columns)?;
            self.schema = Some(batch.schema());
        }
        Ok(Some(batch))
    }

    /// Cuts the first rows off a batch and keeps the others.
    fn cut(&mut self, batch: RecordBatch) -> RecordBatch {
        let n_rows = batch.num_rows();
        if n_rows <= BLOCK_ROWS {
            return batch;
        }
        self.rest = Some(batch.slice(BLOCK_ROWS, n_rows - BLOCK_ROWS));
        batch.slice(0, BLOCK_ROWS)
    }
}

impl Blocks for HandedBatches<'_> {
    fn next(&mut self, _text: Text) -> io::Result<Option<Body>> {
        loop {
            let batch = match self.rest.take() {
                Some(rest) => Some(rest),
                // The error is taken out again where the read ends.
                None => self.next_batch().map_err(io::Error::other)?,
            };
            match batch {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => return Ok(Some(Body::Batch(self.cut(batch)))),
                None => return Ok(None),
            }
        }
    }

    fn take_columns(&mut self) -> Vec<String> {
        std::mem::take(&mut self.columns)
    }
}
