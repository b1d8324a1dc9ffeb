//! Files that travel inside the binary: ontology, shapes, queries and the dataset of `init`.
//!
//! Every file is listed, so that a missing one fails the build; a test walks the folders and
//! fails on a file that is not in the list.

/// A file inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Path in the repository.
    pub path: &'static str,
    /// Content.
    pub content: &'static str,
}

impl Asset {
    /// Name: the file without folder and ending.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        name.split('.').next().unwrap_or(name)
    }
}

macro_rules! assets {
    ($( $path:literal ),* $(,)?) => {
        &[ $( Asset { path: $path, content: include_str!(concat!("../", $path)) } ),* ]
    };
}

/// Terms, concept schemes and alignments: the vocabulary graph.
pub const VOCABULARY: &[Asset] = assets![
    "ontology/uppdrag.ttl",
    "ontology/schemes.ttl",
    "ontology/alignments.ttl"
];

/// JSON-LD context of the dumps.
pub const CONTEXT: Asset = Asset {
    path: "ontology/context.jsonld",
    content: include_str!("../ontology/context.jsonld"),
};

/// SHACL shapes, one file a class.
pub const SHAPES: &[Asset] = assets![
    "ontology/shapes/activity.ttl",
    "ontology/shapes/agency.ttl",
    "ontology/shapes/collaboration.ttl",
    "ontology/shapes/concept.ttl",
    "ontology/shapes/count.ttl",
    "ontology/shapes/finding.ttl",
    "ontology/shapes/group.ttl",
    "ontology/shapes/link.ttl",
    "ontology/shapes/mandate.ttl",
    "ontology/shapes/network.ttl",
    "ontology/shapes/passage.ttl",
    "ontology/shapes/period.ttl",
    "ontology/shapes/place.ttl",
    "ontology/shapes/publication.ttl",
    "ontology/shapes/reading.ttl",
    "ontology/shapes/source.ttl",
];

/// Graph checks, one file a class: a row is a finding.
pub const CHECKS: &[Asset] = assets![
    "queries/check/activity.rq",
    "queries/check/agency.rq",
    "queries/check/collaboration.rq",
    "queries/check/concept.rq",
    "queries/check/count.rq",
    "queries/check/finding.rq",
    "queries/check/group.rq",
    "queries/check/link.rq",
    "queries/check/mandate.rq",
    "queries/check/network.rq",
    "queries/check/passage.rq",
    "queries/check/period.rq",
    "queries/check/place.rq",
    "queries/check/publication.rq",
    "queries/check/reading.rq",
    "queries/check/source.rq",
];

/// Named queries: questions, examples and statistics.
pub const QUERIES: &[Asset] = assets![
    "queries/examples/activities-under-way-in-a-year.rq",
    "queries/examples/graphs-of-a-resource.rq",
    "queries/examples/label-of-an-external-resource.rq",
    "queries/examples/mandates-of-an-agency.rq",
    "queries/examples/source-of-a-triple.rq",
    "queries/examples/without-readings.rq",
    "queries/questions/q01-number-of-county-boards.rq",
    "queries/questions/q02-issue-of-the-coordination-mandate.rq",
    "queries/questions/q03-municipalities-of-the-supervision.rq",
    "queries/questions/q04-homepages-of-the-two-boards.rq",
    "queries/questions/q05-report-numbers.rq",
    "queries/questions/q06-networks-of-vasterbotten.rq",
    "queries/questions/q07-doers-of-the-2003-2004-survey.rq",
    "queries/questions/q09-publisher-of-the-directory.rq",
    "queries/questions/q10-publications-without-a-number.rq",
    "queries/questions/q11-networks-run-with-norrbotten.rq",
    "queries/questions/q13-what-extends-what.rq",
    "queries/questions/q14-mandates-held-by-blekinge.rq",
    "queries/questions/q15-activities-under-way-in-2005.rq",
    "queries/questions/q16-period-of-report-2006-19.rq",
    "queries/questions/q18-mandates-without-an-end.rq",
    "queries/questions/q19-activities-using-interviews.rq",
    "queries/questions/q20-purposes-of-the-2004-2007-grants.rq",
    "queries/questions/q21-audience-of-kvinnofridsnatverket.rq",
    "queries/questions/q23-years-of-two-reports.rq",
    "queries/questions/q24-mandates-without-an-issuer.rq",
    "queries/questions/q26-numbered-report-to-mandate.rq",
    "queries/questions/q28-mandates-on-both-pages.rq",
    "queries/questions/q29-mandates-that-may-be-the-same.rq",
    "queries/questions/q31-statement-on-buyers.rq",
    "queries/questions/q32-mandates-in-time-order.rq",
    "queries/questions/q33-areas-of-publications-on-prostitution.rq",
    "queries/questions/q35-number-year-equals-last-year.rq",
    "queries/questions/q36-source-of-supervision-in-ronneby.rq",
    "queries/questions/q39-intended-use-of-the-2008-survey.rq",
    "queries/questions/q40-mandates-of-norrbotten-on-both-pages.rq",
    "queries/stats/links-by-confidence.rq",
    "queries/stats/mandates-per-year.rq",
    "queries/stats/publications-per-year-and-theme.rq",
    "queries/stats/readings-by-basis.rq",
    "queries/stats/resources-per-class.rq",
    "queries/stats/statements-per-source.rq",
];

/// The dataset that `uppdrag init` writes.
pub const INIT: &[Asset] = assets![
    "src/cmd/init/README.md",
    "src/cmd/init/activities.yaml",
    "src/cmd/init/agencies.yaml",
    "src/cmd/init/collaborations.yaml",
    "src/cmd/init/concepts.yaml",
    "src/cmd/init/counts.yaml",
    "src/cmd/init/findings.yaml",
    "src/cmd/init/groups.yaml",
    "src/cmd/init/links.csv",
    "src/cmd/init/mandates.yaml",
    "src/cmd/init/networks.yaml",
    "src/cmd/init/places.yaml",
    "src/cmd/init/publications.yaml",
    "src/cmd/init/sources.yaml",
    "src/cmd/init/uppdrag.toml",
];

/// Folder of the files of [`INIT`] in the repository.
pub const INIT_FOLDER: &str = "src/cmd/init/";
