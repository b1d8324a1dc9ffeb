//! A problem as a page, for who asked with a browser.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, header};

use super::Site;
use super::page::{Language, POLICY, escape, files};
use super::problem::Problem;
use super::sparql::accept;
use crate::results::accept::weighted;

/// The page; `None` if the client would rather have the problem as data. If a limit was reached,
/// the page says which, and offers the dumps.
pub(super) fn of(site: &Site, headers: &HeaderMap, problem: &Problem) -> Option<Response<Body>> {
    if !prefers_html(headers) {
        return None;
    }
    let language = Language::of(&[], headers);
    let status = problem.status;
    let title = escape(status.canonical_reason().unwrap_or_default());
    let heading = if problem.limit().is_some() {
        language.say(
            "Frågan stoppades vid en gräns",
            "The query was stopped at a limit",
        )
    } else {
        language.say("Frågan kunde inte besvaras", "The query was not answered")
    };
    let offered = if problem.limit().is_some() {
        format!(
            "<p>{}</p>\n{}",
            language.say(
                "Ingenting av svaret har skickats. Begränsa frågan, till exempel med LIMIT, eller \
                 hämta alla uppgifter som en fil och fråga på din egen dator.",
                "Nothing of the answer has been sent. Narrow the query, for instance with LIMIT, \
                 or take all of the data as a file and ask on a computer of your own.",
            ),
            files(site, language)
        )
    } else {
        String::new()
    };
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{code} {title}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"style.css\">\n</head>\n<body>\n<main>\n\
         <h1>{heading}</h1>\n<pre>{detail}</pre>\n{offered}\
         <p><a href=\"./\">{back}</a></p>\n</main>\n</body>\n</html>\n",
        tag = language.tag(),
        code = status.as_u16(),
        detail = escape(problem.detail()),
        back = language.say("Till startsidan", "To the front page"),
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(problem.headers().iter().cloned());
    headers.insert(header::CONTENT_TYPE, super::content_type("text/html"));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.tag()),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-language"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    Some(response)
}

/// Whether a client names HTML, and wants nothing else more.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = accept(headers).unwrap_or_default();
    let ranges = weighted(&accept);
    let html = ranges
        .iter()
        .filter(|range| range.value.eq_ignore_ascii_case("text/html"))
        .map(|range| range.weight)
        .max();
    html.is_some_and(|html| html > 0 && ranges.iter().all(|range| range.weight <= html))
}
