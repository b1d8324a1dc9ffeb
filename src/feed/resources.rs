//! The stream of all resources.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::log::Log;
use super::turtle::{iri, write_statements, write_term};
use super::{Event, PageSize, Publication, broken, write_root};
use crate::difference::Graph;
use crate::error::Error;
use crate::frozen::{Compared, Freezer, Frozen, Refused, Views};
use crate::publish::{Building, Written};
use crate::vocab::{activity, dcterms, rdf, schema};

/// Where the stream stands in a build.
pub(super) const FOLDER: &str = "feed/resources";

/// Continues the stream of resources of the old build with what the new one has changed.
///
/// `name` is the stem of the dumps, which must have been written: the new graph is read from
/// `dump/{name}.frozen`, the old one from the old build. If the old build has no `feed/resources/`, the
/// stream begins with all resources. If no triple has changed, all files stay as they are, whatever
/// the date.
///
/// Memory: a page and the lines of one subject.
///
/// # Errors
///
/// [`Error::Publish`] if the old stream or build is damaged, so that the stream cannot go on; if the
/// graph has a blank node, or a statement that the stream needs for itself (`as:published`,
/// `schema:position`, `dcterms:isVersionOf`, and the classes `as:Create`, `as:Update` and `as:Delete`);
/// if the date is none. [`Error::Read`], [`Error::Write`] and [`Error::Frozen`] with the file.
pub fn advance(
    building: &Building<'_>,
    publication: &Publication<'_>,
    name: &str,
    size: PageSize,
) -> Result<Vec<Written>, Error> {
    let triples = format!("dump/{name}.nt");
    let frozen = building.root().join("dump").join(format!("{name}.frozen"));
    let written = building.written().iter().find(|file| file.path == triples);
    let content = written.ok_or_else(|| Error::Publish {
        path: building.root().to_owned(),
        message: format!("{triples} is not written yet: it comes before the feed"),
    })?;
    let mut log = Log::open(building, publication, FOLDER, "ttl", size)?;
    if log.state().content != content.sha256 {
        let new = Frozen::open(&frozen)?;
        if log.state().release == 0 {
            let nothing = Freezer::default().in_memory();
            let nothing = nothing.map_err(Error::write(std::env::temp_dir()))?;
            append(&mut log, publication, &nothing, &new, &content.sha256)?;
        } else {
            let directory = building.old().unwrap_or(building.root());
            if sum_of(directory, &triples).as_ref() != Some(&log.state().content) {
                let what = format!("it does not lead to {triples} beside it");
                return Err(broken(building, FOLDER, &what));
            }
            let old = Graph::open(directory)?;
            append(&mut log, publication, old.frozen(), &new, &content.sha256)?;
        }
    }
    let root = write_root(&log, publication, PURPOSE, [DESCRIPTION, SHAPE])?;
    log.finish(root)
}

/// What the title says behind the dataset's name.
const PURPOSE: [(&str, &str); 2] = [
    ("sv", "ändringar av alla resurser"),
    ("en", "changes of all resources"),
];

/// How members are read. All of them are kept: there is no retention policy.
const DESCRIPTION: &str = "    ldes:timestampPath as:published ;
    ldes:sequencePath schema:position ;
    ldes:versionOfPath dcterms:isVersionOf ;
    ldes:versionCreateObject as:Create ;
    ldes:versionUpdateObject as:Update ;
    ldes:versionDeleteObject as:Delete ;
    tree:shape <#member> ;
";

/// What every member has.
const SHAPE: &str = "
<#member> a sh:NodeShape ;
    sh:property <#version-of> , <#published> , <#position> .

<#version-of> sh:path dcterms:isVersionOf ;
    sh:nodeKind sh:IRI ;
    sh:minCount 1 ;
    sh:maxCount 1 .

<#published> sh:path as:published ;
    sh:datatype xsd:dateTime ;
    sh:minCount 1 ;
    sh:maxCount 1 .

<#position> sh:path schema:position ;
    sh:datatype xsd:integer ;
    sh:minCount 1 ;
    sh:maxCount 1 .
";

/// Appends a release with what two graphs differ in.
fn append(
    log: &mut Log<'_>,
    publication: &Publication<'_>,
    old: &Frozen,
    new: &Frozen,
    content: &str,
) -> Result<(), Error> {
    let published = log.begin(content, publication.modified)?;
    let path = log.building().root().to_owned();
    let refuse = |message: String| Error::Publish {
        path: path.clone(),
        message,
    };
    let appended = Views::of(old, new).map_err(Failed::from).and_then(|views| {
        views.compare().changed(|_, compared| {
            let Some(event) = event(compared) else {
                return Ok(());
            };
            check(compared).map_err(|why| Failed::Feed(refuse(why)))?;
            log.member(|name, position, out| {
                write!(
                    out,
                    "\n{name} a {} ;\n    dcterms:isVersionOf ",
                    event.class()
                )?;
                write_term(compared.subject(), out)?;
                write!(
                    out,
                    " ;\n    as:published \"{published}\"^^xsd:dateTime ;\n    \
                     schema:position {position}"
                )?;
                let lines = compared.new_triples();
                write_statements(lines.map(|line| (line.predicate, line.object)), out)?;
                out.write_all(b" .\n")
            })
            .map_err(Failed::Feed)
        })
    });
    appended.map_err(|failed| match failed {
        Failed::Feed(error) => error,
        Failed::Graph(reason) => Error::Frozen {
            path: path.clone(),
            reason,
        },
    })?;
    log.close_page()
}

enum Failed {
    Graph(Refused),
    Feed(Error),
}

impl From<Refused> for Failed {
    fn from(reason: Refused) -> Self {
        Self::Graph(reason)
    }
}

/// What happened to a subject; nothing if only its named graphs changed.
fn event(compared: &Compared<'_, '_>) -> Option<Event> {
    compared.triples().next()?;
    let event = match (compared.before().next(), compared.after().next()) {
        (None, _) => Event::Create,
        (_, None) => Event::Delete,
        _ => Event::Update,
    };
    Some(event)
}

/// That what the stream says of a version is not what the resource says of itself.
fn check(compared: &Compared<'_, '_>) -> Result<(), String> {
    if iri(compared.subject()).is_none() {
        return Err(format!(
            "{} is a blank node, of which no version can be published: give it an IRI",
            compared.subject()
        ));
    }
    for line in compared.new_triples() {
        let object = iri(line.object).unwrap_or_default();
        let own = match iri(line.predicate).unwrap_or_default() {
            rdf::TYPE => EVENTS.contains(&object),
            predicate => OWN.contains(&predicate),
        };
        if own {
            return Err(format!(
                "the change feed needs {} {} for itself, and {} has it: state it by another property",
                line.predicate,
                line.object,
                compared.subject()
            ));
        }
    }
    Ok(())
}

/// Properties of every member.
const OWN: [&str; 3] = [
    dcterms::IS_VERSION_OF,
    activity::PUBLISHED,
    schema::POSITION,
];

/// Classes of members.
const EVENTS: [&str; 3] = [activity::CREATE, activity::UPDATE, activity::DELETE];

/// The sum of a file of a build.
fn sum_of(build: &Path, path: &str) -> Option<String> {
    let sums = fs::read_to_string(build.join("SHA256SUMS")).ok()?;
    let line = sums.lines().find_map(|line| line.strip_suffix(path))?;
    Some(line.trim_end().to_owned())
}
