//! Secrets: where they may stand, and that they are never shown.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

use secrecy::ExposeSecret;

use super::Folder;
use crate::config::{Environment, SignIn};

#[test]
fn each_form_gives_the_secret_and_remembers_where_it_was() {
    for (line, origin) in [
        ("scim_token = 'canary'", "scim_token from config.toml:7:14"),
        (
            "scim_token_file = 'token'",
            "scim_token from the file token",
        ),
        (
            "scim_token_file = '~/token'",
            "scim_token from the file home/token",
        ),
        (
            "scim_token_command = 'echo canary'",
            "scim_token from the command at config.toml:7:22",
        ),
    ] {
        let folder = Folder::good_without(&["scim_token"], line);
        std::fs::create_dir(folder.path().join("home")).unwrap();
        let folder =
            folder
                .beside("token", "canary\n", 0o600)
                .beside("home/token", "canary\r\n", 0o400);
        let settings = folder.load().settings;
        assert_eq!(settings.scim_token.expose_secret(), "canary", "{line}");
        let shown = settings.secret_origins[0].to_string();
        assert_eq!(
            shown.replace(&format!("{}/", folder.path().display()), ""),
            origin
        );
    }
}

#[test]
fn a_secret_that_cannot_be_used_is_named_by_its_place() {
    let cases = [
        (
            "scim_token_file = 'canary-itself'",
            "config.toml:7:19: scim_token_file names a file that cannot be read (entity not found); write the path of a file that you can read",
        ),
        (
            "scim_token_file = '.'",
            "config.toml:7:19: scim_token_file names a file that cannot be read (is a directory); write the path of a file that you can read",
        ),
        (
            "scim_token_file = 'shared'",
            "config.toml:7:19: scim_token_file names a file that group or others can read; chmod 600 shared",
        ),
        (
            "scim_token_file = 'grouped'",
            "config.toml:7:19: scim_token_file names a file that group or others can read; chmod 600 grouped",
        ),
        (
            "scim_token_file = 'empty'",
            "config.toml:7:19: scim_token_file gives an empty secret; put the secret there, on one line",
        ),
        (
            "scim_token_file = 'lines'",
            "config.toml:7:19: scim_token_file gives more than one line, or a control character; put the secret there alone, on one line",
        ),
        (
            "scim_token_file = 'binary'",
            "config.toml:7:19: scim_token_file names a file that cannot be read (invalid data); write the path of a file that you can read",
        ),
        (
            "scim_token_command = 'echo canary; exit 3'",
            "config.toml:7:22: scim_token_command is a command that failed (exit status: 3); run it in a shell: it has to print the secret, and nothing else",
        ),
        (
            "scim_token_command = 'canary-no-command'",
            "config.toml:7:22: scim_token_command is a command that failed (exit status: 127); run it in a shell: it has to print the secret, and nothing else",
        ),
        (
            "scim_token_command = ': canary'",
            "config.toml:7:22: scim_token_command gives an empty secret; put the secret there, on one line",
        ),
    ];
    for (line, expected) in cases {
        let folder = Folder::good_without(&["scim_token"], line)
            .beside("shared", "canary", 0o604)
            .beside("grouped", "canary", 0o640)
            .beside("empty", "\n", 0o600)
            .beside("lines", "canary\ncanary\n", 0o600);
        std::fs::write(folder.path().join("binary"), b"canary\xff").unwrap();
        restrict(&folder.path().join("binary"));
        assert_eq!(folder.mistakes(), expected, "{line}");
    }
}

fn restrict(path: &Path) {
    super::set_mode(path, 0o600);
}

#[test]
fn two_forms_in_one_layer_are_one_too_many() {
    let file = Folder::good_but("scim_token_command = 'echo canary'");
    assert_eq!(
        file.mistakes(),
        "config.toml:7:22: scim_token_command is a second form of the secret at config.toml:2:14; keep one of the two"
    );
    let environment = Folder::good_but("").environment(&[
        ("SCIMTOP_SCIM_TOKEN", "canary"),
        ("SCIMTOP_SCIM_TOKEN_FILE", "canary"),
    ]);
    let mistakes = environment.mistakes();
    assert!(
        mistakes.contains("is a second form of the secret at SCIMTOP_SCIM_TOKEN"),
        "{mistakes}"
    );
}

#[test]
fn another_form_in_a_stronger_layer_wins() {
    let folder = Folder::good_but("").beside("token", "canary-flag", 0o600);
    let path = folder.path().join("token").display().to_string();
    let folder = folder
        .environment(&[("SCIMTOP_SCIM_TOKEN_COMMAND", "echo canary-environment")])
        .flags(&["--scim-token-file", &path]);
    assert_eq!(
        folder.load().settings.scim_token.expose_secret(),
        "canary-flag"
    );
}

#[test]
fn a_shared_file_with_a_secret_in_it_is_a_warning() {
    let folder = Folder::empty().beside("config.toml", &super::GOOD.join("\n"), 0o644);
    let place = "is a secret in a file that group or others can read; chmod 600 the file, or keep the secret outside of it";
    assert_eq!(
        folder.mistakes(),
        format!("config.toml:2:14: scim_token {place}\nconfig.toml:5:17: client_secret {place}")
    );
}

#[test]
fn the_credential_decides_how_to_sign_in() {
    let certificate = "client_certificate = 'app.pem'";
    let kind = |sign_in: &SignIn| match sign_in {
        SignIn::ClientSecret(_) => "secret",
        SignIn::ClientCertificate(_) => "certificate",
        SignIn::DeviceCode => "device",
    };
    let cases = [
        (Folder::good_but(""), "secret"),
        (
            Folder::good_without(&["client_secret"], certificate),
            "certificate",
        ),
        (
            Folder::good_without(&["client_secret"], "sign_in = 'device_code'"),
            "device",
        ),
        (
            Folder::good_but(&format!("{certificate}\nsign_in = 'client_secret'")),
            "secret",
        ),
        (
            Folder::good_without(&["client_secret"], certificate)
                .environment(&[("SCIMTOP_CLIENT_SECRET", "canary")]),
            "secret",
        ),
    ];
    for (folder, expected) in cases {
        let settings = folder.beside("app.pem", "canary", 0o600).load().settings;
        assert_eq!(kind(&settings.sign_in), expected);
    }
}

#[test]
fn a_certificate_is_kept_like_a_secret() {
    let line = "client_certificate = 'app.pem'";
    let folder = Folder::good_without(&["client_secret"], line).beside("app.pem", "canary", 0o644);
    assert_eq!(
        folder.mistakes(),
        "config.toml:7:22: client_certificate names a file that group or others can read; chmod 600 app.pem"
    );
}

#[test]
fn a_variable_that_is_no_text_is_not_shown() {
    let mut folder = Folder::good_but("");
    let bytes = OsString::from_vec(b"canary\xff".to_vec());
    folder.inputs.environment = [("SCIMTOP_SCIM_TOKEN", bytes)]
        .into_iter()
        .collect::<Environment>();
    assert_eq!(
        folder.mistakes(),
        "SCIMTOP_SCIM_TOKEN: scim_token is not UTF-8; write plain text into SCIMTOP_SCIM_TOKEN"
    );
}
