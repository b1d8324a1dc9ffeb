//! What a stage that writes files of its own works with: the build under way, and the one that it
//! will replace.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::tee::Summed;
use super::{Written, below, check_path, read_back};
use crate::error::Error;

/// Writes files into a build before it is published, and returns them; see
/// [`Extras::stages`](super::Extras::stages).
pub type Stage<'a> = dyn Fn(&Building<'_>) -> Result<Vec<Written>, Error> + 'a;

/// A build under way. Paths are relative to it, with `/` between folders.
///
/// A file that was published before with the same bytes is not written again: it is linked to, so
/// it takes neither time nor space and keeps its time of change, on which web servers and their
/// clients rely. Nobody may therefore write into a published file; a build never does.
#[derive(Debug, Clone, Copy)]
pub struct Building<'a> {
    root: &'a Path,
    old: Option<&'a Path>,
    written: &'a [Written],
}

impl<'a> Building<'a> {
    /// A build in the directory `root`, beside the build in `old`, with the files written so far.
    #[must_use]
    pub fn new(root: &'a Path, old: Option<&'a Path>, written: &'a [Written]) -> Self {
        Self { root, old, written }
    }

    /// The directory in which the new build stands until it is published.
    #[must_use]
    pub fn root(&self) -> &'a Path {
        self.root
    }

    /// The directory of the build that will be replaced, if there is one.
    #[must_use]
    pub fn old(&self) -> Option<&'a Path> {
        self.old
    }

    /// The files written before this stage, sorted by path: dumps, extra files and what earlier
    /// stages wrote.
    #[must_use]
    pub fn written(&self) -> &'a [Written] {
        self.written
    }

    /// Gives a file these bytes: links to the old build's file if it has them, and writes them
    /// otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Publish`] for a path that leads elsewhere, [`Error::Write`] if the file cannot be
    /// written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<Written, Error> {
        self.check(path)?;
        if let Some(old) = self.published(path)
            // One that cannot be read is written anew.
            && holds(&old, bytes, bytes.len() as u64).unwrap_or(false)
            && self.link(&old, path)?
        {
            return Ok(Written {
                path: path.to_owned(),
                bytes: bytes.len() as u64,
                sha256: read_back::sum(bytes).map_err(Error::read(old))?,
                sha1: None,
                triples: None,
            });
        }
        let mut file = self.create(path)?;
        file.write_all(bytes)
            .map_err(Error::write(below(self.root, path)))?;
        file.finish()
    }

    /// Begins a file that is too large to be held in memory.
    ///
    /// # Errors
    ///
    /// As [`Building::write`].
    pub fn create(&self, path: &str) -> Result<NewFile, Error> {
        self.check(path)?;
        self.make_folder(path)?;
        Ok(NewFile {
            out: BufWriter::with_capacity(1 << 16, Summed::of_stage(self.root, path.to_owned())?),
            failed: below(self.root, path),
        })
    }

    /// Takes a file over from the old build as it is: a link, or a copy where there can be none.
    /// It is read once, for its sum. `None` if the old build has no such file.
    ///
    /// # Errors
    ///
    /// As [`Building::write`], and [`Error::Read`] if the old file cannot be read.
    pub fn carry(&self, path: &str) -> Result<Option<Written>, Error> {
        self.check(path)?;
        let Some(old) = self.published(path) else {
            return Ok(None);
        };
        if !self.link(&old, path)? {
            let mut input = File::open(&old).map_err(Error::read(&old))?;
            let mut file = self.create(path)?;
            io::copy(&mut input, &mut file).map_err(Error::write(below(self.root, path)))?;
            return file.finish().map(Some);
        }
        let mut bytes = 0;
        let sha256 = File::open(&old).and_then(|file| {
            bytes = file.metadata()?.len();
            read_back::sum(file)
        });
        Ok(Some(Written {
            path: path.to_owned(),
            bytes,
            sha256: sha256.map_err(Error::read(old))?,
            sha1: None,
            triples: None,
        }))
    }

    /// Puts a link to the old build's file in the place of one that was written and has the same bytes.
    /// Where there can be no link, the new file stays.
    pub(super) fn keep(&self, path: &str) -> Result<(), Error> {
        let new = below(self.root, path);
        let Some(old) = self.published(path) else {
            return Ok(());
        };
        let same = File::open(&new).and_then(|file| {
            let length = file.metadata()?.len();
            holds(&old, BufReader::new(file), length)
        });
        if !same.unwrap_or(false) {
            return Ok(());
        }
        let link = below(self.root, &format!("{path}.link"));
        if fs::hard_link(old, &link).is_ok() {
            fs::rename(&link, &new).map_err(Error::write(&new))?;
        }
        Ok(())
    }

    /// The old build's file, if it is a plain one: a link may point anywhere.
    fn published(&self, path: &str) -> Option<std::path::PathBuf> {
        let old = below(self.old?, path);
        let metadata = fs::symlink_metadata(&old).ok()?;
        metadata.is_file().then_some(old)
    }

    /// Whether the file could be linked to: not every file system can, nor between two of them.
    fn link(&self, old: &Path, path: &str) -> Result<bool, Error> {
        self.make_folder(path)?;
        match fs::hard_link(old, below(self.root, path)) {
            // It would be written twice.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Error::write(below(self.root, path))(error))
            }
            result => Ok(result.is_ok()),
        }
    }

    fn make_folder(&self, path: &str) -> Result<(), Error> {
        let file = below(self.root, path);
        match file.parent() {
            Some(folder) => fs::create_dir_all(folder).map_err(Error::write(folder)),
            None => Ok(()),
        }
    }

    fn check(&self, path: &str) -> Result<(), Error> {
        check_path(path).map_err(|why| Error::Publish {
            path: self.root.to_owned(),
            message: format!("{path:?} {why}"),
        })
    }
}

