use crate::rows::csv::is_lossy_time;

#[test]
fn fewer_digits_than_the_number_has_are_lossy() {
    for text in ["1.54111E+12", "1.5419E+12", "1.5e12", " 1.54111E+12 ", "-1.54111E+12", "1E3"] {
        assert!(is_lossy_time(text, 0), "{text}");
    }
    assert!(is_lossy_time("15.4111E+11", 0));
    assert!(is_lossy_time("0.154111E13", 0));
    assert!(is_lossy_time("1.54111099479E12", 0));
}

#[test]
fn as_many_digits_as_the_number_has_are_not_lossy() {
    for text in ["1.541110994796E12", "1.5411109947960E+12", "1541110994796E0", "1.5E1", "1E0"] {
        assert!(!is_lossy_time(text, 0), "{text}");
    }
    assert!(!is_lossy_time("0.1541110994796E13", 0));
}

#[test]
fn small_exponents_are_not_lossy() {
    for text in ["1.5E-3", "1E-12", "0E12", "0.0e+9"] {
        assert!(!is_lossy_time(text, 0), "{text}");
    }
}

#[test]
fn what_is_not_in_scientific_notation_is_not_lossy() {
    for text in ["", "1541110000000", "154111.5", "2018-11-01", "Wed Nov 1", "E", "E5", "1E", ".E5"]
    {
        assert!(!is_lossy_time(text, 0), "{text}");
    }
    for text in ["1,5E+12", "0x1E5", "1E5E5", "1.2.3E5", "--1E5", "1E99999999999999999999", "٣E5"]
    {
        assert!(!is_lossy_time(text, 0), "{text}");
    }
}

#[test]
fn digits_below_a_second_may_be_zeros_that_were_dropped() {
    assert!(is_lossy_time("1.538352117E12", 0));
    assert!(!is_lossy_time("1.538352117E12", 3));
    assert!(is_lossy_time("1.53835211E12", 3));
}
