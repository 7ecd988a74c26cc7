//! What `scimtop action` writes down, and what happens where the service or the file refuses.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::action::{APPLICATION, act, acted, acting, allowed, tenant, trail};
use crate::command::{Desk, Ran};

fn lines(desk: &Desk) -> Vec<Value> {
    let text = std::fs::read_to_string(trail(desk)).expect("an audit file");
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    lines.collect()
}

#[test]
fn an_action_leaves_two_lines_that_only_its_owner_can_read() {
    let desk = acting("");
    let mut command = allowed(&desk, "restart --no-plan --reset watermark");
    command.env("USER", "ann").args(["--confirm", APPLICATION]);
    assert_eq!(Ran::of(&mut command).status, 0);
    let mode = std::fs::metadata(trail(&desk))
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let lines = lines(&desk);
    let [sending, done] = lines.as_slice() else {
        panic!("{lines:#?}");
    };
    assert_eq!(
        (&sending["phase"], &done["phase"]),
        (&json!("sending"), &json!("done"))
    );
    assert_eq!(sending["id"], done["id"]);
    assert_eq!(
        (&sending["status"], &sending["verification"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&done["status"], &done["verification"]),
        (&json!(204), &json!("seen"))
    );
    assert!(
        done["request_id"].as_str().is_some_and(|id| id.len() == 36),
        "{done}"
    );
    for line in &lines {
        assert_eq!(line["format"], "scimtop.action/1");
        // The account's own name where the machine lists it.
        assert!(
            line["os_user"]
                .as_str()
                .is_some_and(|user| !user.is_empty())
        );
        assert_eq!(line["profile"], "default");
        assert_eq!(line["application"]["name"], APPLICATION);
        assert_eq!(line["action"], "restart");
        assert_eq!(line["parameters"], json!({"resetScope": "Watermark"}));
        assert!(
            line["os_uid"].is_u64() && line["time"].as_str().is_some_and(|at| at.ends_with('Z'))
        );
    }
    assert_eq!(act(&desk, "pause", APPLICATION).status, 0);
    assert_eq!(self::lines(&desk).len(), 4);
    let text = std::fs::read_to_string(trail(&desk)).expect("an audit file");
    for (name, secret) in desk.tenant.environment() {
        let is_secret = name.ends_with("TOKEN") || name.ends_with("SECRET");
        assert!(!is_secret || !text.contains(&secret), "{name}");
    }
    assert!(!text.contains("Bearer") && !text.contains("eyJ"), "{text}");
}

#[test]
fn a_token_that_may_not_act_is_told_the_permission() {
    let desk = tenant("", &[], false);
    let ran = act(&desk, "pause", APPLICATION);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(
        ran.out.contains("Synchronization.ReadWrite.All"),
        "{}",
        ran.out
    );
    let lines = lines(&desk);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert_eq!(
        (&lines[1]["status"], &lines[1]["verification"]),
        (&json!(403), &json!("failed"))
    );
    assert!(lines[1]["request_id"].is_string());
    assert_eq!(acted(&desk).len(), 1);
    let (_, report) = desk.report("");
    assert_eq!(report["job"]["status"], "Active");
}

#[test]
fn a_busy_service_is_asked_again_and_acts_once() {
    let desk = tenant("", &["graph:throttle-429=2"], true);
    let ran = act(&desk, "pause", APPLICATION);
    assert_eq!(ran.status, 0, "{ran:?}");
    let statuses: Vec<u16> = acted(&desk)
        .into_iter()
        .map(|(.., status)| status)
        .collect();
    assert_eq!(statuses, [429, 204]);
    assert_eq!(lines(&desk)[1]["status"], 204);
}

#[test]
fn an_answer_that_is_lost_is_not_asked_for_again() {
    // The answer to the demand is cut: it may have been carried out, and it was.
    let joiner =
        "[[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
    let name = "jo@northwind.example";
    let mut lost = 0;
    for nth in 2..12 {
        let desk = tenant(joiner, &[&format!("graph:cut-body={nth}")], true);
        let ran = act(&desk, &format!("provision-on-demand {name}"), name);
        let sent = acted(&desk).len();
        assert!(sent <= 1, "sent {sent} times: {ran:?}");
        if ran.out.contains("may have been carried out") {
            lost += 1;
            assert_eq!(ran.status, 0, "{ran:?}");
            assert!(ran.out.contains("the provider holds"), "{}", ran.out);
        }
    }
    assert!(lost > 0, "no answer was lost");
}

#[test]
fn what_cannot_be_written_down_is_not_sent() {
    let desk = acting("");
    // A file where a folder should be stops root too, whom permissions do not.
    let taken = desk.home.path().join("taken");
    std::fs::write(&taken, "").expect("a file");
    let mut command = allowed(&desk, "pause");
    command
        .env("XDG_STATE_HOME", &taken)
        .args(["--confirm", APPLICATION]);
    let ran = Ran::of(&mut command);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.contains("cannot be written down"), "{}", ran.err);
    assert_eq!(acted(&desk), []);
}