/// A file of a build under way, written piece by piece.
pub struct NewFile {
    out: BufWriter<Summed>,
    failed: std::path::PathBuf,
}

impl NewFile {
    /// Ends the file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn finish(self) -> Result<Written, Error> {
        let summed = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error);
        summed
            .and_then(|summed| summed.finish(None))
            .map_err(Error::write(self.failed))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether a file holds exactly these bytes, of which there are `length`.
fn holds(path: &Path, mut bytes: impl BufRead, length: u64) -> io::Result<bool> {
    let file = File::open(path)?;
    if file.metadata()?.len() != length {
        return Ok(false);
    }
    let mut file = BufReader::with_capacity(1 << 14, file);
    loop {
        let (one, other) = (file.fill_buf()?, bytes.fill_buf()?);
        let part = one.len().min(other.len());
        if part == 0 {
            return Ok(one.len() == other.len());
        }
        if one[..part] != other[..part] {
            return Ok(false);
        }
        file.consume(part);
        bytes.consume(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::tests::TempDir;

    #[test]
    fn the_same_bytes_are_linked_to_and_others_written() {
        let dir = TempDir::new("building");
        let (old, new) = (dir.path().join("old"), dir.path().join("new"));
        fs::create_dir_all(old.join("a")).unwrap();
        fs::create_dir(&new).unwrap();
        fs::write(old.join("a/same"), "one").unwrap();
        fs::write(old.join("a/other"), "two").unwrap();
        let building = Building::new(&new, Some(&old), &[]);
        let same = building.write("a/same", b"one").unwrap();
        let other = building.write("a/other", b"new").unwrap();
        assert_eq!(building.carry("a/absent").unwrap(), None);
        assert_eq!(fs::read(new.join("a/other")).unwrap(), b"new");
        assert_eq!(fs::read(old.join("a/other")).unwrap(), b"two");
        assert_ne!(same.sha256, other.sha256);
        assert!(matches!(
            building.write("../b", b""),
            Err(Error::Publish { .. })
        ));
        assert!(building.carry("a/same").is_err(), "twice");
        fs::write(old.join("kept"), "three").unwrap();
        fs::write(new.join("kept"), "three").unwrap();
        building.keep("kept").unwrap();
        building.keep("a/other").unwrap();
        assert_eq!(fs::read(new.join("kept")).unwrap(), b"three");
        assert_eq!(fs::read(new.join("a/other")).unwrap(), b"new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let links = |path: &Path| fs::metadata(path).unwrap().nlink();
            assert_eq!(links(&new.join("a/same")), 2);
            assert_eq!(links(&new.join("kept")), 2);
            assert_eq!(links(&new.join("a/other")), 1);
        }
    }

    #[test]
    fn a_large_file_is_written_in_pieces_and_then_carried_over() {
        let dir = TempDir::new("pieces");
        let (old, new) = (dir.path().join("old"), dir.path().join("new"));
        let building = Building::new(&old, None, &[]);
        let mut file = building.create("a/b").unwrap();
        for _ in 0..100_000 {
            file.write_all(b"piece").unwrap();
        }
        let written = file.finish().unwrap();
        assert_eq!(written.bytes, 500_000);
        let carried = Building::new(&new, Some(&old), &[]).carry("a/b").unwrap();
        assert_eq!(carried, Some(written));
    }
}
