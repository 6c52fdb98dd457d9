//! Models as bytes.

use crate::{Error, TreeModel};

/// Begins the bytes of every model, whatever its format's version.
const MAGIC: &[u8] = b"refrain-trees ";

/// The format that is written and read; a change of what is serialised is a change of it.
const VERSION: u32 = 1;

impl TreeModel {
    /// Returns the model as bytes: a line with the format, then the model in postcard.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start();
        bytes.extend(postcard::to_stdvec(self).expect("vectors, text and numbers encode"));
        bytes
    }

    /// Reads the bytes of a model: the same one, bit for bit.
    ///
    /// # Errors
    ///
    /// [`Error::NotAModel`] if they begin otherwise, [`Error::Damaged`] if they do not decode.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{DecisionTree, Features, Labelled, TreeModel, TreeOptions};
    ///
    /// let features = Features::from_columns(&[&[1.0, 2.0, 3.0]])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0])?;
    /// let model = DecisionTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert_eq!(TreeModel::from_bytes(&model.to_bytes())?, model);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<TreeModel, Error> {
        let not_a_model = Error::NotAModel { known: VERSION };
        let body = bytes.strip_prefix(start().as_slice()).ok_or(not_a_model)?;
        match postcard::take_from_bytes(body) {
            Ok((model, [])) => Ok(model),
            Ok(_) => Err(Error::Damaged { source: postcard::Error::DeserializeBadEncoding }),
            Err(source) => Err(Error::Damaged { source }),
        }
    }
}

fn start() -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(format!("{VERSION}\n").bytes());
    bytes
}
