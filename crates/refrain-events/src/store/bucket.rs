//! Buckets: entities whose events stand together.

use twox_hash::XxHash3_64;

/// The bucket of an entity: XXH3 of its id, of which every program and machine has the same, over
/// the number of buckets.
pub(super) fn bucket_of(entity: &str, n_buckets: u32) -> u32 {
    // Part of the format: another hash would look for entities where they are not.
    (XxHash3_64::oneshot(entity.as_bytes()) % u64::from(n_buckets)) as u32
}

/// The directory of a bucket, named as programs expect of partitions.
pub(super) fn directory(bucket: u32) -> String {
    format!("events/bucket={bucket:04}")
}

#[cfg(test)]
mod tests {
    use super::bucket_of;

    #[test]
    fn an_entity_stays_in_its_bucket_for_ever() {
        // A change here would lose the events of existing stores.
        assert_eq!(["", "30", "100021"].map(|id| bucket_of(id, 64)), [2, 54, 32]);
    }
}
