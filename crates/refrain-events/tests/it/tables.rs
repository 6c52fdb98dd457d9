//! Tables of delimited text as people have them.

use std::convert::Infallible;
use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use refrain_events::arrow::array::{ArrayRef, RecordBatch, StringArray};
use refrain_events::arrow::datatypes::{DataType, Field, Schema};
use refrain_events::{ErrorKind, Input, LogReader, RawRow, RowSource};

use crate::support::{START, bare_schema, events, read};

fn refusal(text: impl AsRef<[u8]>) -> String {
    read(bare_schema(), text).unwrap_err().to_string()
}

#[test]
fn a_column_named_twice_is_refused_with_its_fields() {
    let table = format!("user,at,what,user\na,{START},visit,b\n");
    let twice = "names the column `user` twice (fields 1 and 4): rename one";
    assert_eq!(refusal(&table), format!("`test.json` line 1 {twice}"));
    assert_eq!(refusal(format!("\n\n{table}")), format!("`test.json` line 3 {twice}"));
    let padded = table.replace(",user\n", ",\" user \"\n");
    assert_eq!(refusal(padded), format!("`test.json` line 1 {twice}"));
    let error = read(bare_schema(), &table).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

#[test]
fn a_column_that_nobody_asks_for_is_refused_when_it_is_named_twice() {
    let error = refusal(format!("user,at,what,tag,tag\na,{START},visit,b,c\n"));
    assert!(error.contains("names the column `tag` twice (fields 4 and 5)"), "{error}");
}

#[test]
fn columns_without_a_name_are_no_doubles() {
    let read = read(bare_schema(), format!(",user,at,what,\n0,a,{START},visit,\n")).unwrap();
    assert_eq!(events(&read.log).len(), 1);
}

/// One row whose columns have these names.
fn batch(names: &[&str]) -> RecordBatch {
    let fields = names.iter().map(|name| Field::new(*name, DataType::Utf8, true));
    let value: ArrayRef = Arc::new(StringArray::from(vec!["1"]));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    RecordBatch::try_new(schema, vec![value; names.len()]).unwrap()
}

#[test]
fn a_column_of_arrow_named_twice_is_refused() {
    let batch = batch(&["user", "at", "what", "at"]);
    let twice = "names the column `at` twice (columns 2 and 4): rename one";
    let reader = LogReader::new(bare_schema());
    let handed = reader.read_batches("rows", [Ok::<_, Infallible>(batch.clone())]).unwrap_err();
    assert_eq!(handed.to_string(), format!("`rows` {twice}"));

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log.parquet");
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let error = reader.read(&[Input::Path(path.clone())]).unwrap_err();
    assert_eq!(error.to_string(), format!("`{}` {twice}", path.display()));
}

/// A source of no rows.
struct Named(Vec<String>);

impl RowSource for Named {
    fn columns(&self) -> Vec<String> {
        self.0.clone()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        Ok(None)
    }
}

#[test]
fn a_column_of_handed_rows_named_twice_is_refused() {
    let mut source = Named(["user", "at", "what", "what"].map(str::to_owned).to_vec());
    let error = LogReader::new(bare_schema()).read_rows("rows", &mut source).unwrap_err();
    let twice = "`rows` names the column `what` twice (columns 3 and 4): rename one";
    assert_eq!(error.to_string(), twice);
}