#[test]
fn a_link_in_place_of_the_file_is_not_followed() {
    let desk = acting("");
    let path = trail(&desk);
    let target = desk.home.path().join("target");
    std::fs::write(&target, "").expect("a file");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::os::unix::fs::symlink(&target, &path).expect("a link");
    let ran = act(&desk, "pause", APPLICATION);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.contains("symbolic link"), "{}", ran.err);
    assert_eq!(std::fs::read(&target).expect("a file"), b"");
    assert_eq!(acted(&desk), []);
}

#[test]
fn it_is_refused_while_another_action_runs() {
    let desk = acting("");
    assert_eq!(act(&desk, "pause", APPLICATION).status, 0);
    let held = std::fs::File::open(trail(&desk)).expect("an audit file");
    held.lock().expect("a lock");
    let ran = act(&desk, "start", APPLICATION);
    assert!(
        ran.status == 2 && ran.err.contains("another action"),
        "{ran:?}"
    );
    held.unlock().expect("no lock");
    assert_eq!(act(&desk, "start", APPLICATION).status, 0);
}

#[test]
fn words_that_make_no_action_end_as_promised() {
    let desk = acting("");
    for arguments in [
        "action",
        "action stop",
        "action restart --reset everything",
        "action restart --reset",
        "action provision-on-demand",
        "action provision-on-demand --group x",
        "action provision-on-demand x --group y --member z",
    ] {
        assert_eq!(desk.run(arguments).status, 2, "{arguments}");
    }
    assert!(desk.tenant.journal().is_empty());
}

#[test]
fn what_is_refused_after_the_name_was_typed_is_written_down() {
    let desk = acting(
        "[[event]]\nat = \"-3h\"\ndo = \"token_fails\"\n\
         [[event]]\nat = \"-10m\"\ndo = \"token_heals\"\n\
         [[event]]\nat = \"10m\"\ndo = \"start_provisioning\"\n",
    );
    let mut command = allowed(&desk, "start");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let out = BufReader::new(child.stdout.take().expect("a pipe"));
    let asks = out.lines().map_while(Result::ok);
    assert!(asks.into_iter().any(|line| line.starts_with("touches: ")));
    // Somebody else starts the job while the name is typed.
    desk.tenant.advance(1200);
    let mut input = child.stdin.take().expect("a pipe");
    writeln!(input, "{APPLICATION}").expect("it reads");
    drop(input);
    let ran = Ran::ended(&child.wait_with_output().expect("it ends"));
    assert!(
        ran.status == 2 && ran.err.contains("running already"),
        "{ran:?}"
    );
    let lines = lines(&desk);
    assert_eq!((lines.len(), &lines[0]["phase"]), (1, &json!("refused")));
    let told = lines[0]["told"][0].as_str().unwrap_or_default();
    assert!(told.contains("running already"), "{told}");
    assert_eq!(acted(&desk), []);
}

#[test]
fn what_the_service_could_not_do_is_a_failure_with_its_words() {
    let taken =
        "[[event]]\nat = \"-1m\"\ndo = \"conflict\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
    let desk = acting(taken);
    let name = "jo@northwind.example";
    let ran = act(&desk, &format!("provision-on-demand {name}"), name);
    assert_eq!(ran.status, 3, "{ran:?}");
    for told in ["Failure EntryConflict", "EntryExportAdd: Failure"] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    let lines = lines(&desk);
    assert_eq!(
        (&lines[1]["status"], &lines[1]["verification"]),
        (&json!(200), &json!("failed"))
    );
}
