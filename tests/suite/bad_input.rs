//! Broken datasets: each must be refused, or read with a warning, with the right place, reason and
//! remedy, and with nothing beside. How to add a case: `tests/cases/bad-input/README.md`.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use uppdrag::report::Report;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/bad-input");

/// What a single run may take before it counts as hanging. It is far above what any case needs,
/// so that a busy machine fails nothing.
const TIME_LIMIT: Duration = Duration::from_secs(100);

/// Variable that names one case: see the README of the cases.
const ONLY: &str = "BAD_INPUT_ONLY";

#[test]
fn every_broken_dataset_is_told_with_place_reason_and_remedy() {
    let cases = cases();
    let one = std::env::var_os(ONLY).is_some();
    assert!(one || cases.len() >= 65, "only {} cases", cases.len());
    let queue = Mutex::new(cases.iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().next() else {
                        return;
                    };
                    // A panic of the runner itself must not hide the other cases.
                    let result = std::panic::catch_unwind(|| run_case(case));
                    let failure = match result {
                        Ok(Ok(())) => continue,
                        Ok(Err(failure)) => failure,
                        Err(_) => "the case is malformed; see above".to_owned(),
                    };
                    failures.lock().unwrap().push((case.clone(), failure));
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    let mut text = String::new();
    for (case, failure) in &failures {
        let _ = writeln!(
            text,
            "--- {}\n{failure}",
            case.file_name().unwrap().display()
        );
    }
    assert!(failures.is_empty(), "{} cases fail\n{text}", failures.len());
}

#[test]
fn the_base_of_the_cases_has_no_finding() {
    let temp = tempfile::tempdir().unwrap();
    copy(&Path::new(CASES).join("_base"), temp.path());
    let output = check(temp.path(), &["--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(output.status.code(), Some(0));
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(CASES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name() != Some(OsStr::new("_base")))
        .filter(|path| std::env::var_os(ONLY).is_none_or(|only| Some(&*only) == path.file_name()))
        .collect();
    cases.sort();
    cases
}

fn run_case(case: &Path) -> Result<(), String> {
    let temp = tempfile::tempdir().unwrap();
    let dataset = temp.path().join("dataset");
    copy(&Path::new(CASES).join("_base"), &dataset);
    copy(case, &dataset);
    if !follow_recipe(case, &dataset) {
        // The one thing that cannot be made here: a file that the superuser may not read.
        return Ok(());
    }
    let expected_path = case.join("expected.txt");
    let written = fs::read_to_string(&expected_path).unwrap_or_default();
    let output = check(&dataset, &["--json"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let findings = findings_of(&output, &stderr)?;
    if std::env::var_os("BAD_INPUT_OVERWRITE").is_some() {
        overwrite(&expected_path, &written, &findings);
        return Ok(());
    }
    let why = written.lines().next().unwrap_or_default();
    if !why.starts_with("# why: ") {
        return Err("expected.txt does not begin with # why: …".to_owned());
    }
    let expected: Vec<Expected> = written
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(Expected::parse)
        .collect();
    compare(&expected, &findings)?;
    expect_code(&expected, &output)?;
    Ok(())
}

/// One dataset that holds every case in a folder of its own: what a person sees of it.
#[test]
fn every_finding_is_shown_to_a_person() {
    let temp = tempfile::tempdir().unwrap();
    copy(&Path::new(CASES).join("_base"), temp.path());
    for case in cases() {
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap();
        // A dataset has one configuration, and a thousand findings are shown like ten.
        if !expected.contains("\ncould-not-run ") && !expected.contains("\nand ") {
            let folder = temp.path().join(case.file_name().unwrap());
            copy(&case, &folder);
            follow_recipe(&case, &folder);
        }
    }
    let report = check(temp.path(), &["--json"]);
    let findings = findings_of(&report, &String::from_utf8_lossy(&report.stderr)).unwrap();
    assert!(findings.len() > 200, "{}", findings.len());
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for color in ["never", "always"] {
        let shown = check(temp.path(), &["--color", color]);
        let text = String::from_utf8_lossy(&shown.stderr);
        no_panic(&text).unwrap();
        assert_eq!(shown.status.code(), Some(1));
        assert_eq!(text.contains('\x1B'), color == "always");
        let text = words(&text);
        for finding in findings.iter().filter(|_| color == "never") {
            for part in [&finding.message, &finding.remedy] {
                assert!(!part.is_empty(), "{finding}");
                assert!(text.contains(&words(part)), "not shown: {part}");
            }
        }
    }
}

/// One line of `expected.txt`.
struct Expected {
    severity: String,
    rule: String,
    place: String,
    message: String,
    remedy: String,
}

impl Expected {
    fn parse(line: &str) -> Self {
        let parts: Vec<&str> = line.splitn(3, " | ").map(str::trim).collect();
        let [head, message, remedy] = parts[..] else {
            panic!("not `severity rule place | message | remedy`: {line}");
        };
        let head: Vec<&str> = head.split(' ').collect();
        let [severity, rule, place] = head[..] else {
            panic!("not `severity rule place`: {line}");
        };
        assert!(!remedy.is_empty(), "no remedy is expected: {line}");
        Self {
            severity: severity.to_owned(),
            rule: rule.to_owned(),
            place: place.to_owned(),
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        }
    }

    fn is(&self, finding: &Found) -> bool {
        self.severity == finding.severity
            && self.rule == finding.rule
            && self.place == finding.place
            && finding.message.contains(&self.message)
            && finding.remedy.contains(&self.remedy)
    }
}

/// A finding of a run; a run that could not go on is one with the severity `could-not-run`.
#[derive(Debug, Clone)]
struct Found {
    severity: String,
    rule: String,
    place: String,
    message: String,
    remedy: String,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            severity,
            rule,
            place,
            message,
            remedy,
        } = self;
        write!(f, "{severity} {rule} {place} | {message} | {remedy}")
    }
}

fn findings_of(output: &Output, stderr: &str) -> Result<Vec<Found>, String> {
    no_panic(stderr)?;
    if output.status.code() == Some(2) {
        // `error: …/dataset/uppdrag.toml:3: reason: remedy`, then a line for each further one.
        let messages = stderr.trim().strip_prefix("error: ").unwrap_or(stderr);
        let found = messages.lines().map(|message| {
            let (place, message) = match message.split_once("/dataset/") {
                Some((before, rest)) if before.starts_with('/') => {
                    rest.split_once(": ").unwrap_or((rest, ""))
                }
                _ => ("-", message),
            };
            let (message, remedy) = message.rsplit_once(": ").unwrap_or((message, ""));
            Found {
                severity: "could-not-run".to_owned(),
                rule: "-".to_owned(),
                place: place.to_owned(),
                message: message.to_owned(),
                remedy: remedy.to_owned(),
            }
        });
        return Ok(found.collect());
    }
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|e| format!("{:?}: no JSON ({e}); {stderr}", output.status))?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut findings: Vec<Found> = report["findings"]
        .as_array()
        .ok_or("no findings in the report")?
        .iter()
        .map(|finding| Found {
            severity: text(&finding["severity"]),
            rule: text(&finding["rule"]),
            place: match (&finding["file"], &finding["line"], &finding["column"]) {
                (serde_json::Value::String(file), line, column) => {
                    let number = |n: &serde_json::Value| n.as_u64().filter(|n| *n > 0);
                    match (number(line), number(column)) {
                        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
                        (Some(line), None) => format!("{file}:{line}"),
                        _ => file.clone(),
                    }
                }
                _ => "-".to_owned(),
            },
            message: text(&finding["message"]),
            remedy: text(&finding["remedy"]),
        })
        .collect();
    let omitted = report["omitted"].as_u64().unwrap_or_default();
    if omitted > 0 {
        // A thousand lines say no more than the first and the number of the rest.
        let rest = findings.len() as u64 - 1 + omitted;
        findings.truncate(1);
        findings.push(Found {
            severity: "and".to_owned(),
            rule: "-".to_owned(),
            place: "-".to_owned(),
            message: format!("{rest} more"),
            remedy: "-".to_owned(),
        });
    }
    Ok(findings)
}

fn no_panic(stderr: &str) -> Result<(), String> {
    if stderr.contains("panicked at") || stderr.contains("overflowed its stack") {
        return Err(format!("a panic: {stderr}"));
    }
    Ok(())
}

fn compare(expected: &[Expected], findings: &[Found]) -> Result<(), String> {
    let mut left: Vec<&Found> = findings.iter().collect();
    let mut text = String::new();
    for line in expected {
        if let Some(at) = left.iter().position(|finding| line.is(finding)) {
            left.remove(at);
        } else {
            let Expected {
                severity,
                rule,
                place,
                message,
                remedy,
            } = line;
            let _ = writeln!(
                text,
                "missing: {severity} {rule} {place} | {message} | {remedy}"
            );
        }
    }
    for finding in left {
        let _ = writeln!(text, "unexpected: {finding}");
    }
    if text.is_empty() { Ok(()) } else { Err(text) }
}

/// The documented exit codes: 0 done, 1 findings block publication, 2 could not run.
fn expect_code(expected: &[Expected], output: &Output) -> Result<(), String> {
    let has = |severity: &str| expected.iter().any(|line| line.severity == severity);
    let code = if has("could-not-run") {
        2
    } else {
        i32::from(has("error"))
    };
    if output.status.code() == Some(code) {
        Ok(())
    } else {
        Err(format!("{:?}, not exit code {code}", output.status))
    }
}

/// Writes what was found, to be read line by line before it is committed.
fn overwrite(path: &Path, written: &str, findings: &[Found]) {
    let mut text: String = written
        .lines()
        .filter(|line| line.starts_with('#'))
        .fold(String::new(), |text, line| text + line + "\n");
    if text.is_empty() {
        text.push_str("# why: \n");
    }
    for finding in findings {
        let _ = writeln!(text, "{finding}");
    }
    fs::write(path, text).unwrap();
}

/// Runs `uppdrag check` with a time limit.
fn check(dataset: &Path, options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let [out, err] = ["out", "err"].map(|name| folder.path().join(name));
    let mut child = Command::new(env!("CARGO_BIN_EXE_uppdrag"))
        .arg("check")
        .args(options)
        .arg(dataset)
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > TIME_LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("check hangs on {}", dataset.display());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Output {
        status,
        stdout: fs::read(out).unwrap(),
        stderr: fs::read(err).unwrap(),
    }
}

/// Copies a folder over another, without what tells the runner about the case.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if matches!(
            entry.file_name().to_str(),
            Some("expected.txt" | "bytes.txt")
        ) {
            continue;
        }
        if source.is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).unwrap();
        }
    }
}

