//! The table of who is treated.

use std::io::{self, Write};

use refrain_core::Time;
use refrain_sim::{ErrorKind, Rate, Scenario, Simulation, SimulationOptions, Treated};

fn scenario(name: &str, treated: Treated) -> Scenario {
    // 2018-11-01T12:00:00.5Z.
    let from = Time::from_millis(1_541_073_600_500);
    Scenario::new(name, from, treated).change(Rate::Beta, 0.5)
}

fn assignment(options: SimulationOptions) -> String {
    let mut csv = Vec::new();
    Simulation::new(options).unwrap().write_assignment(&mut csv).unwrap();
    String::from_utf8(csv).unwrap()
}

fn options(users: u32) -> SimulationOptions {
    SimulationOptions::new().users(users).growth_per_year(0.0)
}

#[test]
fn every_user_has_a_row_for_every_scenario() {
    let mut december = scenario("december", Treated::Ids([2].into()));
    december.until = Some(Time::from_millis(1_543_622_400_000));
    let all = scenario("all", Treated::Share(1.0));
    let expected = "\
userId,scenario,treated,from,until
1,december,false,2018-11-01T12:00:00.500Z,2018-12-01T00:00:00Z
1,all,true,2018-11-01T12:00:00.500Z,
2,december,true,2018-11-01T12:00:00.500Z,2018-12-01T00:00:00Z
2,all,true,2018-11-01T12:00:00.500Z,
";
    assert_eq!(assignment(options(2).scenario(december).scenario(all)), expected);
}

#[test]
fn without_scenarios_there_is_the_header_alone() {
    assert_eq!(assignment(options(3)), "userId,scenario,treated,from,until\n");
}

#[test]
fn names_are_quoted_where_a_reader_would_take_them_apart() {
    let quoted = |name: &str| {
        let csv = assignment(options(1).scenario(scenario(name, Treated::Share(0.0))));
        let row = csv.strip_prefix("userId,scenario,treated,from,until\n1,").unwrap().to_owned();
        row.strip_suffix(",false,2018-11-01T12:00:00.500Z,\n").unwrap().to_owned()
    };
    assert_eq!(quoted("no adverts"), "no adverts");
    assert_eq!(quoted("a, b"), "\"a, b\"");
    assert_eq!(quoted("the \"offer\""), "\"the \"\"offer\"\"\"");
    assert_eq!(quoted("a\nb"), "\"a\nb\"");
    assert_eq!(quoted("a\rb"), "\"a\rb\"");
}

#[test]
fn newcomers_have_rows_and_all_are_those_whom_the_simulation_treats() {
    let half = scenario("half", Treated::Share(0.5));
    let options = SimulationOptions::new().users(50).growth_per_year(2.0).scenario(half);
    let simulation = Simulation::new(options.clone()).unwrap();
    let csv = assignment(options);
    let treated: Vec<(u64, bool)> = csv.lines().skip(1).map(id_and_arm).collect();
    let expected: Vec<(u64, bool)> = (0..simulation.n_users())
        .map(|user_idx| (u64::from(user_idx) + 1, simulation.is_treated(0, user_idx)))
        .collect();
    assert!(treated.len() > 50);
    assert_eq!(treated, expected);
}

fn id_and_arm(row: &str) -> (u64, bool) {
    let fields: Vec<&str> = row.split(',').collect();
    (fields[0].parse().unwrap(), fields[2].parse().unwrap())
}

/// A disk without room for more than so many bytes.
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("full"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_told() {
    let all = || scenario("all", Treated::Share(1.0));
    for (users, room) in [(1, 0), (10_000, 100_000)] {
        let simulation = Simulation::new(options(users).scenario(all())).unwrap();
        let error = simulation.write_assignment(&mut Disk(room)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(error.to_string(), "cannot write who is treated");
    }
}

/// A writer that notes its longest write.
struct Longest(usize);

impl Write for Longest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn rows_are_written_as_they_are_made() {
    let all = scenario("all", Treated::Share(1.0));
    let mut out = Longest(0);
    Simulation::new(options(20_000).scenario(all)).unwrap().write_assignment(&mut out).unwrap();
    assert!((1_000..100_000).contains(&out.0), "{}", out.0);
}
