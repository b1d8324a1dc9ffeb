//! A catalogue that was built: its syntaxes side by side, and the files that it promises.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Component, Path, PathBuf};

use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::graph::{Graph, Node};
use super::terms::{dcat, spdx};
use super::{Document, Observed, Syntax, read};
use crate::error::Error;
use crate::graph::hex;

/// The catalogue of a folder that `uppdrag build` or somebody else wrote.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    /// Paths within the folder, what is in them, and the syntax; RDF/XML first.
    files: Vec<(String, Vec<u8>, Syntax)>,
    ours: bool,
}

/// What `uppdrag build` leaves in each of its folders.
const BUILD: &str = "build.json";

impl Site {
    /// Reads `catalog.rdf`, `catalog.ttl`, `catalog.jsonld` and `catalog.nt`, as far as they are
    /// there.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if one cannot be read. `None` if none is there.
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let mut files = Vec::new();
        for (name, syntax) in [
            ("catalog.rdf", Syntax::RdfXml),
            ("catalog.ttl", Syntax::Turtle),
            ("catalog.jsonld", Syntax::JsonLd),
            ("catalog.nt", Syntax::NTriples),
        ] {
            let path = folder.join(name);
            match fs::read(&path) {
                Ok(bytes) => files.push((name.to_owned(), bytes, syntax)),
                Err(error) if error.kind() == ErrorKind::NotFound => (),
                Err(error) => return Err(Error::read(path)(error)),
            }
        }
        Ok((!files.is_empty()).then(|| Self {
            folder: folder.to_owned(),
            files,
            ours: folder.join(BUILD).is_file(),
        }))
    }

    /// The catalogue in each syntax.
    #[must_use]
    pub fn documents(&self) -> Vec<Document<'_>> {
        let files = self.files.iter();
        files
            .map(|(name, bytes, syntax)| Document {
                name,
                bytes,
                syntax: *syntax,
            })
            .collect()
    }

    /// Whether this program built it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.ours
    }

    /// What is wrong with the files that the catalogue promises: absent, of another size or sum.
    ///
    /// An address belongs to the folder if it begins as most of those do whose ends are paths in it.
    /// A catalogue that cannot be read promises nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] if a file is there and cannot be read.
    pub fn observed(&self) -> Result<Vec<Observed>, Error> {
        let Some(first) = self.documents().into_iter().next() else {
            return Ok(Vec::new());
        };
        let graph = read::read(first.name, first.bytes, first.syntax).unwrap_or_default();
        let downloads: Vec<(&Node, &str)> = graph
            .statements()
            .iter()
            .filter(|(_, property, _)| **property == *dcat::DOWNLOAD_URL)
            .filter_map(|(distribution, _, value)| Some((distribution, value.iri()?)))
            .collect();
        let Some(base) = self.base(downloads.iter().map(|(_, url)| *url)) else {
            return Ok(Vec::new());
        };
        let mut observed = Vec::new();
        for (distribution, url) in downloads {
            let Some(path) = url.strip_prefix(&base).and_then(|rest| self.path(rest)) else {
                continue;
            };
            let mut tell = |rule, value: String| {
                observed.push(Observed {
                    rule,
                    document: first.name.to_owned(),
                    resource: distribution.iri().unwrap_or_default().to_owned(),
                    value,
                });
            };
            match File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file))) {
                Ok((size, file)) => {
                    let name = url.strip_prefix(&base).unwrap_or(url);
                    compare(&graph, distribution, size, file, &mut |rule, value| {
                        tell(rule, format!("{name}: {value}"));
                    })
                    .map_err(Error::read(path))?;
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    tell("download-file-missing", url.to_owned());
                }
                Err(error) => return Err(Error::read(path)(error)),
            }
        }
        Ok(observed)
    }

    /// What most addresses begin with before the path of a file in the folder; of equally many, the
    /// longest.
    fn base<'a>(&self, urls: impl Iterator<Item = &'a str>) -> Option<String> {
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for url in urls {
            let Some((_, rest)) = url.split_once("://") else {
                continue;
            };
            let head = url.len() - rest.len();
            for (at, _) in rest.match_indices('/') {
                let (base, path) = url.split_at(head + at + 1);
                if self.path(path).is_some_and(|path| path.is_file()) {
                    *counts.entry(base).or_default() += 1;
                }
            }
        }
        let most = counts
            .into_iter()
            .max_by_key(|(base, count)| (*count, base.len()));
        most.map(|(base, _)| base.to_owned())
    }

    /// The file of the folder that the end of an address names; none that leads out of it.
    fn path(&self, rest: &str) -> Option<PathBuf> {
        let rest = rest.split(['?', '#']).next()?;
        let path = PathBuf::from(percent_decoded(rest)?);
        let is_within = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        (is_within && !rest.is_empty()).then(|| self.folder.join(path))
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Tells where a file is not as large, or its sum not the one, that the catalogue says.
fn compare(
    graph: &Graph,
    distribution: &Node,
    size: u64,
    mut file: File,
    tell: &mut dyn FnMut(&'static str, String),
) -> io::Result<()> {
    for stated in graph.values(distribution, dcat::BYTE_SIZE) {
        if stated.text().parse() != Ok(size) {
            tell(
                "download-size-differs",
                format!("{size} bytes, not {}", stated.text()),
            );
        }
    }
    for checksum in graph.values(distribution, spdx::CHECKSUM) {
        for algorithm in graph.values(checksum, spdx::ALGORITHM) {
            file.seek(SeekFrom::Start(0))?;
            let Some(sum) = sum(algorithm.text(), &file)? else {
                continue;
            };
            for value in graph.values(checksum, spdx::VALUE) {
                if !value.text().eq_ignore_ascii_case(&sum) {
                    tell("download-checksum-differs", sum.clone());
                }
            }
        }
    }
    Ok(())
}

/// The sum of a file by an algorithm of SPDX, in lower case; `None` for those of which this program
/// has none.
fn sum(algorithm: &str, file: &File) -> io::Result<Option<String>> {
    let name = algorithm.strip_prefix(spdx::ALGORITHM_BASE);
    Ok(match name {
        Some("sha1") => Some(digest::<Sha1>(file)?),
        Some("sha224") => Some(digest::<Sha224>(file)?),
        Some("sha256") => Some(digest::<Sha256>(file)?),
        Some("sha384") => Some(digest::<Sha384>(file)?),
        Some("sha512") => Some(digest::<Sha512>(file)?),
        _ => None,
    })
}

fn digest<D: Digest>(mut file: &File) -> io::Result<String> {
    let mut digest = D::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&buffer[..read]),
        }
    }
}
