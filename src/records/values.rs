//! Values with a form of their own: IRIs, organisation numbers, report numbers.

use iri_string::types::IriStr;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::value_error;

/// An absolute web or mail address (RFC 3987).
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema, Serialize)]
#[schemars(transparent)]
pub struct Iri(String);

impl Iri {
    /// The IRI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Schemes that a published link may have.
const SCHEMES: &[&str] = &["http", "https", "mailto", "urn"];

impl<'de> Deserialize<'de> for Iri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        check_iri(&text).map_err(|(message, remedy)| value_error("bad-iri", &message, &remedy))?;
        Ok(Self(text))
    }
}

/// Why a text is not an address that may be published, and what to do.
pub(crate) fn check_iri(text: &str) -> Result<(), (String, String)> {
    let refuse = |why: &str, remedy: &str| Err((format!("{text:?} {why}"), remedy.to_owned()));
    if text.trim().is_empty() {
        return Err((
            "the address is empty".to_owned(),
            "write the address, or leave the field out".to_owned(),
        ));
    }
    if joined(text) {
        return refuse("holds two addresses", "give each its own value");
    }
    if text.contains(char::is_whitespace) {
        return refuse("holds a space", "encode it as %20, or delete it");
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return match text.split_once('@') {
            Some((_, host)) if !host.contains('/') => {
                refuse("has no scheme", &format!("write mailto:{text}"))
            }
            _ => refuse("has no scheme", &format!("write https://{text}")),
        };
    };
    if !SCHEMES.contains(&scheme) {
        let remedy = super::typed::nearest(scheme, SCHEMES.iter().copied()).map_or_else(
            || "begin with https://".to_owned(),
            |near| format!("did you mean {near}:?"),
        );
        return Err((
            format!("{text:?} has the scheme {scheme}, which is not published"),
            remedy,
        ));
    }
    let Ok(iri) = IriStr::new(text) else {
        return match text.chars().find(|c| "<>\"{}|\\^`".contains(*c)) {
            Some(c) => refuse(
                &format!("holds the sign {c}"),
                &format!("encode it as %{:02X}, or delete it", u32::from(c)),
            ),
            None if text.contains('%') => refuse(
                "holds a % that is not followed by two hexadecimal digits",
                "encode it as %25, or correct the two digits",
            ),
            None => refuse(
                "is not an IRI (RFC 3987)",
                "encode the characters that do not belong",
            ),
        };
    };
    if scheme.starts_with("http") {
        let authority = iri.authority_components();
        if authority.is_some_and(|authority| authority.userinfo().is_some()) {
            return refuse(
                "holds a user name or password",
                "delete what stands between // and @",
            );
        }
        if authority.is_none_or(|authority| authority.host().is_empty()) {
            return refuse("names no host", "write https://host/path");
        }
    }
    if scheme == "mailto" && !rest.contains('@') {
        return refuse("names no mailbox", "write mailto:name@host");
    }
    Ok(())
}

/// Whether a second address follows the first. One that stands in the path or the query of the
/// first is a part of it, as in the addresses of web archives.
fn joined(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .flat_map(|scheme| text.match_indices(scheme))
        .any(|(at, _)| at > 0 && !text[..at].ends_with(['/', '=', '?', '&', '#', ':']))
}

/// A Swedish organisation number, `202100-2320`, with a valid check digit (Luhn).
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct OrganisationNumber(#[schemars(regex(pattern = r"^[0-9]{6}-[0-9]{4}$"))] String);

impl OrganisationNumber {
    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for OrganisationNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let form = text.len() == 11
            && text.bytes().enumerate().all(|(at, b)| {
                if at == 6 {
                    b == b'-'
                } else {
                    b.is_ascii_digit()
                }
            });
        if !form {
            return Err(value_error(
                "bad-number",
                &format!("{text:?} is not an organisation number"),
                "write six digits, a hyphen and four digits: 202100-2320",
            ));
        }
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        let sum: u32 = digits[..9]
            .iter()
            .enumerate()
            .map(|(at, digit)| {
                if at % 2 == 0 {
                    digit * 2 / 10 + digit * 2 % 10
                } else {
                    *digit
                }
            })
            .sum();
        let expected = (10 - sum % 10) % 10;
        if digits[9] != expected {
            return Err(value_error(
                "bad-number",
                &format!(
                    "{text} has the wrong check digit: {} where {expected} is due",
                    digits[9]
                ),
                "compare the number with its source, digit by digit",
            ));
        }
        Ok(Self(text))
    }
}

/// A report number as printed: year and number, `2008:27`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct ReportNumber(#[schemars(regex(pattern = r"^[0-9]{4}:[0-9]+$"))] String);

impl ReportNumber {
    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its year part. It is no date of publication.
    #[must_use]
    pub fn year(&self) -> &str {
        &self.0[..4]
    }
}

impl<'de> Deserialize<'de> for ReportNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let valid = text.split_once(':').is_some_and(|(year, number)| {
            year.len() == 4
                && !number.is_empty()
                && year
                    .bytes()
                    .chain(number.bytes())
                    .all(|b| b.is_ascii_digit())
        });
        if valid {
            Ok(Self(text))
        } else {
            Err(value_error(
                "bad-number",
                &format!("{text:?} is not a report number"),
                "write year:number as printed, in quotes: \"2008:27\"",
            ))
        }
    }
}

/// A SHA-256 in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct Sha256Hex(#[schemars(regex(pattern = r"^[0-9a-f]{64}$"))] String);

impl Sha256Hex {
    /// The digest.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Sha256Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text))
        } else {
            Err(value_error(
                "bad-number",
                &format!("{text:?} is not a SHA-256"),
                "write the 64 lower-case digits that sha256sum prints",
            ))
        }
    }
}