/// Makes what cannot be kept as a file, as `bytes.txt` says. False if it cannot be made here.
fn follow_recipe(case: &Path, dataset: &Path) -> bool {
    let Ok(recipe) = fs::read_to_string(case.join("bytes.txt")) else {
        return true;
    };
    for line in recipe.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let path = dataset.join(file_name(name));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).unwrap();
        }
        let append = || {
            let file = File::options().create(true).append(true).open(&path);
            BufWriter::new(file.unwrap())
        };
        match verb {
            "write" => append().write_all(&unescape(rest)).unwrap(),
            "repeat" => {
                let (times, text) = rest.split_once(' ').unwrap();
                let (mut file, text) = (append(), unescape(text));
                for _ in 0..times.parse::<usize>().unwrap() {
                    file.write_all(&text).unwrap();
                }
                file.flush().unwrap();
            }
            "size" => append().get_ref().set_len(rest.parse().unwrap()).unwrap(),
            "folder" => fs::create_dir_all(&path).unwrap(),
            "remove" => fs::remove_file(&path).unwrap(),
            "link" => link(rest, &path),
            "pipe" => {
                let made = Command::new("mkfifo").arg(&path).status().unwrap();
                assert!(made.success());
            }
            "unreadable" => {
                if !take_away_permissions(&path) {
                    return false;
                }
            }
            _ => panic!("unknown instruction in {}: {line}", case.display()),
        }
    }
    true
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(unix)]
fn file_name(name: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(unescape(name)).into()
}

