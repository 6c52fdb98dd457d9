//! Nothing here may start a thread: sums of floats must not be divided.

use std::fs;
use std::path::Path;
use std::thread;

use refrain_core::Fit;
use refrain_models::Logistic;

use crate::customers;

/// matrixmultiply splits products between threads only through this crate.
#[test]
fn lock_file_holds_no_threaded_matrix_product() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let Ok(lock) = fs::read_to_string(lock) else {
        return println!("skipped: the crate stands outside its workspace");
    };
    assert!(lock.contains("name = \"matrixmultiply\""));
    assert!(!lock.contains("name = \"thread-tree\""));
}

#[test]
fn fits_running_at_the_same_time_give_the_same_model() {
    let train = customers::random(500, 100, 31);
    let alone = Logistic::default().fit(&train).unwrap();
    thread::scope(|scope| {
        let fit = || Logistic::default().fit(&train).unwrap();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(fit)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}
