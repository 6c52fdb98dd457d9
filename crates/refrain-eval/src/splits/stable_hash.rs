//! A hash of strings that never changes.

/// Hashes bytes with a seed, the same on every platform and in every release.
///
/// FNV-1a over the bytes (Fowler, Noll and Vo), then the finalizer of SplitMix64
/// (Steele, Lea and Flood 2014) over it and the mixed seed, because FNV-1a alone leaves ids that
/// differ in their last digit close together. Not for hash tables that meet hostile input.
pub(super) fn stable_hash(bytes: &[u8], seed: u64) -> u64 {
    const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
    let fnv = bytes
        .iter()
        .fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME));
    mix(fnv ^ mix(seed))
}

fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
