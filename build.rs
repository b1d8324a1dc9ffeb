//! Fetches the query editor by npm, and puts it where the program embeds it (`src/serve/editor.rs`).
//!
//! Without npm, without a network, or with `UPPDRAG_EDITOR=off` there is no editor, and its page
//! shows a plain form: a build never fails for it. `npm ci` takes what `editor/package-lock.json`
//! pins, by its SHA-512, and runs no script of a package.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use flate2::Compression;
use flate2::write::GzEncoder;

/// How long npm may take; an offline machine must not wait for long.
const NPM_TIME: Duration = Duration::from_secs(90);

/// Files that the program embeds, each also packed (`.gz`); empty if there is no editor.
const FILES: [&str; 3] = ["yasgui.js", "yasgui.css", "notices.txt"];

/// Where the list of prefixes that comes with the editor ends.
const PREFIXES: &str = "prefixes_default={";

/// Addresses that the editor would call or link to; each is cut out.
const CUT: [&str; 5] = [
    "https://dbpedia.org/sparql",
    "https://query.wikidata.org/bigdata/namespace/wdq/sparql",
    "lov.linkeddata.es/dataset/lov/api/v2/autocomplete/terms",
    "https://docs.triply.cc/yasgui/",
    "//# sourceMappingURL=yasgui.min.js.map",
];

/// Hosts that stay, in names of namespaces, in a message and in a comment: nothing calls them.
const NAMES: [&str; 8] = [
    "creativecommons.org",
    "datatables.net",
    "developer.mozilla.org",
    "enable-cors.org",
    "purl.org",
    "rdfs.org",
    "www.example.org",
    "www.w3.org",
];

fn main() {
    for input in ["build.rs", "editor/package-lock.json", "editor/NOTICE.txt"] {
        println!("cargo:rerun-if-changed={input}");
    }
    println!("cargo:rerun-if-env-changed=UPPDRAG_EDITOR");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let editor = match env::var("UPPDRAG_EDITOR").as_deref() {
        Ok("off") => Err("it is switched off".to_owned()),
        _ => editor(&out),
    };
    let contents = editor.unwrap_or_else(|reason| {
        println!("cargo:warning=without the query editor, its page is a plain form: {reason}");
        Default::default()
    });
    for (name, content) in FILES.iter().zip(contents) {
        let packed = packed(&content).expect("memory takes what is written");
        fs::write(out.join(name), content).expect("OUT_DIR can be written");
        fs::write(out.join(format!("{name}.gz")), packed).expect("OUT_DIR can be written");
    }
}

/// As gzip, without a time or a name: the same bytes in every build. Of nothing, nothing.
fn packed(content: &str) -> io::Result<Vec<u8>> {
    if content.is_empty() {
        return Ok(Vec::new());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content.as_bytes())?;
    encoder.finish()
}

fn editor(out: &Path) -> Result<[String; 3], String> {
    let folder = out.join("editor");
    let packages = folder.join("node_modules");
    let _ = fs::remove_dir_all(&folder);
    let prepared = fs::create_dir_all(&folder).and_then(|()| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(Path::new("editor").join(file), folder.join(file))?;
        }
        Ok(())
    });
    prepared.map_err(|error| error.to_string())?;
    npm(&folder)?;
    let read = |path: &str| {
        fs::read_to_string(packages.join("@zazuko/yasgui").join(path))
            .map_err(|error| format!("{path}: {error}"))
    };
    let script = without_foreign_addresses(&read("build/yasgui.min.js")?)?;
    let style = read("build/yasgui.min.css")?;
    if style.contains("url(") || style.contains("@import") {
        return Err("its style sheet loads files".to_owned());
    }
    let notices = notices(&packages).map_err(|error| error.to_string())?;
    let _ = fs::remove_dir_all(&folder);
    Ok([script, style, notices])
}

