//! The output directory: staged next to the old build, moved in one step.
//!
//! Beside the directory `site` stand, while a build runs, `.site.staging` (the new build, after the
//! move the old one until it is deleted) and `.site.lock` (locked by the running build; it is left
//! there, as deleting it would let two builds hold different locks). Readers never see a mix: the
//! two directories change names in one system call (`renameat2` with `RENAME_EXCHANGE` on Linux,
//! `renamex_np` with `RENAME_SWAP` on macOS). Harvesters delete what a dump no longer holds, so half
//! a build must never be seen.
//!
//! Where the system cannot exchange, the old directory is renamed to `.site.old` first. A build
//! killed between the two renames leaves no `site`; the next one puts `.site.old` back before it
//! does anything else.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{BUILD, SUMS};
use crate::error::Error;

/// A build under way. Dropped without [`Staging::publish`], it removes what it has staged.
pub(super) struct Staging {
    /// The directory to be replaced.
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
    /// Held as long as the build runs.
    _lock: File,
}

impl Staging {
    /// Begins a build of `out`: takes the lock, clears what a killed build left, and makes an
    /// empty staging directory.
    ///
    /// # Errors
    ///
    /// [`Error::Publish`] if another build runs or `out` must not be replaced; [`Error::Write`] if a
    /// file beside it cannot be written.
    pub(super) fn open(out: &Path) -> Result<Self, Error> {
        let target = resolve(out)?;
        check(&target, out)?;
        let beside = |suffix: &str| {
            let mut name = OsString::from(".");
            name.push(target.file_name().unwrap_or_default());
            name.push(suffix);
            target.with_file_name(name)
        };
        let staging = Self {
            new: beside(".staging"),
            old: beside(".old"),
            _lock: lock(&beside(".lock"), out)?,
            target,
        };
        staging.recover()?;
        fs::create_dir(&staging.new).map_err(Error::write(&staging.new))?;
        Ok(staging)
    }

    /// Where the new build is to be written.
    pub(super) fn path(&self) -> &Path {
        &self.new
    }

    /// The build that is to be replaced, if there is one.
    pub(super) fn old(&self) -> Option<&Path> {
        self.target.join(BUILD).is_file().then_some(&*self.target)
    }

    /// Puts the new build in the place of the old one, which is deleted.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; the old build is then still in its place.
    pub(super) fn publish(self) -> Result<(), Error> {
        sync(&self.new)?;
        if self.target.exists() {
            match exchange(&self.new, &self.target) {
                Err(error) if cannot_exchange(&error) => self.rename_twice(),
                result => result,
            }
        } else {
            fs::rename(&self.new, &self.target)
        }
        .map_err(Error::write(&self.target))?;
        if let Some(parent) = self.target.parent() {
            // The new build stands. If this fails, a loss of power may bring the whole old one back.
            let _ = sync_folder(parent);
        }
        // Dropping deletes the old build, which now has the staging directory's name. What cannot
        // be deleted is cleared by the next build; this one is published.
        Ok(())
    }

    /// The way for file systems that cannot exchange two directories; not atomic.
    fn rename_twice(&self) -> io::Result<()> {
        fs::rename(&self.target, &self.old)?;
        fs::rename(&self.new, &self.target).inspect_err(|_| {
            // Best effort: the error to tell is the first one, and the next build tries again.
            let _ = fs::rename(&self.old, &self.target);
        })?;
        let _ = fs::remove_dir_all(&self.old);
        Ok(())
    }

    /// Clears what a killed build left.
    fn recover(&self) -> Result<(), Error> {
        if fs::symlink_metadata(&self.old).is_ok() {
            if fs::symlink_metadata(&self.target).is_err() {
                fs::rename(&self.old, &self.target).map_err(Error::write(&self.target))?;
            } else {
                fs::remove_dir_all(&self.old).map_err(Error::write(&self.old))?;
            }
        }
        match fs::remove_dir_all(&self.new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::write(&self.new)(error))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Best effort: what is left is cleared by the next build.
        let _ = fs::remove_dir_all(&self.new);
    }
}

/// The directory that `out` names, symbolic links followed, in a parent that exists.
fn resolve(out: &Path) -> Result<PathBuf, Error> {
    let refuse = |message: &str| Error::Publish {
        path: out.to_owned(),
        message: message.to_owned(),
    };
    let target = match fs::symlink_metadata(out) {
        Ok(_) => fs::canonicalize(out)
            .map_err(|_| refuse("is a symbolic link to nothing: remove it or make its target"))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = out
                .file_name()
                .ok_or_else(|| refuse("has no name: name a directory"))?;
            let parent = match out.parent() {
                Some(parent) if parent != Path::new("") => parent,
                _ => Path::new("."),
            };
            fs::create_dir_all(parent).map_err(Error::write(parent))?;
            fs::canonicalize(parent)
                .map_err(Error::read(parent))?
                .join(name)
        }
        Err(error) => return Err(Error::read(out)(error)),
    };
    if target.file_name().is_none() {
        return Err(refuse(
            "is the root of the file system: name a directory in it",
        ));
    }
    Ok(target)
}

