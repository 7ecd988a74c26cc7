use super::*;

fn read(line: &str) -> Result<Cli, Usage> {
    let words = ["scimtop"].into_iter().chain(line.split_whitespace());
    Cli::read(words.map(OsString::from).collect::<Vec<_>>())
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn without_a_command_it_is_the_monitor() {
    let cli = read("--no-history --log x.log --tenant contoso.example").unwrap();
    assert!(cli.command.is_none() && cli.no_history);
    assert_eq!(cli.log, Some(PathBuf::from("x.log")));
}

#[test]
fn flags_of_the_configuration_stand_before_or_after_the_command() {
    for line in [
        "--app Kandji check --no-history",
        "check --app Kandji --no-history",
    ] {
        let cli = read(line).unwrap();
        assert!(
            matches!(cli.command, Some(Command::Check)) && cli.no_history,
            "{line}"
        );
        assert!(format!("{:?}", cli.settings).contains("Kandji"), "{line}");
    }
}

#[test]
fn the_simulator_is_told_what_to_be() {
    let line = "simulate --listen 127.0.0.1:0 --users 5 --seed 7 --speed 0 --latency 20 \
                --fault cap=50 --fault drip --cursor";
    let Some(Command::Simulate(simulate)) = read(line).unwrap().command else {
        panic!("not the simulator");
    };
    assert_eq!(
        (
            simulate.world.users,
            simulate.world.groups,
            simulate.world.seed
        ),
        (Some(5), None, Some(7))
    );
    assert!(simulate.cursor && simulate.speed.abs() < f64::EPSILON && simulate.latency == 20);
    let faults: Vec<_> = simulate
        .faults
        .iter()
        .map(|fault| (fault.name.as_str(), fault.value.as_deref()))
        .collect();
    assert_eq!(faults, [("cap", Some("50")), ("drip", None)]);
}

#[test]
fn what_is_refused_ends_as_the_command_promises() {
    for (line, status) in [
        ("--bogus", 2),
        ("bogus", 2),
        ("demo --users 0", 2),
        ("demo --speed -1", 2),
        ("simulate", 2),
        ("simulate --listen nowhere", 2),
        ("simulate --listen 127.0.0.1:0 --fault =5", 2),
        ("check --bogus", 3),
        ("check bogus", 3),
        ("--profile demo check --bogus", 3),
        ("check --profile", 3),
        ("report --format xml", 3),
        ("report --bogus", 3),
        ("config check --bogus", 3),
        ("doctor --format csv", 3),
        ("config", 3),
        ("check --help", 0),
        ("--version", 0),
    ] {
        assert_eq!(read(line).unwrap_err().status, status, "{line}");
    }
}

#[test]
fn a_secret_is_not_taken_and_not_repeated() {
    for line in [
        "--scim-token=canary",
        "--scim-token canary",
        "check --client-secret=canary",
        "--scim-token-command=canary",
    ] {
        let error = read(line).unwrap_err().error.to_string();
        assert!(
            error.contains("unexpected argument") && !error.contains("canary"),
            "{error}"
        );
    }
}

#[test]
fn what_cannot_start_ends_like_what_cannot_be_read() {
    for (line, status) in [
        ("", 2),
        ("demo", 2),
        ("check", 3),
        ("report", 3),
        ("config check", 3),
    ] {
        assert_eq!(read(line).unwrap().refused(), status, "{line}");
    }
}
