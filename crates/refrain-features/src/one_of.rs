//! Lists of types of one trait.

/// Declares an enum of the types listed, all of one trait, through which it is read and used.
///
/// To add a type is one line in the list. It must implement the trait, `Debug`, `Clone` and
/// `PartialEq`.
macro_rules! one_of {
    (
        $(#[$docs:meta])*
        enum $any:ident: $object:ident, read from $text:ty { $($one:ident),+ $(,)? }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum $any {
            $($one($one),)+
        }

        impl $any {
            /// Reads a name by each type in turn; the first that knows it counts.
            pub(crate) fn read(name: $text, lexicon: &Lexicon<'_>) -> Option<$any> {
                None::<$any>$(.or_else(|| $one::read(name, lexicon).map($any::$one)))+
            }
        }

        impl std::ops::Deref for $any {
            type Target = dyn $object;

            fn deref(&self) -> &Self::Target {
                match self {
                    $($any::$one(one) => one,)+
                }
            }
        }

        $(impl From<$one> for $any {
            fn from(one: $one) -> $any {
                $any::$one(one)
            }
        })+
    };
}

pub(crate) use one_of;