/// Only a build, or nothing, is replaced.
fn check(target: &Path, out: &Path) -> Result<(), Error> {
    let refuse = |message: &str| {
        Err(Error::Publish {
            path: out.to_owned(),
            message: message.to_owned(),
        })
    };
    match fs::read_dir(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            refuse("is not a directory: choose another output directory")
        }
        Err(error) => Err(Error::read(target)(error)),
        Ok(mut entries) => {
            let is_file = |name| target.join(name).is_file();
            if entries.next().is_none() || (is_file(BUILD) && is_file(SUMS)) {
                Ok(())
            } else {
                refuse(
                    "holds files that no build wrote (no build.json and SHA256SUMS): \
                     choose another output directory or empty this one",
                )
            }
        }
    }
}

/// Locked until the file is closed, also when the program is killed.
fn lock(path: &Path, out: &Path) -> Result<File, Error> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(Error::write(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Publish {
            path: out.to_owned(),
            message: "another build is running: wait for it to end".to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(Error::write(path)(error)),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the file system or kernel cannot exchange, rather than that it failed to.
fn cannot_exchange(error: &io::Error) -> bool {
    // ENOSYS and EOPNOTSUPP are `Unsupported`, EINVAL `InvalidInput`, EXDEV `CrossesDevices`
    // (overlay file systems).
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput | io::ErrorKind::CrossesDevices
    )
}

/// Brings all files and folders to disk: in one call, as a site has several hundred thousand.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> Result<(), Error> {
    let opened = File::open(folder).map_err(Error::read(folder))?;
    rustix::fs::syncfs(&opened).map_err(|error| Error::write(folder)(error.into()))
}

/// Brings all files and folders to disk.
#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::read(folder))? {
        let entry = entry.map_err(Error::read(folder))?;
        let path = entry.path();
        if entry.file_type().map_err(Error::read(&path))?.is_dir() {
            sync(&path)?;
        } else {
            let synced = File::open(&path).and_then(|file| file.sync_all());
            synced.map_err(Error::write(&path))?;
        }
    }
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    // Elsewhere a directory cannot be opened as a file.
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(Error::write(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::tests::TempDir;

    fn build(out: &Path, text: &str) -> Staging {
        let staging = Staging::open(out).unwrap();
        for name in [BUILD, SUMS] {
            fs::write(staging.path().join(name), text).unwrap();
        }
        staging
    }

    fn content(out: &Path) -> String {
        fs::read_to_string(out.join(BUILD)).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_build_replaces_an_empty_directory_and_then_the_old_build() {
        let dir = TempDir::new("replace");
        let out = dir.path().join("site");
        fs::create_dir(&out).unwrap();
        for text in ["one", "two"] {
            build(&out, text).publish().unwrap();
            assert_eq!(content(&out), text);
            assert_eq!(names(dir.path()), [".site.lock", "site"]);
        }
    }

    #[test]
    fn a_file_system_without_exchange_gets_two_renames() {
        let dir = TempDir::new("renames");
        let out = dir.path().join("site");
        build(&out, "one").publish().unwrap();
        let staging = build(&out, "two");
        staging.rename_twice().unwrap();
        drop(staging);
        assert_eq!(content(&out), "two");
        assert_eq!(names(dir.path()), [".site.lock", "site"]);
    }

    #[test]
    fn a_build_killed_between_the_renames_is_mended() {
        let dir = TempDir::new("mended");
        let out = dir.path().join("site");
        build(&out, "one").publish().unwrap();
        fs::rename(&out, dir.path().join(".site.old")).unwrap();
        fs::create_dir(dir.path().join(".site.staging")).unwrap();
        drop(Staging::open(&out).unwrap());
        assert_eq!(content(&out), "one");
        assert_eq!(names(dir.path()), [".site.lock", "site"]);
    }

    #[test]
    fn an_old_build_stays_when_the_new_one_is_given_up() {
        let dir = TempDir::new("given-up");
        let out = dir.path().join("site");
        build(&out, "one").publish().unwrap();
        drop(build(&out, "two"));
        assert_eq!(content(&out), "one");
        assert_eq!(names(dir.path()), [".site.lock", "site"]);
    }

    #[test]
    fn a_second_build_at_the_same_time_is_refused() {
        let dir = TempDir::new("lock");
        let out = dir.path().join("site");
        let _first = build(&out, "one");
        let second = Staging::open(&out).map(drop).unwrap_err().to_string();
        assert!(
            second.ends_with("another build is running: wait for it to end"),
            "{second}"
        );
    }

    #[test]
    fn what_no_build_wrote_is_refused() {
        let dir = TempDir::new("foreign");
        let foreign = dir.path().join("photos");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join(BUILD), "{}").unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "text").unwrap();
        for out in [foreign, file] {
            assert!(matches!(Staging::open(&out), Err(Error::Publish { .. })));
            assert!(out.exists());
        }
        assert_eq!(names(dir.path()), ["file", "photos"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_directory_is_replaced() {
        let dir = TempDir::new("link");
        let (out, link) = (dir.path().join("site"), dir.path().join("current"));
        std::os::unix::fs::symlink("site", &link).unwrap();
        assert!(matches!(Staging::open(&link), Err(Error::Publish { .. })));
        fs::create_dir(&out).unwrap();
        build(&link, "one").publish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(content(&out), "one");
    }
}
