//! What passes between the server and its workers: a length of 4 bytes, little-endian, and as
//! many bytes.

use std::io::{self, Read, Write};

use super::respond::{Answer, Refusal};

/// Bytes of a request at most; the server limits a query far below.
pub(super) const REQUEST_BYTES: usize = 16 << 20;

/// Writes a frame in one step, so that the other end wakes once.
pub(super) fn write(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    out.write_all(&framed(bytes)?)?;
    out.flush()
}

/// A frame as it is written.
pub(super) fn framed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    let mut frame = Vec::with_capacity(bytes.len() + 4);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(bytes);
    Ok(frame)
}

/// The next frame; none at the end of the stream.
pub(super) fn read(input: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    if let Err(e) = input.read_exact(&mut length) {
        return match e.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(e),
        };
    }
    let length = length_of(length);
    if length > most {
        return Err(io::Error::other("a frame is too long"));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

pub(super) fn length_of(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX)
}

const ANSWER: u8 = b'+';
/// An answer that may be remembered.
const REPEATABLE: u8 = b'=';
const REFUSAL: u8 = b'-';

/// Whether the worker takes another request.
const NEXT: u8 = b'n';
const LAST: u8 = b'l';

/// `n`, or `l` if it is the worker's last; then `+` (`=` if the answer may be remembered), the
/// media type, a line feed and the answer, or `-` and the refusal as JSON.
pub(super) fn encode(response: Result<Answer, Refusal>, is_last: bool) -> Vec<u8> {
    let state = if is_last { LAST } else { NEXT };
    match response {
        Ok(answer) => {
            let mut bytes = Vec::with_capacity(answer.bytes.len() + answer.media_type.len() + 3);
            let kind = if answer.is_repeatable {
                REPEATABLE
            } else {
                ANSWER
            };
            bytes.extend([state, kind]);
            bytes.extend_from_slice(answer.media_type.as_bytes());
            bytes.push(b'\n');
            bytes.extend_from_slice(&answer.bytes);
            bytes
        }
        Err(refusal) => {
            let mut bytes = vec![state, REFUSAL];
            // A refusal is made of texts and numbers only.
            let _ = serde_json::to_writer(&mut bytes, &refusal);
            bytes
        }
    }
}

/// The response, and whether it is the worker's last.
pub(super) fn decode(bytes: Vec<u8>) -> (Result<Answer, Refusal>, bool) {
    let is_last = bytes.first() != Some(&NEXT);
    (decode_response(bytes), is_last)
}

fn decode_response(mut bytes: Vec<u8>) -> Result<Answer, Refusal> {
    let broken = |message: &str| Refusal::Broken {
        message: message.to_owned(),
    };
    match bytes.get(1) {
        Some(&kind @ (ANSWER | REPEATABLE)) => {
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let end = end.ok_or_else(|| broken("a worker's answer has no media type"))?;
            let media_type = String::from_utf8_lossy(&bytes[2..end]).into_owned();
            bytes.drain(..=end);
            Ok(Answer {
                media_type,
                bytes,
                is_repeatable: kind == REPEATABLE,
            })
        }
        Some(&REFUSAL) => Err(serde_json::from_slice(&bytes[2..])
            .unwrap_or_else(|_| broken("a worker's refusal cannot be read"))),
        _ => Err(broken("a worker's answer cannot be read")),
    }
}
