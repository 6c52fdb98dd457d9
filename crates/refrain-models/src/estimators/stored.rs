//! Models that are kept in files.

use std::cell::Cell;

use crate::rows::signature::Signature;
use crate::{Error, Explain};

/// A model that can come from a file, which may hold anything.
pub(crate) trait Stored: Explain<Error = Error> {
    /// Returns the features it was fitted on. Only of a model without a defect.
    fn signature(&self) -> &Signature;

    /// Returns what is wrong with it, so that predicting cannot panic.
    fn defect(&self) -> Option<&'static str>;
}

thread_local! {
    static LAST_DEFECT: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Refuses a model with a defect while it is read.
pub(crate) fn refuse<E: serde::de::Error>(defect: &'static str) -> E {
    // postcard drops the words of an error, and a reader of a file wants them.
    LAST_DEFECT.set(Some(defect));
    E::custom(format_args!("an impossible model: {defect}"))
}

/// Returns the defect for which a model was refused last on this thread, once.
pub(crate) fn take_refused_defect() -> Option<&'static str> {
    LAST_DEFECT.take()
}

/// Defines a model that is read from any format only if it has no defect.
macro_rules! checked_when_read {
    (
        $(#[$about:meta])*
        $vis:vis struct $model:ident { $($field_vis:vis $field:ident: $type:ty,)+ }
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize)]
        $vis struct $model { $($field_vis $field: $type,)+ }

        const _: () = {
            #[allow(unused_imports, reason = "some models have the method without the trait")]
            use $crate::estimators::stored::{Stored as _, refuse};

            #[derive(serde::Deserialize)]
            struct Unchecked { $($field: $type,)+ }

            impl<'de> serde::Deserialize<'de> for $model {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$model, D::Error> {
                    let Unchecked { $($field,)+ } = serde::Deserialize::deserialize(from)?;
                    let model = $model { $($field,)+ };
                    match model.defect() {
                        None => Ok(model),
                        Some(defect) => Err(refuse(defect)),
                    }
                }
            }
        };
    };
}

pub(crate) use checked_when_read;
