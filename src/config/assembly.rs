//! From what the layers said to settings that can be used.

use std::fs::File;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use super::address;
use super::audit_table::Written;
use super::draft::{Draft, Given, Slot};
use super::face::Face;
use super::interval::Intervals;
use super::key::Key;
use super::mistake::{Fault, Mistake, Severity};
use super::partial::Partial;
use super::place::visible;
use super::raw::Raw;
use super::screen::{self, Screen};
use super::secret::{self, SecretOrigin, SecretSource};
use super::settings::{Audit, AuditSource};
use super::sign_in::{SignIn, SignInChoice};
use crate::drift::Normalisation;
use crate::drift::ignore::IgnoreRule;
use crate::tui::Keymap;

/// Collects every mistake instead of stopping at the first.
pub(super) struct Assembly<'a> {
    draft: &'a Draft,
    profile: &'a str,
    home: Option<&'a Path>,
    origins: Vec<SecretOrigin>,
    pub mistakes: Vec<Mistake>,
}

impl<'a> Assembly<'a> {
    pub fn new(draft: &'a Draft, profile: &'a str, home: Option<&'a Path>) -> Self {
        Self {
            draft,
            profile,
            home,
            origins: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// The settings as far as they go; each that is missing has left a mistake that says so.
    pub fn partial(
        &mut self,
        ignore: Vec<IgnoreRule>,
        normalisations: Vec<Normalisation>,
    ) -> Partial {
        let draft = self.draft;
        let cloud = draft.cloud.value().copied().unwrap_or_default();
        let scim_url = self.required(&draft.scim_url, "scim_url");
        let scim_token = self.secret(&draft.scim_token, "scim_token");
        let tenant = self.required(&draft.tenant, "tenant");
        let client_id = self.required(&draft.client_id, "client_id");
        let sign_in = self.sign_in();
        let app = self.required(&draft.app, "app");
        let graph_url = self.origin(&draft.graph_url, "graph_url", cloud.graph_url());
        let login_url = self.origin(&draft.login_url, "login_url", cloud.login_url());
        let audit = self.audit();
        let audit_source = self.audit_source();
        let ca_file = self.ca_file();
        let face = self.face();
        let screen = self.screen();
        Partial {
            profile: self.profile.to_owned(),
            scim_url,
            scim_token,
            tenant,
            client_id,
            sign_in,
            app,
            job: draft.job.value().cloned(),
            scope: draft.scope.value().copied().unwrap_or_default(),
            provider: draft.provider.value().copied(),
            scim_paging: draft.scim_paging.value().copied(),
            scim_page: draft.scim_page.value().copied(),
            scim_share: draft.scim_share.value().copied().unwrap_or(10),
            premium: draft.premium.value().copied(),
            allow_actions: draft.allow_actions.value() == Some(&true),
            skip_out_of_scope_deletions: draft.skip_out_of_scope_deletions.value() == Some(&true),
            rule_groups: draft.rule_groups.value().cloned().unwrap_or_default(),
            test_user: draft.test_user.value().cloned(),
            graph_url,
            login_url,
            audit,
            audit_source,
            ca_file,
            proxy: draft.proxy.value().cloned(),
            ignore,
            normalisations,
            keys: Keymap::default(),
            clock: draft.clock.value().copied().unwrap_or_default(),
            poll: intervals(draft),
            face,
            screen,
            secret_origins: std::mem::take(&mut self.origins),
        }
    }

    fn required<T: Clone>(&mut self, slot: &Slot<T>, key: &'static str) -> Option<T> {
        if slot.is_empty() {
            self.missing(key, key);
        }
        slot.value().cloned()
    }

    /// `key` is the name of the secret itself; people are sent to its file.
    fn secret(&mut self, slot: &Slot<SecretSource>, key: &'static str) -> Option<SecretString> {
        if slot.is_empty() {
            self.missing(key, &format!("{key}_file"));
        }
        let (secret, origin) = self.kept(secret::open(slot.given()?, key, self.home))?;
        self.origins.push(origin);
        Some(secret)
    }

    fn missing(&mut self, key: &str, give: &str) {
        let Some(give) = Key::named(give) else { return };
        let flag = give.flag.unwrap_or(give.name);
        let (variable, name) = (give.variable(), give.name);
        self.mistakes.push(Mistake {
            severity: Severity::Wrong,
            place: None,
            key: Some(key.to_owned()),
            what: format!("is not set in profile {}", visible(self.profile)),
            instead: format!("give --{flag}, {variable}, or {name} in the file"),
        });
    }

    fn kept<T>(&mut self, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|mistake| self.mistakes.push(mistake)).ok()
    }

    fn sign_in(&mut self) -> Option<SignIn> {
        let draft = self.draft;
        match self.sign_in_choice()? {
            SignInChoice::ClientSecret => {
                let secret = self.secret(&draft.client_secret, "client_secret")?;
                Some(SignIn::ClientSecret(secret))
            }
            SignInChoice::ClientCertificate => self.certificate().map(SignIn::ClientCertificate),
            SignInChoice::DeviceCode => Some(SignIn::DeviceCode),
        }
    }

    /// What `sign_in` says; else the credential that is given, of two the one in the stronger layer.
    fn sign_in_choice(&mut self) -> Option<SignInChoice> {
        use SignInChoice::{ClientCertificate, ClientSecret};
        let Draft {
            sign_in,
            client_secret,
            client_certificate,
            ..
        } = self.draft;
        if !sign_in.is_empty() {
            return sign_in.value().copied();
        }
        let secret = client_secret.given().map(|given| given.place.layer());
        let certificate = client_certificate.given().map(|given| given.place.layer());
        match (secret, certificate) {
            (None, None) if client_secret.is_empty() && client_certificate.is_empty() => {
                self.no_sign_in("has no credential");
                None
            }
            (Some(secret), Some(certificate)) if secret == certificate => {
                self.no_sign_in("has two credentials to choose from");
                None
            }
            (secret, certificate) if secret > certificate => Some(ClientSecret),
            (_, Some(_)) => Some(ClientCertificate),
            (_, None) => None,
        }
    }

    fn no_sign_in(&mut self, what: &str) {
        self.mistakes.push(Mistake {
            severity: Severity::Wrong,
            place: None,
            key: Some("sign_in".to_owned()),
            what: format!("{what} in profile {}", visible(self.profile)),
            instead:
                "give client_secret_file, or client_certificate, or sign_in = \"device_code\" \
                      (in the file; as a flag --client-secret-file, in the environment \
                      SCIMTOP_CLIENT_SECRET_FILE, and so on)"
                    .to_owned(),
        });
    }

    /// The certificate's file holds its private key, so it is kept like a secret.
    fn certificate(&mut self) -> Option<PathBuf> {
        let slot = &self.draft.client_certificate;
        self.required(slot, "client_certificate")?;
        self.path(slot, "client_certificate", |path| {
            secret::open_private(path).map(drop)
        })
    }

    fn screen(&mut self) -> Screen {
        let draft = self.draft;
        let theme = draft.theme.given().and_then(|given| {
            let found = screen::theme(&given.value, &given.place, self.home);
            self.kept(found.map_err(|fault| fault.at(given.place.clone(), "theme")))
        });
        Screen {
            theme: theme.flatten(),
            themes: screen::folder(),
            link_rate: draft.link_rate.value().copied(),
        }
    }

    fn ca_file(&mut self) -> Option<PathBuf> {
        self.path(&self.draft.ca_file, "ca_file", |path| {
            File::open(path)
                .map(drop)
                .map_err(|error| secret::unreadable(&error))
        })
    }

    fn face(&self) -> Face {
        let draft = self.draft;
        let folder = draft.export_directory.given();
        Face {
            clipboard: draft.clipboard.value().copied().unwrap_or_default(),
            export_directory: folder.map(|given| given.place.resolve(&given.value, self.home)),
            privacy: draft.privacy.value() == Some(&true),
        }
    }

    fn path(
        &mut self,
        slot: &Slot<PathBuf>,
        key: &str,
        check: fn(&Path) -> Result<(), Fault>,
    ) -> Option<PathBuf> {
        let given = slot.given()?;
        let path = given.place.resolve(&given.value, self.home);
        self.kept(check(&path).map_err(|fault| fault.at(given.place.clone(), key)))?;
        Some(path)
    }

    fn origin(&mut self, slot: &Slot<Url>, key: &str, default: &str) -> Option<Url> {
        if !slot.is_empty() {
            return slot.value().cloned();
        }
        self.kept(
            address::origin(Raw::Text(default)).map_err(|fault| Mistake {
                severity: Severity::Wrong,
                place: None,
                key: Some(key.to_owned()),
                what: fault.what,
                instead: fault.instead,
            }),
        )
    }

    /// The audit log is optional, but URL and token come together. Beside `[audit]` the token is
    /// that table's.
    fn audit(&mut self) -> Option<Audit> {
        let Draft {
            audit_url,
            audit_token,
            audit,
            ..
        } = self.draft;
        if !audit.is_empty() {
            let fault = Fault::new(
                "stands beside [audit], which says where the audit log is",
                "keep one of the two",
            );
            let given = audit_url.given();
            let twice = given.map(|given| fault.at(given.place.clone(), "audit_url"));
            self.mistakes.extend(twice);
            return None;
        }
        if audit_url.is_empty() && audit_token.is_empty() {
            return None;
        }
        let url = self.required(audit_url, "audit_url");
        let token = self.secret(audit_token, "audit_token");
        Some(Audit {
            url: url?,
            token: token?,
        })
    }

    fn audit_source(&mut self) -> Option<AuditSource> {
        let given = self.draft.audit.given()?;
        match &given.value {
            Written::Listing { listing, scheme } => Some(AuditSource::Listing {
                listing: listing.clone(),
                scheme: scheme.clone(),
                token: self.secret(&self.draft.audit_token, "audit_token")?,
            }),
            Written::Command(_) => self.audit_command(given),
        }
    }

    /// A program that is named by its path is found as any other path of the file.
    fn audit_command(&mut self, given: &Given<Written>) -> Option<AuditSource> {
        let Written::Command(mut line) = given.value.clone() else {
            return None;
        };
        if let Some(token) = self.draft.audit_token.given() {
            self.mistakes.push(Mistake {
                severity: Severity::Warning,
                ..Fault::new(
                    "is not told to the command of [audit]",
                    "leave it out; the command has to know its own way in",
                )
                .at(token.place.clone(), "audit_token")
            });
        }
        if let Some(program) = line.argv.first_mut().filter(|name| name.contains('/')) {
            let path = given.place.resolve(Path::new(program), self.home);
            *program = path.to_string_lossy().into_owned();
        }
        Some(AuditSource::Command(line))
    }
}

fn intervals(draft: &Draft) -> Intervals {
    let default = Intervals::default();
    let or = |slot: &Slot<_>, default| slot.value().copied().unwrap_or(default);
    Intervals {
        directory: or(&draft.poll_directory, default.directory),
        scim: or(&draft.poll_scim, default.scim),
        job: or(&draft.poll_job, default.job),
        logs: or(&draft.poll_logs, default.logs),
        audit: or(&draft.poll_audit, default.audit),
        hints: draft.poll_hints.value().copied().unwrap_or(default.hints),
        idle: draft.poll_idle.value().copied().unwrap_or(default.idle),
    }
}
