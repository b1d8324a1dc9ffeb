//! `/`: a page that says what this is, in Swedish or English, without scripts.
//!
//! Links are relative, so the page also works behind a proxy under a longer path.

use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::response::IntoResponse;

use super::site::{NamedQuery, Text};
use super::{Limits, Shared, Site, form};
use crate::results::ResultsFormat;
use crate::results::accept::weighted;

/// Policy of the page: our style sheet and form, and nothing else.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Query of the form when none is chosen.
const FIRST_QUERY: &str = "SELECT ?class (COUNT(*) AS ?resources)\nWHERE { ?resource a ?class }\n\
                           GROUP BY ?class\nORDER BY DESC(?resources) ?class\n";

/// Language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Swedish,
    English,
}

impl Language {
    /// By `lang=`, else by `Accept-Language`, else Swedish, the language of the data.
    pub(super) fn of(parameters: &[(String, String)], headers: &HeaderMap) -> Self {
        let named = parameters.iter().rev().find(|(name, _)| name == "lang");
        named
            .and_then(|(_, tag)| Self::from_tag(tag))
            .unwrap_or_else(|| {
                let field = headers
                    .get(header::ACCEPT_LANGUAGE)
                    .and_then(|it| it.to_str().ok());
                let mut best = (0, Self::Swedish);
                for member in weighted(field.unwrap_or_default()) {
                    if let Some(language) = Self::from_tag(member.value)
                        && member.weight > best.0
                    {
                        best = (member.weight, language);
                    }
                }
                best.1
            })
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "sv" => Some(Self::Swedish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    fn text(self, text: &Text) -> &str {
        match self {
            Self::Swedish => &text.sv,
            Self::English => &text.en,
        }
    }

    pub(super) const fn say(self, sv: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Swedish => sv,
            Self::English => en,
        }
    }
}

/// `GET /`; `lang=` chooses the language, `q=` a named query to begin from.
pub(super) async fn front(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let parameters =
        form::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let language = Language::of(&parameters, request.headers());
    let chosen = parameters
        .iter()
        .find(|(name, _)| name == "q")
        .and_then(|(_, wanted)| {
            shared
                .site()
                .queries
                .iter()
                .find(|query| query.name == *wanted)
        });
    let mut response = Response::new(Body::from(render(
        shared.site(),
        shared.limits(),
        language,
        chosen,
    )));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, super::content_type("text/html"));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// `GET /style.css`
pub(super) async fn style() -> Response<Body> {
    (
        [(header::CONTENT_TYPE, super::content_type("text/css"))],
        include_str!("style.css"),
    )
        .into_response()
}

fn render(site: &Site, limits: &Limits, language: Language, chosen: Option<&NamedQuery>) -> String {
    let other = match language {
        Language::Swedish => "<a href=\"?lang=en\" hreflang=\"en\" lang=\"en\">In English</a>",
        Language::English => "<a href=\"?lang=sv\" hreflang=\"sv\" lang=\"sv\">På svenska</a>",
    };
    let seconds = limits.query_time.as_secs_f64();
    let largest = size(limits.result_bytes, language);
    let what = match language {
        Language::Swedish => format!(
            "Det här är en kunskapsgraf att läsa, fråga och hämta. Endpunkten \
             <code>/sparql</code> svarar på frågor i SPARQL 1.1 (SELECT, \
             ASK, CONSTRUCT och DESCRIBE) och ändrar ingenting. Ett svar kommer helt eller som \
             ett fel; en fråga får ta högst {seconds} sekunder och ett svar vara högst {largest}."
        ),
        Language::English => format!(
            "This is a knowledge graph to read, query and download. The endpoint \
             <code>/sparql</code> answers queries in SPARQL 1.1 (SELECT, \
             ASK, CONSTRUCT and DESCRIBE) and changes nothing. An answer comes whole or as an \
             error; a query may take at most {seconds} seconds and an answer at most {largest}."
        ),
    };
    let title = escape(language.text(&site.title));
    format!(
        "<!DOCTYPE html>\n\
         <html lang=\"{tag}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"style.css\">\n\
         </head>\n\
         <body>\n\
         <nav>{other}</nav>\n\
         <main>\n\
         <h1>{title}</h1>\n\
         <p>{description}</p>\n\
         <p>{what}</p>\n\
         {form}{questions}{files}\
         </main>\n\
         </body>\n\
         </html>\n",
        tag = language.tag(),
        description = escape(language.text(&site.description)),
        form = query_form(language, chosen),
        questions = questions(site, language),
        files = files(site, language),
    )
}

fn query_form(language: Language, chosen: Option<&NamedQuery>) -> String {
    let query = chosen.map_or(FIRST_QUERY, |query| &query.text);
    let mut options = String::new();
    for format in ResultsFormat::ALL {
        let _ = write!(options, "<option>{format}</option>");
    }
    format!(
        "<h2>{heading}</h2>\n\
         <form action=\"sparql\" method=\"get\">\n\
         <label for=\"query\">{label}</label>\n\
         <textarea id=\"query\" name=\"query\" rows=\"14\" spellcheck=\"false\">\n{query}</textarea>\n\
         <p><label class=\"inline\" for=\"format\">{format}</label>\n\
         <select id=\"format\" name=\"format\">{options}</select>\n\
         <button>{run}</button></p>\n\
         </form>\n",
        heading = language.say("Ställ en fråga", "Ask a query"),
        label = language.say("Fråga i SPARQL", "Query in SPARQL"),
        query = escape(query),
        format = language.say("Svar som", "Answer as"),
        run = language.say("Kör", "Run"),
    )
}

fn questions(site: &Site, language: Language) -> String {
    if site.queries.is_empty() {
        return String::new();
    }
    let mut items = String::new();
    for query in &site.queries {
        let _ = writeln!(
            items,
            "<li><a href=\"sparql?query={}&amp;format=table\">{}</a> \
             (<a href=\"?lang={}&amp;q={}#query\">{}</a>)</li>",
            form::encode(&query.text),
            escape(language.text(&query.question)),
            language.tag(),
            form::encode(&query.name),
            language.say("visa frågan", "show the query"),
        );
    }
    let heading = language.say("Frågor med svar", "Questions with answers");
    format!("<h2>{heading}</h2>\n<ul>\n{items}</ul>\n")
}

pub(super) fn files(site: &Site, language: Language) -> String {
    if site.dumps.is_empty() {
        return String::new();
    }
    let mut rows = String::new();
    for (path, dump) in &site.dumps {
        let href: Vec<String> = path.split('/').map(form::encode).collect();
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"dump/{}\">{}</a></td><td><code>{}</code></td>\
             <td class=\"size\">{}</td></tr>",
            href.join("/"),
            escape(path),
            escape(&dump.media_type),
            size(dump.bytes.len(), language),
        );
    }
    format!(
        "<h2>{}</h2>\n<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
        language.say("Filer att hämta", "Files to download"),
        language.say("Fil", "File"),
        language.say("Typ", "Type"),
        language.say("Storlek", "Size"),
    )
}

