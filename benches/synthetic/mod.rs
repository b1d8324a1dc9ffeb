//! Synthetic datasets of any size, for measuring.
//!
//! Every record is a function of its class and number alone: no clock, no state from record to
//! record, so the same arguments give the same bytes, and any part can be made by itself. All
//! references are to records that exist, so a dataset passes `uppdrag check` without a finding.
//!
//! For `n` publications there are √n agencies, each with one directory page as a source (and so
//! a named graph), n/20 mandates, n/20 activities, n/50 collaborations, and always 312 places.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

mod random;

use random::Random;

/// Base IRI of the datasets; not that of the built-in concepts.
pub(crate) const BASE: &str = "https://data.example.org/id/";

/// The source of agencies, places and other sources.
const REGISTER: &str = "register";

/// First year of mandates and publications, and the number of years.
const YEARS: (usize, usize) = (1995, 30);

const COUNTIES: usize = 21;
const MUNICIPALITIES: usize = 290;

/// Concepts that come with the ontology.
const THEMES: &[&str] = &[
    "jamstalldhet",
    "jamstalldhetsintegrering",
    "kop-av-sexuella-tjanster",
    "manniskohandel",
    "mans-vald-mot-kvinnor",
    "prostitution",
    "samverkan",
    "vald-i-nara-relationer",
    "vald-mot-kvinnor",
];
const KINDS: &[&str] = &[
    "analys",
    "kartlaggning",
    "kunskapsunderlag",
    "lagesrapport",
    "sammanstallning",
];
const TASKS: &[&str] = &[
    "kartlaggning",
    "kompetensutveckling",
    "radgivning",
    "samordning",
    "utbildning",
];
const AUDIENCES: &[&str] = &["kommuner", "kvinnojourer", "myndigheter", "socialtjansten"];

/// Words of titles and names, Swedish beside English.
const WORDS: &[(&str, &str)] = &[
    ("ansvar", "responsibility"),
    ("barnperspektiv", "child perspective"),
    ("behov", "needs"),
    ("bemötande", "treatment"),
    ("delaktighet", "participation"),
    ("erfarenheter", "experiences"),
    ("förebyggande", "prevention"),
    ("förändring", "change"),
    ("handläggning", "handling"),
    ("hälsa", "health"),
    ("insatser", "measures"),
    ("jämställdhet", "equality"),
    ("kommuner", "municipalities"),
    ("kompetens", "skills"),
    ("kunskap", "knowledge"),
    ("landsbygd", "rural areas"),
    ("län", "county"),
    ("metoder", "methods"),
    ("myndigheter", "agencies"),
    ("mål", "goals"),
    ("nätverk", "networks"),
    ("rutiner", "routines"),
    ("samordning", "coordination"),
    ("samverkan", "cooperation"),
    ("skola", "school"),
    ("skydd", "protection"),
    ("stöd", "support"),
    ("tillgänglighet", "accessibility"),
    ("tillsyn", "supervision"),
    ("trygghet", "safety"),
    ("uppföljning", "follow-up"),
    ("utbildning", "training"),
    ("utveckling", "development"),
    ("verksamhet", "activities"),
    ("vård", "care"),
    ("åtgärder", "actions"),
];

/// A synthetic dataset.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dataset {
    publications: usize,
    agencies: usize,
    mandates: usize,
    activities: usize,
    collaborations: usize,
}

impl Dataset {
    /// A dataset with this number of publications.
    pub(crate) fn new(publications: usize) -> Self {
        Self {
            publications,
            agencies: publications.isqrt().max(10),
            mandates: (publications / 20).max(10),
            activities: (publications / 20).max(10),
            collaborations: (publications / 50).max(5),
        }
    }

