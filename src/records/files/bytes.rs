//! From the bytes of a record file to its text, and what is wrong with them.

use std::fs;
use std::path::Path;

use crate::records::node::{SourceText, place_in};
use crate::report::{Finding, Place, Report};

/// Largest YAML, JSON or CSV record file, in bytes; larger sets belong into JSON Lines.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// Reads a whole file; what of it is not as it should be becomes a finding.
pub(super) fn read_text(full: &Path, path: &Path, report: &mut Report) -> Option<SourceText> {
    match fs::metadata(full) {
        Ok(metadata) if metadata.len() > MAX_FILE_BYTES => {
            report.add(
                Finding::error(
                    "large-file",
                    format!(
                        "the file has {} bytes, more than {MAX_FILE_BYTES}",
                        metadata.len()
                    ),
                )
                .at(whole_file(path))
                .remedy("split it, or write it as JSON Lines (.jsonl)"),
            );
            return None;
        }
        _ => {}
    }
    let bytes = match fs::read(full) {
        Ok(bytes) => bytes,
        Err(e) => {
            report.add(unreadable(&e).at(whole_file(path)));
            return None;
        }
    };
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        report.add(
            Finding::error("not-utf8", "the file is in UTF-16")
                .at(whole_file(path))
                .remedy("save it as UTF-8"),
        );
        return None;
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => {
            // The rest is read all the same, for the findings that it has.
            let valid = e.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(e.as_bytes()).into_owned();
            let place = place_in(path, &text, valid..valid + 1, 0);
            report.add(not_utf8(e.as_bytes()[valid]).at(place));
            text
        }
    };
    if let Some(at) = text.find('\0') {
        report.add(zero_byte().at(place_in(path, &text, at..at, 0)));
        return None;
    }
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
        report.add(byte_order_mark().at(place_in(path, &text, 0..0, 0)));
    }
    if let Some(at) = text.find("\r\n") {
        report.add(windows_lines().at(place_in(path, &text, at..at, 0)));
    } else if text.contains('\r') && !text.contains('\n') {
        text = text.replace('\r', "\n");
        report.add(
            Finding::warning("old-line-ends", "lines end in CR alone")
                .at(whole_file(path))
                .remedy("they are read as LF; save the file with Unix line ends"),
        );
    }
    if !unicode_normalization::is_nfc(&text) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if unicode_normalization::is_nfc(line) {
                at += line.len();
                continue;
            }
            let column = line
                .char_indices()
                .find(|(_, c)| unicode_normalization::char::is_combining_mark(*c))
                .map_or(0, |(column, _)| column);
            report.add(
                Finding::warning(
                    "not-nfc",
                    "a letter is written as two characters (Unicode NFD)",
                )
                .at(place_in(path, &text, at + column..at + column + 1, 0))
                .remedy("it is published as one (NFC); save the file in NFC"),
            );
            break;
        }
    }
    Some(SourceText::new(path.to_path_buf(), text))
}

/// The place of a finding that is about a file as a whole.
pub(in crate::records) fn whole_file(path: &Path) -> Place {
    Place {
        file: path.to_path_buf(),
        line: 0,
        column: 0,
        source_line: String::new(),
        mark: (0, 0),
    }
}

pub(super) fn unreadable(e: &std::io::Error) -> Finding {
    use std::io::ErrorKind;
    let is_loop = e.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    let remedy = match e.kind() {
        _ if is_loop => "the links lead in a circle: put the file itself in place of one",
        ErrorKind::NotFound => "the link leads to nothing: delete it, or restore what it leads to",
        ErrorKind::PermissionDenied => "give yourself the right to read it (chmod u+r)",
        _ => "check that it is a file on a disk that works, or restore it from a copy",
    };
    Finding::error("unreadable", format!("cannot be read: {e}")).remedy(remedy)
}

pub(super) fn not_utf8(byte: u8) -> Finding {
    Finding::error("not-utf8", format!("the byte {byte:02X} here is not UTF-8"))
        .remedy("save the file as UTF-8; it may be in Windows-1252 or ISO 8859-1 now")
}

pub(super) fn zero_byte() -> Finding {
    Finding::error("zero-byte", "a byte here is zero, which no text holds")
        .remedy("restore the file from a copy; or save it as UTF-8 if it is UTF-16 now")
}

pub(super) fn byte_order_mark() -> Finding {
    Finding::warning("byte-order-mark", "the file begins with a byte order mark")
        .remedy("it is skipped; save the file as UTF-8 without BOM")
}

pub(super) fn windows_lines() -> Finding {
    Finding::warning("windows-line-ends", "lines end in CR LF")
        .remedy("they are read as LF; save the file with Unix line ends")
}
