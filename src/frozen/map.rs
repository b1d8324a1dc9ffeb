//! The bytes of a frozen graph: mapped from a file, or in memory. Dumps are mapped the same way.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;
use zerocopy::IntoBytes;

/// Bytes that begin at a multiple of 8.
pub(crate) enum Bytes {
    Mapped(Mmap),
    /// In units of 8 bytes, for their place in memory; and how many bytes they are.
    Held(Vec<u64>, usize),
}

impl Bytes {
    /// Maps a file.
    ///
    /// The file must not be changed in place while it is mapped: [`super::Freezer`] writes a new
    /// one and renames it, which leaves the old one to those who have it open.
    pub(crate) fn map(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Self::map_file(&file)
    }

    /// Maps an open file.
    #[expect(unsafe_code, reason = "there is no safe way to share a file's pages")]
    pub(super) fn map_file(file: &File) -> io::Result<Self> {
        // SAFETY: the map is read-only and private to this process. Its bytes are undefined only
        // if the file is changed in place by somebody else; frozen graphs are written under
        // another name and renamed, never changed, and dumps in a folder of this process. The bytes are plain numbers and text for which
        // every pattern is valid: each is checked where it is read.
        let map = unsafe { Mmap::map(file) }?;
        Ok(Self::Mapped(map))
    }

    /// Takes bytes as they are.
    pub(super) fn hold(bytes: &[u8]) -> Self {
        let mut held = vec![0_u64; bytes.len().div_ceil(8)];
        held.as_mut_bytes()[..bytes.len()].copy_from_slice(bytes);
        Self::Held(held, bytes.len())
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Held(held, length) => &held.as_bytes()[..*length],
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}
