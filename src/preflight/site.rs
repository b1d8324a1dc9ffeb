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
    /// If there is none, the folder is taken for the one of the catalogue's own IRI; or, if this
    /// program built it, for what all addresses have in common. A catalogue that cannot be read
    /// promises nothing.
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
        let urls: Vec<&str> = downloads.iter().map(|(_, url)| *url).collect();
        let found = self.base(&urls).or_else(|| self.own_base(&graph, &urls));
        let Some(base) = found else {
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
            let Some(size) = size_of_file(&path).map_err(Error::read(path.clone()))? else {
                tell("download-file-missing", url.to_owned());
                continue;
            };
            let name = url.strip_prefix(&base).unwrap_or(url);
            File::open(&path)
                .and_then(|file| {
                    compare(&graph, distribution, size, file, &mut |rule, value| {
                        tell(rule, format!("{name}: {value}"));
                    })
                })
                .map_err(Error::read(path))?;
        }
        Ok(observed)
    }

    /// What most addresses begin with before the path of a file in the folder; of equally many, the
    /// longest.
    fn base(&self, urls: &[&str]) -> Option<String> {
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

    /// What addresses of the folder begin with if no file of it is there.
    fn own_base(&self, graph: &Graph, urls: &[&str]) -> Option<String> {
        let catalogs = graph.of_classes(&[dcat::CATALOG]);
        let mut own = catalogs
            .iter()
            .filter_map(|catalog| folder_of(catalog.iri()?));
        let own = own.find(|base| urls.iter().any(|url| url.starts_with(base)));
        let common = || {
            let (first, others) = urls.split_first()?;
            let common = others.iter().fold(*first, |common, url| {
                let mut both = common.char_indices().zip(url.chars());
                let end = both.find(|((_, a), b)| a != b);
                &common[..end.map_or(common.len().min(url.len()), |((at, _), _)| at)]
            });
            folder_of(common)
        };
        let base = own.or_else(|| if self.ours { common() } else { None });
        base.map(str::to_owned)
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

/// An address up to the last slash of its path.
fn folder_of(address: &str) -> Option<&str> {
    let address = address.split(['?', '#']).next()?;
    let (scheme, rest) = address.split_once("://")?;
    let end = scheme.len() + "://".len() + rest.rfind('/')? + 1;
    address.get(..end)
}

/// Bytes of a plain file; `None` if none is there, or can be.
fn size_of_file(path: &Path) -> io::Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(data) => Ok(data.is_file().then_some(data.len())),
        Err(error) => match error.kind() {
            // A file where a folder should be; a name that no file has.
            ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename => Ok(None),
            _ => Err(error),
        },
    }
}

/// The number that a size says: `26`, or `26.0` as an `xsd:decimal` of DCAT-AP 2.1.1.
fn stated_size(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_whole = fraction.bytes().all(|b| b == b'0');
    is_whole.then(|| whole.parse().ok())?
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
        if stated_size(stated.text()) != Some(size) {
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
            for value in graph.values(checksum, spdx::CHECKSUM_VALUE) {
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