    /// Writes it into a directory, which is made if need be.
    pub(crate) fn write(&self, directory: &Path) -> io::Result<()> {
        fs::create_dir_all(directory)?;
        fs::write(directory.join("uppdrag.toml"), configuration())?;
        let file = |class: &str| {
            let path = directory.join(class).with_extension("jsonl");
            File::create(path).map(BufWriter::new)
        };
        write_lines(Self::places(), file("places")?)?;
        write_lines(self.agencies(), file("agencies")?)?;
        write_lines(self.sources(), file("sources")?)?;
        write_lines(self.mandates(), file("mandates")?)?;
        write_lines(self.activities(), file("activities")?)?;
        write_lines(self.collaborations(), file("collaborations")?)?;
        write_lines(self.publications(), file("publications")?)
    }

    /// The country, its counties and municipalities.
    fn places() -> impl Iterator<Item = Value> {
        let country = json!({
            "key": "sverige",
            "label": {"sv": "Sverige", "en": "Sweden"},
            "kind": "country",
            "evidence": [register(Row::Place(0))],
        });
        let counties = (0..COUNTIES).map(move |at| {
            json!({
                "key": county(at),
                "label": {"sv": format!("Län {at}"), "en": format!("County {at}")},
                "kind": "county",
                "code": format!("{:02}", at + 1),
                "within": "sverige",
                "evidence": [register(Row::Place(1 + at))],
            })
        });
        let municipalities = (0..MUNICIPALITIES).map(move |at| {
            json!({
                "key": municipality(at),
                "label": {"sv": format!("Kommun {at}"), "en": format!("Municipality {at}")},
                "kind": "municipality",
                "code": format!("{:04}", 100 + at),
                "within": county(at % COUNTIES),
                "evidence": [register(Row::Place(1 + COUNTIES + at))],
            })
        });
        [country].into_iter().chain(counties).chain(municipalities)
    }

    /// The Government, and agencies of counties.
    fn agencies(self) -> impl Iterator<Item = Value> {
        let government = json!({
            "key": "regeringen",
            "label": {"sv": "Regeringen", "en": "The Government"},
            "classification": ["regering"],
            "jurisdiction": "sverige",
            "evidence": [register(Row::Agency(0))],
        });
        let agencies = (0..self.agencies).map(move |at| {
            let mut random = Random::of("agency", at);
            let (sv, en) = random.words(2);
            json!({
                "key": agency(at),
                "label": {
                    "sv": format!("Myndigheten för {sv} {at}"),
                    "en": format!("Agency for {en} {at}"),
                },
                "homepage": format!("https://www.myndighet{at}.example/"),
                "organisation_number": organisation_number(at),
                "classification": ["statlig-myndighet"],
                "jurisdiction": county(at % COUNTIES),
                "themes": random.some(THEMES, 2),
                "evidence": [register(Row::Agency(1 + at))],
            })
        });
        [government].into_iter().chain(agencies)
    }

    /// The register, and one page of a directory per agency.
    fn sources(self) -> impl Iterator<Item = Value> {
        let register = json!({
            "key": REGISTER,
            "label": {"sv": "Registret", "en": "The register"},
            "kind": "referenstabell",
            "sha256": sha256(0),
            "lines": 1 + COUNTIES + MUNICIPALITIES + 2 * self.agencies + 10,
            "evidence": [format!("{REGISTER}:1")],
        });
        let pages = (0..self.agencies).map(move |at| {
            let page = self.page(at);
            let listed = (page.publications..page.lines).step_by(75).map(|line| {
                json!({"line": line - 1, "text": format!("Publikationer från rad {line}")})
            });
            let headings: Vec<Value> = [(1, "Katalogen"), (2, "Myndigheten"), (4, "Uppdrag")]
                .into_iter()
                .map(|(line, text)| json!({"line": line, "text": text}))
                .chain([json!({"line": page.activities - 1, "text": "Verksamheter"})])
                .chain([json!({"line": page.collaborations - 1, "text": "Samarbeten"})])
                .chain(listed)
                .collect();
            json!({
                "key": page.key,
                "label": {"sv": format!("Sidan om myndighet {at}"), "en": format!("Page on agency {at}")},
                "kind": "katalogsida",
                "about": format!("org/{}", agency(at)),
                "sha256": sha256(at + 1),
                "lines": page.lines,
                "headings": headings,
                "evidence": [format!("{}:1", page.key)],
            })
        });
        [register].into_iter().chain(pages)
    }

