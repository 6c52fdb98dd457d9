//! A hash of entity ids that never changes.

/// Hashes an entity's id with a seed, the same on every platform and in every release.
///
/// Whatever divides entities (folds, rows held out, samples) divides by this hash, so that neither
/// other entities nor the order of rows matter; two divisions that must not know of each other
/// take two seeds.
///
/// FNV-1a over the bytes (Fowler, Noll and Vo), then the finalizer of SplitMix64
/// (Steele, Lea and Flood 2014) over it and the mixed seed. Not for hash tables that meet hostile
/// input.
///
/// # Examples
///
/// ```
/// use refrain_core::entity_hash;
///
/// let fold = entity_hash("customer 7", 42) % 5;
/// assert_eq!(fold, entity_hash("customer 7", 42) % 5);
/// ```
pub fn entity_hash(id: &str, seed: u64) -> u64 {
    const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
    let fnv =
        id.bytes().fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
    // FNV-1a alone leaves ids that differ in their last digit close together.
    mix(fnv ^ mix(seed))
}

pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::entity_hash;

    #[test]
    fn ids_that_differ_in_their_last_digit_are_dealt_evenly() {
        let mut of_fold = [0; 4];
        for number in 0..4_000 {
            of_fold[(entity_hash(&format!("user {number}"), 7) % 4) as usize] += 1;
        }
        assert!(of_fold.iter().all(|n| (900..1_100).contains(n)), "{of_fold:?}");
    }

    #[test]
    fn another_seed_deals_anew() {
        let both = (0..4_000).map(|number| number.to_string()).filter(|id| {
            entity_hash(id, 1).is_multiple_of(4) && entity_hash(id, 2).is_multiple_of(4)
        });
        let n_both = both.count();
        assert!((200..300).contains(&n_both), "{n_both} of 4,000 are in both quarters");
    }
}
