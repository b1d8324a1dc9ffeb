//! What is published of a dataset: the files of a build, and what a server needs.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Export, Progress};
use crate::address::Address;
use crate::assets;
use crate::catalogue::{self, Catalogue, Contents};
use crate::config::in_language;
use crate::error::Error;
use crate::feed::{self, PageSize, Publication};
use crate::frozen::Frozen;
use crate::pages;
use crate::preflight::{self, Circumstances, Document};
use crate::publish::{self, Building, Written};
use crate::queries;
use crate::records::Text;
use crate::report::{Finding, Report};
use crate::resource::Language;
use crate::serve::{self, Manifest, ServedDump};
use crate::site::{Asked, Site};

impl Export {
    /// Writes all products in one atomic step, and with them, if it is wanted, the site of pages.
    ///
    /// A catalogue that a portal would refuse is not published: it is then a finding, and there are
    /// no files.
    ///
    /// # Errors
    ///
    /// See [`publish::publish`]; then the old build is still in place.
    pub fn publish(
        &self,
        out: &Path,
        report: &mut Report,
        with_site: bool,
        progress: Progress<'_>,
    ) -> Result<Vec<Written>, Error> {
        progress("publish");
        if with_site && let Err(message) = Address::of(self.config.address()) {
            let finding = Finding::error("bad-iri", message).at(self.config.place("base_iri"));
            let remedy =
                "add address = \"https://…/\" below [site]: where the pages will be reached";
            report.add(finding.remedy(remedy));
            return Ok(Vec::new());
        }
        if !with_site && out.join(SITE).exists() {
            return Err(Error::Publish {
                path: out.to_owned(),
                message: "holds a site, whose pages would be gone: build with --site, or into \
                          another directory"
                    .to_owned(),
            });
        }
        let catalogue = |building: &Building<'_>| self.write_catalogue(building);
        let feeds = |building: &Building<'_>| self.write_feeds(building);
        let site = |building: &Building<'_>| self.write_site(building);
        let describe = |written: &[Written]| {
            let report = build_report(self, report, written)?;
            Ok(vec![("build.json".to_owned(), report)])
        };
        // Beside a site of files stands no endpoint, unless the configuration says so.
        let has_endpoint = self.config.site.sparql.unwrap_or(!with_site);
        let mut extras = self.extras(has_endpoint, Some(&describe));
        extras.stages.push(&catalogue);
        extras.stages.push(&feeds);
        if with_site {
            extras.stages.push(&site);
        }
        match publish::publish(&self.graph, &extras, out, &mut |_| {}) {
            Err(Error::Catalogue(findings)) => {
                for finding in findings {
                    report.add(finding);
                }
                Ok(Vec::new())
            }
            result => result,
        }
    }

    /// What portals are told of a build, as files: if they will take it.
    fn write_catalogue(&self, building: &Building<'_>) -> Result<Vec<Written>, Error> {
        let documents = self.catalogue(building.written())?.documents()?;
        let judged: Vec<Document<'_>> = documents
            .iter()
            .map(|(path, bytes)| Document::named(path, bytes))
            .collect();
        let ours = Circumstances {
            ours: true,
            ..Circumstances::default()
        };
        let judgement = preflight::judge(&judged, &ours)?;
        if judgement.is_refused() {
            return Err(Error::Catalogue(judgement.report().findings().to_vec()));
        }
        let documents = documents.iter();
        documents
            .map(|(path, bytes)| building.write(path, bytes))
            .collect()
    }

    /// The streams of what changed since the build that is replaced.
    fn write_feeds(&self, building: &Building<'_>) -> Result<Vec<Written>, Error> {
        let modified = self.config.modified.earliest();
        let title = self.config.title.iter();
        let publication = Publication {
            base: self.config.root(),
            title: title
                .map(|(tag, text)| (tag.as_str(), text.as_str()))
                .collect(),
            licence: self.config.licence.as_str(),
            modified: &modified,
        };
        let size = PageSize::default();
        let mut written = feed::advance_resources(building, &publication, NAME, size)?;
        let catalogue = self.catalogue(building.written())?;
        written.extend(feed::advance_catalogue(
            building,
            &publication,
            catalogue.triples(),
            size,
        )?);
        Ok(written)
    }

    /// The pages of a build, of the graph that it publishes.
    fn write_site(&self, building: &Building<'_>) -> Result<Vec<Written>, Error> {
        let graph = Frozen::open(&building.root().join(format!("dump/{NAME}.frozen")))?;
        let address = Address::of(self.config.address()).map_err(|message| Error::Config {
            path: crate::config::CONFIG_FILE.into(),
            line: 0,
            message,
        })?;
        let titles = Language::ALL.map(|language| {
            let text = |text: &Text| in_language(text, language.tag()).to_owned();
            pages::Site {
                title: text(&self.config.title),
                description: text(&self.config.description),
                licence: Some(self.config.licence.as_str().to_owned()),
                has_catalogue: true,
            }
        });
        let questions = queries::all();
        let catalogue = self.catalogue(building.written())?;
        let site = Site {
            graph: &graph,
            base: self.config.base_iri.as_str(),
            address: &address,
            titles,
            catalogue: catalogue.listing(),
            questions: questions
                .iter()
                .map(|query| Asked {
                    name: query.name,
                    texts: [query.question_sv, query.question_en],
                    query: query.text,
                })
                .collect(),
            retired: &self.retired(),
        };
        site.write(building)
    }