    fn mandates(self) -> impl Iterator<Item = Value> {
        (0..self.mandates).map(move |at| {
            let mut random = Random::of("mandate", at);
            let page = self.page(at % self.agencies);
            let year = YEARS.0 + at * YEARS.1 / self.mandates;
            let (sv, en) = random.words(5);
            let mut holders = vec![agency(at % self.agencies)];
            holders.extend((0..random.below(4)).map(|_| agency(random.below(self.agencies))));
            holders.sort();
            holders.dedup();
            let mut record = json!({
                "key": mandate(at),
                "label": {"sv": format!("Uppdrag {at} om {sv}"), "en": format!("Mandate {at} on {en}")},
                "assigned_to": holders,
                "issued_by": "regeringen",
                "issued": year.to_string(),
                "tasks": random.some(TASKS, 2),
                "themes": random.some(THEMES, 2),
                "audience": random.some(AUDIENCES, 2),
                "places": [county(at % COUNTIES)],
                "evidence": [format!("{}:{}", page.key, page.mandates + at / self.agencies)],
            });
            if random.one_in(3) {
                record["period"] = format!("{year}/{}", year + 2).into();
            }
            if at > 0 && !random.one_in(3) {
                record["extends"] = mandate(at - 1 - random.below(at.min(50))).into();
            }
            record
        })
    }

    /// Activities; every fourth says what a single line states.
    pub(crate) fn activities(self) -> impl Iterator<Item = Value> {
        (0..self.activities).map(move |at| {
            let mut random = Random::of("activity", at);
            let page = self.page(at % self.agencies);
            let line = page.activities + at / self.agencies * 2;
            let (sv, en) = random.words(4);
            let mut record = json!({
                "key": activity(at),
                "kind": if random.one_in(2) { "survey" } else { "activity" },
                "label": {"sv": format!("Arbete {at} med {sv}"), "en": format!("Work {at} on {en}")},
                "doers": [agency(at % self.agencies)],
                "under": [mandate(random.below(self.mandates))],
                "period": random.year().to_string(),
                "places": [municipality(random.below(MUNICIPALITIES))],
                "tasks": random.some(TASKS, 2),
                "themes": random.some(THEMES, 2),
                "methods": ["intervju"],
                "evidence": [format!("{}:{line}", page.key)],
            });
            if at % 4 == 0 {
                record["statements"] = json!([
                    {"field": "period", "evidence": [format!("{}:{}", page.key, line + 1)]},
                ]);
            }
            record
        })
    }

    fn collaborations(self) -> impl Iterator<Item = Value> {
        (0..self.collaborations).map(move |at| {
            let mut random = Random::of("collaboration", at);
            let page = self.page(at % self.agencies);
            let (sv, en) = random.words(3);
            let mut members = vec![agency(at % self.agencies)];
            members.extend((0..2).map(|_| agency(random.below(self.agencies))));
            members.sort();
            members.dedup();
            json!({
                "key": format!("samarbete-{at}"),
                "label": {"sv": format!("Samarbete {at} om {sv}"), "en": format!("Cooperation {at} on {en}")},
                "members": members,
                "themes": random.some(THEMES, 1),
                "period": format!("{}/..", random.year()),
                "evidence": [format!("{}:{}", page.key, page.collaborations + at / self.agencies)],
            })
        })
    }

