//! A build is published whole or not at all: killed at any moment, on a full disk, beside another.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::dumps::{files, hex};

/// Moments at which a build is killed.
const KILLS: u32 = 50;

/// Two datasets that differ in one label, and a directory in which one of them is published.
struct Site {
    folder: tempfile::TempDir,
    /// Files of a whole build of each dataset that was built.
    whole: Vec<(&'static str, Files)>,
    /// What the last of them took.
    time: Duration,
}

/// Content of the files of a directory by their paths.
type Files = BTreeMap<String, Vec<u8>>;

impl Site {
    /// Publishes these datasets one after the other.
    fn of(built: &[&'static str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bad-input/_base");
        for name in ["a", "b"] {
            let dataset = folder.path().join(name);
            fs::create_dir(&dataset).unwrap();
            for entry in fs::read_dir(&base).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), dataset.join(entry.file_name())).unwrap();
            }
        }
        let places = folder.path().join("b/places.yaml");
        let changed = fs::read_to_string(&places)
            .unwrap()
            .replace("Exempel län", "Annat län");
        fs::write(&places, changed).unwrap();
        let mut site = Self {
            folder,
            whole: Vec::new(),
            time: Duration::ZERO,
        };
        for name in built {
            let begun = Instant::now();
            succeed(&site.build(name, "public"));
            site.time = begun.elapsed();
            site.whole.push((name, files(&site.public())));
        }
        site
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn public(&self) -> PathBuf {
        self.path().join("public")
    }

    fn command(&self, dataset: &str, out: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uppdrag"));
        command
            .args(["build", dataset, "--site", "--out", out])
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    fn build(&self, dataset: &str, out: &str) -> Output {
        self.command(dataset, out).output().unwrap()
    }

    fn begin(&self, dataset: &str) -> Child {
        self.command(dataset, "public")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The dataset that is published; its build must be whole.
    ///
    /// The change feed tells of the builds before too, so its files, and those that hold sums of them,
    /// are not those of the first build. They must lead to what else is published.
    fn published(&self) -> &'static str {
        let files = files(&self.public());
        let (name, _) = self
            .whole
            .iter()
            .find(|(_, whole)| without_history(whole) == without_history(&files))
            .unwrap_or_else(|| panic!("a mixed or broken build: {:?}", files.keys()));
        let sha256 = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let mut sums: Vec<String> = files
            .iter()
            .filter(|(path, _)| !path.ends_with("SHA256SUMS"))
            .map(|(path, bytes)| format!("{}  {path}", sha256(bytes)))
            .collect();
        let told = String::from_utf8_lossy(&files["SHA256SUMS"]);
        let mut told: Vec<&str> = told.lines().collect();
        sums.sort_unstable();
        told.sort_unstable();
        assert_eq!(told, sums, "sums of another build");
        let replayed = uppdrag::feed::replay(&self.public()).unwrap();
        let dump = sha256(&files["dump/uppdrag.nt"]);
        assert_eq!(
            replayed.frozen().canonical_hash(),
            dump,
            "a feed of another build"
        );
        name
    }

    /// Names in the folder beside the datasets.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "a" && name != "b")
            .collect();
        names.sort();
        names
    }
}

fn succeed(output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {stderr}", output.status);
}

/// The reason that a run gave that could not go on.
fn refusal(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    stderr
}

/// What depends on one build alone.
fn without_history(files: &Files) -> Vec<(&String, &Vec<u8>)> {
    let of_history =
        |path: &str| path.starts_with("feed/") || ["build.json", "SHA256SUMS"].contains(&path);
    files.iter().filter(|(path, _)| !of_history(path)).collect()
}

/// The same numbers on every run (xorshift, Marsaglia 2003).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_one() {
    let site = Site::of(&["a", "b"]);
    assert_ne!(site.whole[0].1, site.whole[1].1);
    let other = |name| if name == "a" { "b" } else { "a" };
    let staging = site.path().join(".public.staging");
    let mut seed = 2_007;
    let mut killed = 0;
    // Some builds have ended before their moment; those do not count.
    for kill in 0..KILLS * 4 {
        if killed == KILLS {
            break;
        }
        // The other dataset each time, so that old and new differ.
        let begun = Instant::now();
        let mut child = site.begin(other(site.published()));
        // Moments are spread over a little more than the time of a build, whatever the machine.
        // Every second one counts from the first file that is written, since the end matters most.
        let mut span = site.time;
        if kill % 2 == 0 {
            while !staging.exists() && begun.elapsed() < site.time * 3 {
                std::thread::sleep(Duration::from_micros(200));
            }
            span = span.saturating_sub(begun.elapsed()).max(site.time / 4);
        }
        let share = u32::try_from(next(&mut seed) % 1000).unwrap();
        std::thread::sleep(span * share / 1000);
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        site.published();
        for dataset in ["a", "b"] {
            // Identifiers are registered in one step too.
            let register = site.path().join(dataset).join("identifiers.csv");
            let register = fs::read_to_string(register).unwrap();
            assert_eq!(register.lines().count(), 8, "{register}");
        }
    }
    assert_eq!(killed, KILLS, "too few builds were killed");
    // What they left is cleared by the next build.
    let last = other(site.published());
    succeed(&site.build(last, "public"));
    assert_eq!(site.published(), last);
    assert_eq!(site.beside(), [".public.lock", "public"]);
}