/// False if the file can be read all the same, as by the superuser.
#[cfg(unix)]
fn take_away_permissions(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    File::open(path).is_err()
}

/// `\n`, `\r`, `\t`, `\\`, `\xHH` for a byte and `\u{HHHH}` for a character.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    let mut buffer = [0; 4];
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            continue;
        }
        match chars.next() {
            Some('n') => bytes.push(b'\n'),
            Some('r') => bytes.push(b'\r'),
            Some('t') => bytes.push(b'\t'),
            Some('\\') => bytes.push(b'\\'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            Some('u') => {
                let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let c = char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap();
                bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            }
            other => panic!("unknown escape \\{other:?} in {text}"),
        }
    }
    bytes
}

/// Reads one record file of any bytes; any panic fails the test.
fn read_bytes(name: &str, bytes: &[u8]) -> Report {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join(name), bytes).unwrap();
    let mut report = Report::default();
    uppdrag::records::read(
        temp.path(),
        &mut report,
        &mut |_, origin, places, report| {
            // A place is told of every record that is read.
            let place = places.place(origin, "label", Some(0));
            report.add(uppdrag::report::Finding::warning("read", "read").at(place));
        },
    )
    .unwrap();
    report
}

const NAMES: [&str; 4] = [
    "mandates.yaml",
    "mandates.json",
    "mandates.jsonl",
    "mandates.csv",
];

/// Pieces that together often come near to a record file, where plain noise would stop at the
/// first byte.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "- key: a\n",
            "  label: {sv: A, en: B}\n",
            "  issued: 2007\n",
            "  evidence: [page:1-3]\n",
            "{\"key\":\"a\",",
            "\"label\":{\"sv\":\"A\"}",
            "}\n",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "'",
            "|",
            ">",
            "key,label.sv,assigned_to\n",
            "a,\"b\n\"\"c\",d|e\n",
            "\r\n",
            "\n",
            "\t",
            "  ",
            "- ",
            "? ",
            "&a ",
            "*a ",
            "!!str ",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\u{feff}",
            "a\u{308}",
            "\u{1b}",
            "\\ud800",
            "\\u0000",
            "null",
            "~",
            "1e999",
            "-0",
            "  statements: [{field: label, value: sv}]\n",
            "label",
            "label.sv.x",
            "#",
        ])
        .prop_map(|text: &str| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in NAMES {
            read_bytes(name, &bytes);
        }
    }

    #[test]
    fn anything_like_a_record_file_is_read_or_refused(bytes in pieces()) {
        for name in NAMES {
            let report = read_bytes(name, &bytes);
            let lines = bytes.split(|b| matches!(b, b'\n' | b'\r')).count();
            for finding in report.findings() {
                let place = finding.place.as_ref().unwrap();
                // A place lies in the file.
                prop_assert!(place.line <= lines, "{finding:?} in {lines} lines");
                prop_assert!(!finding.message.is_empty());
            }
        }
    }
}
