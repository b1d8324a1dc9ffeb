//! The query editor: its page's policy and its files.
//!
//! `build.rs` fetches the editor if it can; without it the page is a plain form, and nothing is
//! served here. Every file has the digest of its bytes in its name, so a client may keep it; the
//! large ones are also there packed, made when the program was built.

use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use super::codings::{self, Coding};
use super::{conditional, html};
use crate::graph::hex;
use crate::pages::EditorFiles;

/// Policy of the page of the editor: its two scripts by their digests, which may ask this server
/// alone. That takes the attribute `integrity`; a browser that knows no digests of files (Firefox
/// before 116, Safari before 15.6) shows the plain form.
///
/// The digests of `style-src` are of two styles that the editor (4.6.2) sets itself: that of its
/// resizable columns, and the attribute `text-decoration:underline` of its messages.
pub(super) static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; script-src '{}' '{}'; connect-src 'self'; \
         style-src 'self' 'unsafe-hashes' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=' \
         'sha256-EntWS0hFrz2vH7susM+dPUxvHlL6sBswmM8K80E5oUk='; img-src data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        FILES[0].integrity, FILES[1].integrity
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// A year: what is at a name never changes.
const KEPT: &str = "public, max-age=31536000, immutable";

macro_rules! made {
    ($name:literal) => {
        concat!(env!("OUT_DIR"), "/", $name)
    };
}

const SCRIPT: &str = include_str!(made!("yasgui.js"));
const STYLE: &str = include_str!(made!("yasgui.css"));
const NOTICES: &str = include_str!(made!("notices.txt"));
const START: &str = include_str!("../../editor/start.js");
const LOOK: &str = include_str!("../../editor/editor.css");

struct File {
    /// Name with the digest.
    path: String,
    media_type: &'static str,
    /// For the attribute `integrity` and for the policy.
    integrity: String,
    plain: Form,
    gzip: Option<Form>,
}

/// A file in one coding.
struct Form {
    bytes: &'static [u8],
    /// Entity tag: the digest of these very bytes, so that each coding has its own.
    tag: HeaderValue,
}

impl Form {
    fn of(bytes: &'static [u8], sha256: &str) -> Self {
        let tag = HeaderValue::try_from(format!("\"{sha256}\""));
        Self {
            bytes,
            tag: tag.unwrap_or(HeaderValue::from_static("\"\"")),
        }
    }
}

impl File {
    fn of(stem: &str, extension: &str, media_type: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content);
        let sha256 = hex(&digest);
        Self {
            path: format!("editor/{stem}-{}.{extension}", &sha256[..16]),
            media_type,
            integrity: format!("sha256-{}", base64(&digest)),
            plain: Form::of(content.as_bytes(), &sha256),
            gzip: None,
        }
    }

    fn with_gzip(mut self, bytes: &'static [u8]) -> Self {
        self.gzip = Some(Form::of(bytes, &hex(&Sha256::digest(bytes))));
        self
    }
}

static FILES: LazyLock<[File; 5]> = LazyLock::new(|| {
    [
        File::of("yasgui", "js", "text/javascript", SCRIPT)
            .with_gzip(include_bytes!(made!("yasgui.js.gz"))),
        File::of("start", "js", "text/javascript", START),
        File::of("yasgui", "css", "text/css", STYLE)
            .with_gzip(include_bytes!(made!("yasgui.css.gz"))),
        File::of("editor", "css", "text/css", LOOK),
        File::of("notices", "txt", "text/plain", NOTICES)
            .with_gzip(include_bytes!(made!("notices.txt.gz"))),
    ]
});

/// Base64 (RFC 4648 §4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * at)) as usize & 63];
            out.push(if at > chunk.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    out
}

/// The paths of its files; none if the program was built without it.
pub(super) fn files() -> Option<EditorFiles<'static>> {
    let [script, start, style, look, notices] = &*FILES;
    (!SCRIPT.is_empty()).then(|| EditorFiles {
        scripts: [script, start].map(|it| (it.path.as_str(), it.integrity.as_str())),
        styles: [&style.path, &look.path],
        notices: &notices.path,
    })
}

/// `GET /editor/{file}`
pub(super) async fn get(
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    let file = path.ok().and_then(|Path(name)| {
        let files = (!SCRIPT.is_empty()).then_some(&*FILES)?;
        let is_named = |file: &&File| file.path.strip_prefix("editor/") == Some(name.as_str());
        files.iter().find(is_named)
    });
    let Some(file) = file else {
        return html::not_found().into_response();
    };
    let coding = match file.gzip {
        Some(_) => codings::choose(&headers, &[Coding::Gzip]),
        None => Coding::Identity,
    };
    let form = match (coding, &file.gzip) {
        (Coding::Gzip, Some(packed)) => packed,
        _ => &file.plain,
    };
    let mut response = conditional::respond(
        &headers,
        &form.tag,
        super::content_type(file.media_type),
        Bytes::from_static(form.bytes),
    );
    let is_whole = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    if file.gzip.is_some() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if is_whole && let Some(coding) = coding.header() {
        headers.insert(header::CONTENT_ENCODING, coding);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(text.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xFB, 0xEF, 0xFF]), "++//");
    }

    #[test]
    fn the_editor_names_no_host_that_it_could_call() {
        if SCRIPT.is_empty() {
            println!("skipped: built without the editor");
            return;
        }
        for foreign in [
            "dbpedia.org",
            "wikidata",
            "linkeddata.es",
            "prefix.cc",
            "triply.cc",
            "onlyfans",
            "sourceMappingURL",
        ] {
            assert!(!SCRIPT.contains(foreign), "{foreign}");
        }
        assert!(SCRIPT.contains("prefixes_default={}"));
        assert!(!STYLE.contains("//") && !STYLE.contains("url("));
    }

    #[test]
    fn the_licences_of_what_it_is_made_of_stand_beside_it() {
        if NOTICES.is_empty() {
            println!("skipped: built without the editor");
            return;
        }
        for name in ["@zazuko/yasgui", "codemirror", "jquery", "dompurify", "n3"] {
            assert!(NOTICES.contains(&format!("======== {name}\n")), "{name}");
        }
    }
}
