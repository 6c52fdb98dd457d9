//! Benchmarks of refrain; run them with `cargo bench`.
