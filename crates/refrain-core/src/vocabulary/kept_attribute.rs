//! Attributes without a meaning of their own, kept for what they tell.

use super::counted_kind::CountedKind;
use crate::AttributeType;

/// An attribute that features are made of though nothing is known of its meaning.
///
/// # Examples
///
/// ```
/// use refrain_core::{AttributeType, KeptAttribute};
///
/// let seats = KeptAttribute::new("seats", AttributeType::Number).of_kinds(["invoice", "invoice"]);
/// assert_eq!(seats.kinds.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptAttribute {
    /// Name of the attribute.
    pub name: String,
    /// Type of its values.
    pub kind: AttributeType,
    /// The few kinds of event that have it; none if any may.
    pub kinds: Vec<CountedKind>,
}

impl KeptAttribute {
    /// Keeps an attribute that any event may have.
    pub fn new(name: impl Into<String>, kind: AttributeType) -> KeptAttribute {
        KeptAttribute { name: name.into(), kind, kinds: Vec::new() }
    }

    /// Sets the few kinds of event that have it.
    pub fn of_kinds<K: Into<CountedKind>>(
        self,
        kinds: impl IntoIterator<Item = K>,
    ) -> KeptAttribute {
        let mut distinct: Vec<CountedKind> = Vec::new();
        for kind in kinds.into_iter().map(Into::into) {
            if !distinct.iter().any(|other| other.kind == kind.kind) {
                distinct.push(kind);
            }
        }
        KeptAttribute { kinds: distinct, ..self }
    }
}
