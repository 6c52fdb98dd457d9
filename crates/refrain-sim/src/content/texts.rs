//! Many short texts in one allocation.

/// Texts by position.
#[derive(Debug)]
pub(crate) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Collects `n` texts, each appended by a call of `append`.
    pub(crate) fn compose(n: u32, mut append: impl FnMut(u32, &mut String)) -> Texts {
        let mut texts = Texts { text: String::new(), ends: Vec::with_capacity(n as usize) };
        for position in 0..n {
            append(position, &mut texts.text);
            // The crate's texts take a few megabytes: a `u32` is half of a `usize`.
            texts.ends.push(texts.text.len() as u32);
        }
        texts
    }

    pub(crate) fn get(&self, position: u32) -> &str {
        let position = position as usize;
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.text[start as usize..self.ends[position] as usize]
    }
}
