//! Models as bytes.

use refrain_core::{Error, ErrorKind, Problem};

use crate::TreeModel;

/// Begins the bytes of every model, whatever its format's version.
const MAGIC: &[u8] = b"refrain-trees ";

/// The format that is written and read; a change of what is serialised is a change of it.
const VERSION: u32 = 1;

impl TreeModel {
    /// Returns the model as bytes: a line with the format, then the model in postcard.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let features = Features::from_columns(&[&[1.0, 2.0, 3.0]])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert!(model.to_bytes().starts_with(b"refrain-trees 1\n"));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start();
        bytes.extend(postcard::to_stdvec(self).expect("vectors, text and numbers encode"));
        bytes
    }

    /// Reads the bytes of a model: the same one, bit for bit.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] if they begin otherwise, or do not decode.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{SingleTree, Features, Labelled, TreeModel, TreeOptions};
    ///
    /// let features = Features::from_columns(&[&[1.0, 2.0, 3.0]])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert_eq!(TreeModel::from_bytes(&model.to_bytes())?, model);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<TreeModel, Error> {
        let body = bytes.strip_prefix(start().as_slice()).ok_or(SavedProblem::NotAModel)?;
        match postcard::take_from_bytes(body) {
            Ok((model, [])) => Ok(model),
            // Bytes after the model: a file put together wrongly, which would otherwise load in silence.
            Ok(_) => Err(SavedProblem::from(postcard::Error::DeserializeBadEncoding).into()),
            Err(source) => Err(SavedProblem::from(source).into()),
        }
    }
}

fn start() -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(format!("{VERSION}\n").bytes());
    bytes
}

#[derive(Debug, thiserror::Error)]
enum SavedProblem {
    #[error("these bytes do not begin as a tree model of format {VERSION} does")]
    NotAModel,
    #[error("the bytes of the model are damaged")]
    Damaged(#[from] postcard::Error),
}

impl Problem for SavedProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}
