//! A result, written to standard output or whole to a file.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 16;

/// Writes to standard output, or to a file that appears whole or not at all.
pub(crate) fn write_out(
    path: Option<&Path>,
    write: impl FnOnce(&mut BufWriter<&mut dyn Write>) -> io::Result<()>,
) -> Result<()> {
    let Some(path) = path else {
        let mut out = io::stdout().lock();
        return Ok(written(&mut out, write)?);
    };
    let failed = || format!("cannot write {}", path.display());
    let directory = path.parent().filter(|parent| *parent != Path::new(""));
    let mut file =
        NamedTempFile::new_in(directory.unwrap_or(Path::new("."))).with_context(failed)?;
    written(file.as_file_mut(), write).with_context(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is private at first.
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file()
            .set_permissions(readable)
            .with_context(failed)?;
    }
    file.persist(path).with_context(failed)?;
    Ok(())
}

fn written(
    out: &mut dyn Write,
    write: impl FnOnce(&mut BufWriter<&mut dyn Write>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    write(&mut out)?;
    out.flush()
}