    /// What portals are told of a build: with the endpoint, if the build describes it.
    ///
    /// # Errors
    ///
    /// See [`Catalogue::of`].
    pub fn catalogue(&self, written: &[Written]) -> Result<Catalogue, Error> {
        Catalogue::of(&catalogue::Input {
            config: &self.config,
            name: NAME,
            files: written,
            has_endpoint: self.config.site.sparql.unwrap_or(true)
                && written.iter().any(|file| file.path == OPENAPI),
            contents: &Contents::of(&self.graph, self.config.base_iri.as_str()),
            releases: &self.releases,
        })
    }

    /// Writes the dumps and the other files that are served below `folder`, and tells what a server
    /// needs to know beside the graph.
    ///
    /// # Errors
    ///
    /// See [`publish::write_files`].
    pub fn manifest(&self, folder: &Path) -> Result<Manifest, Error> {
        let text = |text: &Text| serve::Text::new(in_language(text, "sv"), in_language(text, "en"));
        let describe = |written: &[Written]| self.catalogue(written)?.documents();
        let extras = self.extras(true, Some(&describe));
        let written = publish::write_files(&self.graph, &extras, folder)?;
        let listing = self.catalogue(&written)?.listing().clone();
        let files = written.into_iter();
        let (dumps, files) = files
            .map(|Written { path, sha256, .. }| ServedDump { path, sha256 })
            .partition(|file| file.path.starts_with("dump/"));
        Ok(Manifest {
            title: text(&self.config.title),
            description: text(&self.config.description),
            base: self.config.base_iri.as_str().to_owned(),
            licence: self.config.licence.as_str().to_owned(),
            dumps,
            files,
            catalogue: listing,
            retired: self.retired(),
        })
    }

    /// What is published beside the dumps: ontology, shapes, context, the description of the server's
    /// addresses if there is one, and what `describe` makes.
    fn extras<'a>(
        &self,
        has_endpoint: bool,
        describe: Option<&'a publish::Describe<'a>>,
    ) -> publish::Extras<'a> {
        let file = |asset: &assets::Asset| {
            let bytes = asset.content.as_bytes().to_vec();
            (asset.path.to_owned(), bytes)
        };
        let shapes: Vec<&str> = assets::SHAPES.iter().map(|asset| asset.content).collect();
        let texts = [&self.config.title, &self.config.description];
        let openapi = has_endpoint.then(|| {
            let described = serve::Described {
                title: in_language(texts[0], "en"),
                description: in_language(texts[1], "en"),
                version: self.config.version.as_str(),
                licence: self.config.licence.as_str(),
                address: self.config.address(),
                contact: self.config.contact.name.as_str(),
            };
            (OPENAPI.to_owned(), serve::openapi(&described))
        });
        publish::Extras {
            name: NAME,
            context: assets::CONTEXT.content,
            files: assets::VOCABULARY
                .iter()
                .chain(assets::SHAPES)
                .chain([&assets::CONTEXT])
                .map(file)
                .chain([
                    // Turtle files one after the other are one.
                    (catalogue::SHAPES.to_owned(), shapes.join("\n").into_bytes()),
                ])
                .chain(openapi)
                .collect(),
            stages: Vec::new(),
            describe,
        }
    }
}

/// A file by which a build with a site is known.
const SITE: &str = "sitemap.xml";

/// Stem of the dumps.
const NAME: &str = "uppdrag";

/// Path of the description of the server's addresses.
const OPENAPI: &str = "openapi.json";

/// What was built, for programs: the same for the same input, so it holds no time.
fn build_report(export: &Export, report: &Report, written: &[Written]) -> Result<Vec<u8>, Error> {
    let graph = &export.graph;
    let graphs: serde_json::Map<String, serde_json::Value> = graph
        .graph_names()
        .into_iter()
        .map(|name| {
            (
                name.as_str().to_owned(),
                graph.triples_in(name).count().into(),
            )
        })
        .collect();
    // These two dumps are canonical, which `publish` has verified.
    let sum = |extension| {
        let path = format!("dump/{NAME}.{extension}");
        let dump = written.iter().find(|file| file.path == path);
        dump.map(|file| file.sha256.as_str())
    };
    // The others may be a million; SHA256SUMS has them.
    let files = written.iter().filter(|file| !file.is_of_stage());
    let json = serde_json::json!({
        "program": concat!("uppdrag ", env!("CARGO_PKG_VERSION")),
        "title": export.config.title,
        "base_iri": export.config.base_iri,
        "version": export.config.version,
        "issued": export.config.issued.as_str(),
        "modified": export.config.modified.as_str(),
        "licence": export.config.licence,
        "quads": graph.len(),
        "triples": graph.triple_count(),
        "canonical_quads_sha256": sum("nq"),
        "canonical_triples_sha256": sum("nt"),
        "graphs": graphs,
        "records": report.records.iter().cloned().collect::<BTreeMap<_, _>>(),
        "findings": report.findings(),
        "files": files.collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_vec_pretty(&json).map_err(|e| Error::Asset {
        name: "build.json".to_owned(),
        message: e.to_string(),
    })?;
    text.push(b'\n');
    Ok(text)
}