    /// Publications, none of them with statements of their own.
    pub(crate) fn publications(self) -> impl Iterator<Item = Value> {
        (0..self.publications).map(move |at| {
            let mut random = Random::of("publication", at);
            let page = self.page(at % self.agencies);
            let line = page.publications + at / self.agencies * 3;
            let year = random.year();
            let (mut sv, mut en) = random.words(6);
            let mut kinds = random.some(KINDS, 1);
            if !random.one_in(4) {
                kinds.push("rapport");
            }
            let dated = random.one_in(3);
            if dated {
                sv = format!("{sv} {year}");
                en = format!("{en} {year}");
            }
            let lines = if random.one_in(4) {
                format!("{}:{line}-{}", page.key, line + 1)
            } else {
                format!("{}:{line}", page.key)
            };
            let mut record = json!({
                "key": format!("publikation-{at}"),
                "title": {"sv": format!("Om \"{sv}\""), "en": format!("On \"{en}\"")},
                "kinds": kinds,
                "places": [municipality(random.below(MUNICIPALITIES))],
                "themes": random.some(THEMES, 3),
                "listed_under": [agency(at % self.agencies)],
                "listed_on": [page.key],
                "summary": random.one_in(2),
                "fulltext": !random.one_in(3),
                "landing_page": format!("https://www.myndighet{}.example/publikationer/{at}", at % self.agencies),
                "language": ["sv"],
                "evidence": [lines],
            });
            if dated {
                record["title_year"] = year.to_string().into();
            }
            if !random.one_in(5) {
                record["number"] = format!("{year}:{}", at / self.agencies + 1).into();
            }
            if random.one_in(2) {
                record["documents"] = json!([activity(random.below(self.activities))]);
            }
            if random.one_in(2) {
                record["under"] = json!([mandate(random.below(self.mandates))]);
            }
            if random.one_in(4) {
                record["not_stated"] = json!(["issued"]);
            }
            record
        })
    }

    /// Where things stand on the page about an agency.
    fn page(self, at: usize) -> Page {
        let listed = |count: usize| count / self.agencies + 1;
        let mandates = 5;
        let activities = mandates + listed(self.mandates) + 2;
        let collaborations = activities + listed(self.activities) * 2 + 2;
        let publications = collaborations + listed(self.collaborations) + 2;
        Page {
            key: format!("sida-{at}"),
            mandates,
            activities,
            collaborations,
            publications,
            lines: publications + listed(self.publications) * 3,
        }
    }
}

fn register(row: Row) -> String {
    let line = match row {
        Row::Place(at) => 1 + at,
        Row::Agency(at) => 1 + COUNTIES + MUNICIPALITIES + 1 + at,
    };
    format!("{REGISTER}:{line}")
}

/// A row of the register.
#[derive(Debug, Clone, Copy)]
enum Row {
    Place(usize),
    Agency(usize),
}

/// First lines of what a page lists, and how many lines it has.
struct Page {
    key: String,
    mandates: usize,
    activities: usize,
    collaborations: usize,
    publications: usize,
    lines: usize,
}

/// Records as JSON Lines.
pub(crate) fn write_lines(
    records: impl Iterator<Item = Value>,
    mut out: impl Write,
) -> io::Result<()> {
    for record in records {
        writeln!(out, "{record}")?;
    }
    out.flush()
}

fn agency(at: usize) -> String {
    format!("myndighet-{at}")
}

fn mandate(at: usize) -> String {
    format!("uppdrag-{at}")
}

fn activity(at: usize) -> String {
    format!("arbete-{at}")
}

fn county(at: usize) -> String {
    format!("lan-{:02}", at + 1)
}

fn municipality(at: usize) -> String {
    format!("kommun-{:04}", 100 + at)
}

fn sha256(at: usize) -> String {
    format!("{at:064x}")
}

/// A number of the form `202100-2320` with its check digit.
fn organisation_number(at: usize) -> String {
    let digits = format!("2021{:05}", at % 100_000);
    let sum: u32 = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    format!("{}-{}{}", &digits[..6], &digits[6..], (10 - sum % 10) % 10)
}

fn configuration() -> String {
    format!(
        r#"base_iri = "{BASE}"
licence = "http://creativecommons.org/publicdomain/zero/1.0/"
version = "1.0.0"
issued = "2026-01-01"
modified = "2026-01-01"
title = {{ sv = "Syntetiska uppdrag", en = "Synthetic mandates" }}
description = {{ sv = "Påhittade uppgifter för mätning.", en = "Made-up records for measuring." }}

[publisher]
name = {{ sv = "Ingen", en = "Nobody" }}
type = "NonProfitOrganisation"

[contact]
name = "Ingen"
email = "mailto:nobody@example.org"

[graphs]
reference = ["{REGISTER}"]
"#
    )
}