#[test]
fn a_full_disk_leaves_the_old_build() {
    let site = Site::of(&["b"]);
    // A file may not grow beyond so many blocks of 512 bytes: writing fails as on a full disk.
    for blocks in [0, 1, 16, 64, 128] {
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f {blocks}; exec '{}' build a --site --out public",
                env!("CARGO_BIN_EXE_uppdrag")
            ))
            .current_dir(site.path())
            .output()
            .unwrap();
        let reason = refusal(&output);
        for part in [
            "nothing published, public is as it was",
            "cannot write",
            "File too large",
        ] {
            assert!(reason.contains(part), "{reason}");
        }
        assert_eq!(site.published(), "b");
        assert_eq!(site.beside(), [".public.lock", "public"]);
        assert!(!site.path().join("a/identifiers.csv").exists());
    }
    // With room again all is well.
    succeed(&site.build("a", "public"));
    assert_eq!(site.beside(), [".public.lock", "public"]);
}

#[test]
fn a_register_that_cannot_be_written_is_told() {
    let site = Site::of(&[]);
    // In the way of the file that is renamed to the register.
    fs::create_dir(site.path().join("a/identifiers.csv.new")).unwrap();
    let reason = refusal(&site.build("a", "public"));
    assert!(
        reason.contains("published, but the new identifiers and dates are not registered"),
        "{reason}"
    );
    assert!(site.public().join("build.json").exists());
    fs::remove_dir(site.path().join("a/identifiers.csv.new")).unwrap();
    succeed(&site.build("a", "public"));
    assert!(site.path().join("a/identifiers.csv").exists());
}

#[test]
fn of_two_builds_at_once_one_is_refused_or_both_are_whole() {
    let site = Site::of(&["a", "b"]);
    for _ in 0..4 {
        let mut first = site.begin("a");
        let second = site.build("b", "public");
        if !second.status.success() {
            let reason = refusal(&second);
            assert!(
                reason.contains("another build is running: wait for it to end"),
                "{reason}"
            );
        }
        let first = first.wait().unwrap();
        assert!(first.success() || first.code() == Some(2));
        assert!(
            first.success() || second.status.success(),
            "each refused for the other"
        );
        site.published();
    }
    assert_eq!(site.beside(), [".public.lock", "public"]);
}

#[test]
fn findings_leave_the_old_build() {
    let site = Site::of(&["b"]);
    fs::write(site.path().join("a/groups.yaml"), "- key: bada\n").unwrap();
    let output = site.build("a", "public");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("nothing published; public is as it was"),
        "{stderr}"
    );
    assert_eq!(site.published(), "b");
    assert_eq!(site.beside(), [".public.lock", "public"]);
}

#[test]
fn an_output_directory_that_no_build_wrote_is_left_alone() {
    let site = Site::of(&[]);
    let path = |name: &str| site.path().join(name);
    fs::create_dir(path("photos")).unwrap();
    fs::write(path("photos/one.jpg"), "one").unwrap();
    fs::write(path("file"), "text").unwrap();
    symlink("nowhere", path("dangling")).unwrap();
    for (out, reason) in [
        (
            "photos",
            "choose another output directory or empty this one",
        ),
        (
            "file",
            "is not a directory: choose another output directory",
        ),
        ("file/below", "cannot "),
        (
            "dangling",
            "is a symbolic link to nothing: remove it or make its target",
        ),
        ("/", "name a directory"),
        ("..", "choose another output directory or empty this one"),
        ("a", "choose another output directory"),
    ] {
        let told = refusal(&site.build("a", out));
        assert!(told.contains(reason), "{out}: {told}");
    }
    assert_eq!(files(&path("photos")).len(), 1);
    assert_eq!(fs::read_to_string(path("file")).unwrap(), "text");
    assert!(path("a/uppdrag.toml").exists());
}

#[test]
fn a_directory_that_may_not_be_written_is_told() {
    let site = Site::of(&[]);
    let closed = site.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::create_dir(closed.join("probe")).is_err() {
        // The superuser may write anywhere, and there is nothing to see then.
        let reason = refusal(&site.build("a", "closed/public"));
        assert!(reason.contains("cannot write"), "{reason}");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}
