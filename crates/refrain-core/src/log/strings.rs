//! Sorted sets of interned strings.

/// A sorted set of distinct strings, each with a code: its rank in byte order.
///
/// Because codes are ranks, they depend on the set alone and not on the order in which the
/// strings were met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Builds the set of some strings, in any order and repeated or not, and returns it with the
    /// code of each string that was given, in the order given.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Strings;
    ///
    /// let (ids, codes) = Strings::encode(["dan", "ada", "dan"]);
    /// assert_eq!(ids.iter().collect::<Vec<_>>(), ["ada", "dan"]);
    /// assert_eq!(codes, [1, 0, 1]);
    /// ```
    pub fn encode<S: AsRef<str>>(strings: impl IntoIterator<Item = S>) -> (Strings, Vec<u32>) {
        let given: Vec<S> = strings.into_iter().collect();
        let mut order: Vec<u32> = (0..given.len() as u32).collect();
        let text = |position: u32| given[position as usize].as_ref();
        order.sort_unstable_by(|left, right| text(*left).cmp(text(*right)));
        let mut set = Strings::default();
        let mut codes = vec![0; given.len()];
        for position in order {
            // Codes are ranks, so each string may stand once only.
            let is_new = set.is_empty() || set.at(set.len() - 1) != text(position);
            if is_new {
                set.push_greatest(text(position));
            }
            codes[position as usize] = set.len() as u32 - 1;
        }
        (set, codes)
    }

    /// Adds a string that is greater than all in the set.
    pub(crate) fn push_greatest(&mut self, string: &str) {
        debug_assert!(self.is_empty() || self.at(self.len() - 1) < string);
        self.text.push_str(string);
        self.ends.push(self.text.len());
    }

    /// Returns the number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns `true` if there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the string with this code.
    pub fn get(&self, code: u32) -> Option<&str> {
        let code = code as usize;
        let end = *self.ends.get(code)?;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        Some(&self.text[start..end])
    }

    /// Returns the code of a string, by binary search.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Strings;
    ///
    /// let (ids, _) = Strings::encode(["dan", "ada", "dan"]);
    /// assert_eq!((ids.len(), ids.code("dan"), ids.get(0)), (2, Some(1), Some("ada")));
    /// assert_eq!(ids.code("eve"), None);
    /// ```
    pub fn code(&self, string: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.at(middle).cmp(string) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle as u32),
            }
        }
        None
    }

    /// Iterates over the strings in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.at(index))
    }

    /// Returns an estimate of the memory the strings take, in bytes.
    pub fn heap_bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<usize>()
    }

    fn at(&self, index: usize) -> &str {
        self.get(index as u32).expect("index below the length")
    }
}
