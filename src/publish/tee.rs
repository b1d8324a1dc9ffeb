//! One stream, three files: plain, gzip and zstd, with their sizes and sums.
//!
//! A product is made once. Its bytes go to all three files at the same time, so a build needs no
//! second pass and no product in memory. The packed bytes depend on the content alone: no time,
//! no file name, one thread.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::{Written, below};
use crate::error::Error;
use crate::graph::hex;

/// Where a product is written to.
pub(super) type Sink = BufWriter<Tee>;

/// Most time of a build goes into packing; higher levels cost several times as much for a few
/// per cent of size.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// Bytes gathered before they are packed and written.
const BUFFER: usize = 1 << 17;

/// Writes a product to `path`, `path.gz` and `path.zst`, in this order in the result.
///
/// # Errors
///
/// [`Error::Write`] with the file that could not be written.
pub(super) fn write_packed(
    root: &Path,
    path: &str,
    triples: usize,
    write: impl FnOnce(&mut Sink) -> io::Result<()>,
) -> Result<Vec<Written>, Error> {
    let plain = Summed::create(root, path.to_owned())?;
    let gzip = Summed::create(root, format!("{path}.gz"))?;
    let zstd = Summed::create(root, format!("{path}.zst"))?;
    let file = |summed: &Summed| below(root, &summed.path);
    let (gzip_file, zstd_file) = (file(&gzip), file(&zstd));
    let tee = Tee {
        file: file(&plain),
        plain,
        gzip: GzBuilder::new()
            .mtime(0)
            .write(gzip, Compression::new(GZIP_LEVEL)),
        zstd: zstd::Encoder::new(zstd, ZSTD_LEVEL).map_err(Error::write(&zstd_file))?,
        gzip_file,
        zstd_file,
        failed: None,
    };
    let mut sink = BufWriter::with_capacity(BUFFER, tee);
    if let Err(error) = write(&mut sink).and_then(|()| sink.flush()) {
        let tee = sink.get_mut();
        let at = tee.failed.take().unwrap_or_else(|| tee.file.clone());
        return Err(Error::write(at)(error));
    }
    let tee = sink
        .into_inner()
        .map_err(|error| Error::write(root)(error.into_error()))?;
    let gzip = tee.gzip.finish().map_err(Error::write(&tee.gzip_file))?;
    let zstd = tee.zstd.finish().map_err(Error::write(&tee.zstd_file))?;
    [
        (tee.plain, tee.file),
        (gzip, tee.gzip_file),
        (zstd, tee.zstd_file),
    ]
    .into_iter()
    .map(|(summed, file)| summed.finish(Some(triples)).map_err(Error::write(file)))
    .collect()
}

/// Writes a single file, with the folders that it stands in.
///
/// # Errors
///
/// [`Error::Write`] with the file or folder.
pub(super) fn write_file(root: &Path, path: &str, bytes: &[u8]) -> Result<Written, Error> {
    let file = below(root, path);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(Error::write(folder))?;
    }
    let mut summed = Summed::create(root, path.to_owned())?;
    summed
        .write_all(bytes)
        .and_then(|()| summed.finish(None))
        .map_err(Error::write(file))
}

/// Passes every byte to three files.
pub(super) struct Tee {
    plain: Summed,
    gzip: GzEncoder<Summed>,
    zstd: zstd::Encoder<'static, Summed>,
    file: PathBuf,
    gzip_file: PathBuf,
    zstd_file: PathBuf,
    /// The file whose writing failed.
    failed: Option<PathBuf>,
}

impl Write for Tee {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let failed = &mut self.failed;
        let mut note = |result: io::Result<()>, file: &Path| {
            result.inspect_err(|_| *failed = Some(file.to_owned()))
        };
        note(self.plain.write_all(bytes), &self.file)?;
        note(self.gzip.write_all(bytes), &self.gzip_file)?;
        note(self.zstd.write_all(bytes), &self.zstd_file)?;
        Ok(bytes.len())
    }

    /// Nothing is held back here; flushing the packers would only make them pack worse.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file whose bytes are counted and summed.
pub(super) struct Summed {
    path: String,
    file: File,
    bytes: u64,
    sha256: Sha256,
}

impl Summed {
    pub(super) fn create(root: &Path, path: String) -> Result<Self, Error> {
        let file = below(root, &path);
        let file = File::create_new(&file).map_err(Error::write(file))?;
        Ok(Self {
            path,
            file,
            bytes: 0,
            sha256: Sha256::new(),
        })
    }

    /// Waits until the file is on disk.
    pub(super) fn finish(self, triples: Option<usize>) -> io::Result<Written> {
        self.file.sync_all()?;
        let sha256 = hex(&self.sha256.finalize());
        Ok(Written {
            path: self.path,
            bytes: self.bytes,
            sha256,
            triples,
        })
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sha256.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