fn npm(folder: &Path) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut npm = Command::new(program)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--loglevel=error", "--fetch-retries=1"])
        .args(["--fetch-timeout=20000", "--fetch-retry-mintimeout=1000"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("npm: {error}"))?;
    let begun = Instant::now();
    loop {
        match npm.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("npm ci: {status}")),
            Ok(None) if begun.elapsed() < NPM_TIME => thread::sleep(Duration::from_millis(50)),
            Ok(None) | Err(_) => {
                let _ = npm.kill();
                let _ = npm.wait();
                return Err("npm ci took too long".to_owned());
            }
        }
    }
}

/// The script without its list of prefixes, among which are advertisements, and without the
/// addresses that it would call.
fn without_foreign_addresses(script: &str) -> Result<String, String> {
    let mut script = without_prefixes(script)?;
    for address in CUT {
        if !script.contains(address) {
            return Err(format!("{address} was expected in its script"));
        }
        script = script.replace(address, "");
    }
    let hosts = hosts(&script);
    let foreign: Vec<_> = hosts.iter().filter(|it| !NAMES.contains(it)).collect();
    if foreign.is_empty() {
        Ok(script)
    } else {
        Err(format!("its script names {foreign:?}"))
    }
}

/// Cuts the run of ``name=`https://…`,`` before the object that collects the names, and empties it.
fn without_prefixes(script: &str) -> Result<String, String> {
    let changed = || "its list of prefixes is not where it was".to_owned();
    let [at] = script.match_indices(PREFIXES).collect::<Vec<_>>()[..] else {
        return Err(changed());
    };
    let (before, list) = (&script[..at.0], &script[at.0 + PREFIXES.len()..]);
    let mut kept = before;
    while let Some(rest) = kept.strip_suffix("`,") {
        let value = rest.rfind('`').ok_or_else(changed)?;
        let name = rest[..value].strip_suffix('=').ok_or_else(changed)?;
        kept = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_$".contains(c));
    }
    let end = list.find('}').ok_or_else(changed)?;
    let few = before.len() - kept.len() < 10_000;
    if few || list[..end].contains('{') || !kept.ends_with([',', ' ', ';']) {
        return Err(changed());
    }
    Ok(format!("{kept}{PREFIXES}{}", &list[end..]))
}

/// What looks like a host after `//`.
fn hosts(script: &str) -> BTreeSet<&str> {
    let mut hosts = BTreeSet::new();
    for (at, slashes) in script.match_indices("//") {
        let rest = &script[at + slashes.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c));
        let host = &rest[..end.unwrap_or(rest.len())];
        if host.contains('.') && host.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            hosts.insert(host);
        }
    }
    hosts
}

/// Our notice, then the licences of all packages as they came.
fn notices(packages: &Path) -> io::Result<String> {
    let mut folders = BTreeSet::new();
    for entry in fs::read_dir(packages)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('@') {
            for entry in fs::read_dir(&path)? {
                folders.insert(entry?.path());
            }
        } else if !name.starts_with('.') {
            folders.insert(path);
        }
    }
    let mut text = fs::read_to_string("editor/NOTICE.txt")?;
    for folder in folders.iter().filter(|it| it.is_dir()) {
        let name = folder.strip_prefix(packages).unwrap_or(folder);
        let name = name.to_string_lossy().replace('\\', "/");
        text.extend(["\n\n======== ", &name, "\n"]);
        let mut files: Vec<_> = fs::read_dir(folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = name.to_lowercase();
                ["license", "licence", "notice"]
                    .iter()
                    .any(|it| name.starts_with(it))
            })
            .collect();
        files.sort();
        for file in &files {
            text.push_str(&String::from_utf8_lossy(&fs::read(file)?));
        }
        if files.is_empty() {
            let manifest = fs::read_to_string(folder.join("package.json")).unwrap_or_default();
            for line in manifest.lines() {
                let line = line.trim();
                if ["\"license\":", "\"author\":"]
                    .iter()
                    .any(|it| line.starts_with(it))
                {
                    text.push_str(line.trim_end_matches(','));
                    text.push('\n');
                }
            }
        }
    }
    Ok(text)
}