/// A number of bytes in decimal units with one decimal, by the customs of the language.
fn size(bytes: usize, language: Language) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes}\u{a0}{}", language.say("byte", "bytes")),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let (whole, tenth) = (bytes / unit, bytes % unit * 10 / unit);
    format!("{whole}{}{tenth}\u{a0}{name}", language.say(",", "."))
}

/// Escapes a text for an HTML element or a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_follow_the_language() {
        assert_eq!(size(999, Language::English), "999\u{a0}bytes");
        assert_eq!(size(1_250_000, Language::Swedish), "1,2\u{a0}MB");
        assert_eq!(size(1_000, Language::English), "1.0\u{a0}kB");
    }

    #[test]
    fn the_language_is_the_parameter_then_the_header_then_swedish() {
        let of = |lang: Option<&str>, field: &str| {
            let parameters: Vec<_> = lang
                .map(|tag| ("lang".to_owned(), tag.to_owned()))
                .into_iter()
                .collect();
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, field.parse().unwrap());
            Language::of(&parameters, &headers)
        };
        assert_eq!(of(None, "de"), Language::Swedish);
        assert_eq!(of(None, "en-GB,en;q=0.9,sv;q=0.5"), Language::English);
        assert_eq!(of(None, "en;q=0.1, sv-SE;q=0.2"), Language::Swedish);
        assert_eq!(of(Some("en"), "sv"), Language::English);
        assert_eq!(of(Some("fi"), "en"), Language::English);
    }

    proptest! {
        #[test]
        fn an_escaped_text_holds_no_markup(text in any::<String>()) {
            prop_assert!(!escape(&text).contains(['<', '>', '"', '\'']));
        }
    }
}
