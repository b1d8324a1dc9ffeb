//! JSON Lines: one record a line, read without holding more than a line.

use std::io::{BufRead, Read};
use std::path::Path;

use super::bytes::{byte_order_mark, not_utf8, windows_lines, zero_byte};
use super::{finding_of, span_of};
use crate::error::Error;
use crate::records::node::place_in;
use crate::records::places::Line;
use crate::records::{AnyRecord, Class, Reading, Unread, json};
use crate::report::{Finding, Place, Report, Severity};

/// Longest line of a JSON Lines file, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Reads JSON Lines records one by one from a stream that has no file, such as standard input.
///
/// # Errors
///
/// [`Error::Read`] if the stream breaks.
pub fn read_json_lines(
    input: &mut dyn BufRead,
    name: &Path,
    class: Class,
    report: &mut Report,
    visit: &mut dyn FnMut(AnyRecord, usize, &mut Report),
) -> Result<(), Error> {
    read_lines(
        input,
        name,
        class,
        &mut Unread::default(),
        report,
        &mut |line, reading, report| {
            if let Reading::Whole(record) = reading {
                visit(record, line.number, report);
            }
        },
    )
    .map_err(Error::read(name))
}

/// Reads the lines of a file. What a line lacks is a finding; the next one is read all the same.
pub(super) fn read_lines(
    input: &mut dyn BufRead,
    path: &Path,
    class: Class,
    unread: &mut Unread,
    report: &mut Report,
    visit: &mut dyn FnMut(Line, Reading, &mut Report),
) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(4096);
    let (mut number, mut next_offset) = (0, 0);
    let mut carriage_returns = false;
    while let Some((length, complete)) = next_line(input, &mut line)? {
        number += 1;
        let offset = next_offset;
        next_offset += length;
        let here = Line { number, offset };
        let at_line = |column| Place {
            file: path.to_path_buf(),
            line: number,
            column,
            source_line: String::new(),
            mark: (0, 0),
        };
        if !complete {
            unread.add_part(class);
            report.add(
                Finding::error(
                    "long-line",
                    format!("the line is longer than {MAX_LINE_BYTES} bytes"),
                )
                .at(at_line(0))
                .remedy("write one record a line; shorten it"),
            );
            continue;
        }
        let mut bytes = line.as_slice();
        if number == 1
            && let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF")
        {
            report.add(byte_order_mark().at(at_line(1)));
            bytes = rest;
        }
        if let Some(rest) = bytes.strip_suffix(b"\r") {
            if !std::mem::replace(&mut carriage_returns, true) {
                report.add(windows_lines().at(at_line(0)));
            }
            bytes = rest;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if let Some(record) = class.read_json(bytes) {
            visit(here, Reading::Whole(record), report);
            continue;
        }
        if matches!(bytes.trim_ascii(), b"[" | b"{") {
            unread.add_part(class);
            report.add(
                Finding::error("json-syntax", "a record is spread over several lines")
                    .at(at_line(1))
                    .remedy("write one record a line, or name the file .json"),
            );
            return Ok(());
        }
        if bytes.contains(&0) {
            unread.add_part(class);
            report.add(zero_byte().at(at_line(0)));
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let place = |span| place_in(path, &text, span, number - 1);
        if let Err(e) = std::str::from_utf8(bytes) {
            report.add_with(Severity::Error, || {
                not_utf8(bytes[e.valid_up_to()]).at(place(e.valid_up_to()..e.valid_up_to() + 1))
            });
        }
        let (node, errors) = json::parse(&text);
        for error in errors {
            unread.add_part(class);
            report.add_with(Severity::Error, || error.finding(place(error.span.clone())));
        }
        let Some(node) = node else {
            continue;
        };
        match class.read_node(&node) {
            Ok(record) => visit(here, Reading::Whole(record), report),
            Err(refused) => {
                unread.add_record(class, &node);
                if let Some(part) = refused.part {
                    visit(here, Reading::Part(part), report);
                }
                for mismatch in refused.mismatches {
                    let span = span_of(&node, &mismatch);
                    report.add_with(Severity::Error, || finding_of(mismatch).at(place(span)));
                }
            }
        }
    }
    Ok(())
}

/// Reads a line without its end into `line`; gives its length with its end, and false if it was
/// too long: then it is skipped without being held in memory.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<(u64, bool)>> {
    let bytes = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    line.clear();
    let length = Read::take(&mut *input, bytes(MAX_LINE_BYTES) + 1).read_until(b'\n', line)?;
    if length == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some((bytes(length), true)));
    }
    if line.len() <= MAX_LINE_BYTES {
        return Ok(Some((bytes(length), true)));
    }
    let skipped = input.skip_until(b'\n')?;
    Ok(Some((bytes(length + skipped), false)))
}
