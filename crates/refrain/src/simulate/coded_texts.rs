//! Lists of texts as the dictionary of a column.

use std::collections::HashMap;
use std::sync::Arc;

use refrain_events::arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray};
use refrain_events::arrow::datatypes::Int32Type;

/// Each text once, and which of them stands at each position of a list.
pub(super) struct CodedTexts {
    texts: ArrayRef,
    keys: Vec<i32>,
}

impl CodedTexts {
    /// Codes a list, in which texts may come several times.
    pub(super) fn new<'a>(list: impl Iterator<Item = &'a str>) -> CodedTexts {
        let mut known: HashMap<&str, i32> = HashMap::new();
        let mut texts = Vec::new();
        let key = |text| {
            *known.entry(text).or_insert_with(|| {
                texts.push(text);
                texts.len() as i32 - 1
            })
        };
        let keys = list.map(key).collect();
        CodedTexts { texts: Arc::new(StringArray::from_iter_values(texts)), keys }
    }

    /// A column of the texts at these positions.
    pub(super) fn column(&self, positions: impl Iterator<Item = u32>) -> ArrayRef {
        self.dictionary(Int32Array::from_iter_values(positions.map(|position| self.key(position))))
    }

    /// A column of the texts at these positions, null where there is none.
    pub(super) fn nullable_column(&self, positions: impl Iterator<Item = Option<u32>>) -> ArrayRef {
        let keys = positions.map(|position| position.map(|position| self.key(position)));
        self.dictionary(Int32Array::from_iter(keys))
    }

    fn key(&self, position: u32) -> i32 {
        self.keys[position as usize]
    }

    fn dictionary(&self, keys: Int32Array) -> ArrayRef {
        let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(&self.texts));
        Arc::new(array.expect("keys are positions of texts"))
    }
}
