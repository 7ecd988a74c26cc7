//! The schema of the synchronization job (Microsoft Graph: synchronizationSchema).
//!
//! What is not known is kept as it came; what is broken is refused with its place, because a
//! mapping that is half understood would call drift what is none.

mod mapping;
mod node;
mod scope;
mod spot;

use self::node::Node;
use self::spot::{Found, Spot};
use super::Graph;
use crate::model::{Foreign, ObjectFlows, ObjectMapping, Reading, Schema, SourceError};
use crate::source::http::{Answer, encoded};
use crate::source::progress::Progress;

/// A rule with this directory as its target flows into Entra, not to the application.
const ENTRA: &str = "Azure Active Directory";

impl Graph {
    /// The schema of the job, which is looked up first where it is not known yet.
    ///
    /// The reading counts its object mappings. Its error is [`SourceError::Protocol`], with the
    /// place, where the document is broken.
    pub async fn schema(&self) -> (Option<Schema>, Reading) {
        let progress = self.begin();
        match self.read_schema(&progress).await {
            Ok(schema) => {
                let objects = schema.objects.len();
                (Some(schema), progress.end(objects))
            }
            Err(error) => (None, progress.fail(error)),
        }
    }

    async fn read_schema(&self, progress: &Progress) -> Result<Schema, SourceError> {
        if self.job.get().is_none() {
            self.read_job(progress).await?;
        }
        let application = self.application().await?;
        let job = self.job.get().map_or("", String::as_str);
        let (application, job) = (encoded(&application.id), encoded(job));
        let place = format!("/servicePrincipals/{application}/synchronization/jobs/{job}/schema");
        let client = &progress.client;
        let answer = self.get(client, &client.at(&place), &[]).await?;
        // Big enough to hold up the network where it is taken apart there.
        self.ingest.run(move |_| parse(&answer)).await?
    }
}

fn parse(answer: &Answer) -> Result<Schema, SourceError> {
    let document: Node = answer.json()?;
    schema(Spot::root(&document)).map_err(|broken| SourceError::Protocol {
        at: answer.at.clone(),
        what: Foreign::new(broken.0),
    })
}

fn schema(document: Spot<'_, '_>) -> Found<Schema> {
    let document = document.object()?;
    document.demand("synchronizationRules")?;
    let directories = document.objects("directories")?;
    let mut rules = Vec::new();
    for rule in document.objects("synchronizationRules")? {
        let priority = rule.number("priority")?;
        rules.push((priority, objects(&rule, &directories)?));
    }
    rules.sort_by_key(|(priority, _)| *priority);
    Ok(Schema {
        version: document.foreign("version")?,
        objects: rules.into_iter().flat_map(|(_, objects)| objects).collect(),
    })
}

fn objects(rule: &Spot<'_, '_>, directories: &[Spot<'_, '_>]) -> Found<Vec<ObjectMapping>> {
    rule.demand("objectMappings")?;
    let target = rule.text("targetDirectoryName")?;
    let into_entra = target == ENTRA && rule.text("sourceDirectoryName")? != ENTRA;
    let mappings = rule.objects("objectMappings")?;
    let objects: Found<Vec<ObjectMapping>> = mappings
        .iter()
        .map(|mapping| {
            let mut object = object(mapping, target, directories)?;
            object.rule = rule.foreign("id")?;
            Ok(object)
        })
        .collect();
    objects.map(|objects| if into_entra { Vec::new() } else { objects })
}

fn object(
    mapping: &Spot<'_, '_>,
    directory: &str,
    directories: &[Spot<'_, '_>],
) -> Found<ObjectMapping> {
    let target = mapping.text("targetObjectName")?;
    let definitions = definitions(directory, target, directories)?;
    let case_exact = |name: &str| case_exact(&definitions, name);
    let attributes = mapping.objects("attributeMappings")?;
    Ok(ObjectMapping {
        rule: Foreign::default(),
        name: mapping.foreign("name")?,
        enabled: mapping.flag("enabled")?.unwrap_or(true),
        source: mapping.foreign("sourceObjectName")?,
        target: Foreign::new(target),
        flows: flows(mapping.text("flowTypes")?),
        scope: scope::scope(mapping)?,
        attributes: attributes
            .iter()
            .map(|attribute| mapping::attribute(attribute, case_exact))
            .collect::<Found<_>>()?,
    })
}

/// The flags of `Add, Update, Delete`; all of them where nothing is said.
fn flows(flags: &str) -> ObjectFlows {
    if flags.trim().is_empty() {
        return ObjectFlows::default();
    }
    let has = |wanted| {
        flags
            .split(',')
            .any(|flag| flag.trim().eq_ignore_ascii_case(wanted))
    };
    ObjectFlows {
        add: has("Add"),
        update: has("Update"),
        delete: has("Delete"),
    }
}

/// What the target directory says of the attributes of an object; nothing where it is not there.
fn definitions<'n, 'a>(
    directory: &str,
    object: &str,
    directories: &[Spot<'n, 'a>],
) -> Found<Vec<Spot<'n, 'a>>> {
    let Some(directory) = called(directory, directories)? else {
        return Ok(Vec::new());
    };
    match called(object, &directory.objects("objects")?)? {
        Some(object) => object.objects("attributes"),
        None => Ok(Vec::new()),
    }
}

fn called<'n, 'a>(name: &str, spots: &[Spot<'n, 'a>]) -> Found<Option<Spot<'n, 'a>>> {
    for spot in spots {
        if spot.text("name")? == name {
            return Ok(Some(spot.clone()));
        }
    }
    Ok(None)
}

/// `caseExact` of an attribute. What does not say so does not spoil the mappings.
fn case_exact(definitions: &[Spot<'_, '_>], name: &str) -> Option<bool> {
    let defined = |spot: &&Spot<'_, '_>| {
        spot.text("name")
            .is_ok_and(|known| known.eq_ignore_ascii_case(name))
    };
    let definition = definitions.iter().find(defined)?;
    definition.flag("caseExact").ok().flatten()
}
