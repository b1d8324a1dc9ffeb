//! Pages for people: in which language, and with which headers.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use super::problem::Problem;
use super::requests::Client;
use super::{Shared, Site, conditional, editor, form, paths, resource, sparql};
use crate::evaluation::{QueryForm, respond};
use crate::graph::hex;
use crate::pages::shown::{component, number};
use crate::pages::{
    self, DumpFile, Editor, Failure, Front, List, Page, Pages, Question, Selection, Unmade,
};
use crate::pages::{Drawn, Focus};
use crate::resource::{Language, Resources};
use crate::results::ResultsFormat;
use crate::results::accept::weighted;
use crate::search;

/// Policy of the pages: our style sheet and forms, and nothing else. The data for search engines in
/// a page are no script that could run.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A request for a page.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The path as it came.
    pub(super) path: String,
    /// The path below the language.
    pub(super) here: String,
    /// Parameters of the query string; none if it is malformed.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) language: Language,
    /// Whether the language is in the path.
    pub(super) is_fixed: bool,
    pub(super) headers: HeaderMap,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let query = request.uri().query().unwrap_or_default();
        let parameters = form::parse(query.as_bytes()).unwrap_or_default();
        let below = path.strip_prefix('/').unwrap_or(path);
        let (first, rest) = below.split_once('/').unwrap_or((below, ""));
        let fixed = Language::ALL.into_iter().find(|it| it.tag() == first);
        Self {
            path: path.to_owned(),
            here: if fixed.is_some() { rest } else { below }.to_owned(),
            language: fixed.unwrap_or_else(|| language_of(&parameters, request.headers())),
            is_fixed: fixed.is_some(),
            parameters,
            headers: request.headers().clone(),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let named = self.parameters.iter().find(|(it, _)| it == name);
        named
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// By `lang=`, else by `Accept-Language`, else Swedish, the language of the data.
fn language_of(parameters: &[(String, String)], headers: &HeaderMap) -> Language {
    let named = parameters.iter().rev().find(|(name, _)| name == "lang");
    named
        .and_then(|(_, tag)| Language::from_tag(tag))
        .unwrap_or_else(|| {
            let field = headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|it| it.to_str().ok());
            let mut best = (0, Language::Swedish);
            for member in weighted(field.unwrap_or_default()) {
                if let Some(language) = Language::from_tag(member.value)
                    && member.weight > best.0
                {
                    best = (member.weight, language);
                }
            }
            best.1
        })
}

/// `GET /`, `/agencies`, `/sv/…`, `/en/…`: any page.
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = Asked::of(&request);
    let answered = match asked.here.strip_prefix("examples/") {
        Some(name) => match answer_of(&shared, Client::of(request.extensions()), name).await {
            Ok(answered) => answered,
            Err(problem) => return problem.into_response(),
        },
        None => None,
    };
    let here = shared.clone();
    on_a_thread(&here, move || {
        if resource::is_resource(&asked.here) {
            return resource::answer(&shared, &asked);
        }
        let page = page(&shared, &asked, answered.as_deref())?;
        let is_editor = asked.here == "editor" && editor::files().is_some();
        Ok(page.map_or_else(
            || not_found().into_response(),
            |page| {
                let mut response = response(&asked, page, StatusCode::OK);
                if is_editor {
                    let policy = editor::POLICY.clone();
                    let headers = response.headers_mut();
                    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                }
                response
            },
        ))
    })
    .await
}

/// The answer to a named query, as SPARQL results in JSON; `None` if there is no such query, or if
/// it makes a graph.
async fn answer_of(shared: &Shared, client: Client, name: &str) -> Result<Option<Bytes>, Problem> {
    let mut queries = shared.site().queries.iter();
    let Some(query) = queries.find(|it| it.name == name) else {
        return Ok(None);
    };
    if !matches!(query.form, Some(QueryForm::Select | QueryForm::Ask)) {
        return Ok(None);
    }
    let request = respond::Request {
        query: query.text.clone(),
        query_base: None,
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
        format: Some(ResultsFormat::Json.name().to_owned()),
        accept: None,
        base: shared.site().base.clone(),
        allowance: sparql::allowance(shared),
    };
    Ok(Some(sparql::answer(shared, client, request).await?.bytes))
}

/// `GET /style.css`
pub(super) async fn style() -> Response<Body> {
    (
        [(header::CONTENT_TYPE, super::content_type("text/css"))],
        pages::STYLES.concat(),
    )
        .into_response()
}

pub(super) fn not_found() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "nothing is served at this path",
    )
}

/// Makes an answer when it is its turn, where waiting for a disk holds up nobody else.
pub(super) async fn on_a_thread(
    shared: &Shared,
    make: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Response<Body> {
    let turn = match shared.turns().page(shared.limits()).await {
        Ok(turn) => turn,
        Err(problem) => return problem.into_response(),
    };
    let make = move || {
        // The turn is over when the page is made, not when its client has left.
        let _turn = turn;
        make()
    };
    let done = tokio::task::spawn_blocking(make).await;
    done.unwrap_or_else(|_| Err(broken("the page broke off")))
        .unwrap_or_else(IntoResponse::into_response)
}

fn broken(detail: &str) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "page-failed", detail)
}

impl From<Unmade> for Problem {
    fn from(unmade: Unmade) -> Self {
        broken(&unmade.to_string())
    }
}

impl From<crate::frozen::Refused> for Problem {
    fn from(refused: crate::frozen::Refused) -> Self {
        broken(&refused.to_string())
    }
}

impl Site {
    /// The resources of the graph, if the site has it at hand.
    pub(super) fn resources(&self) -> Result<Option<Resources<'_>>, Problem> {
        let base = self.base.as_deref().unwrap_or_default();
        let graph = self.graph.as_deref();
        Ok(graph.map(|graph| Resources::of(graph, base)).transpose()?)
    }

    fn for_pages(&self, language: Language) -> pages::Site {
        let text = |text: &super::Text| language.choose(&text.sv, &text.en).clone();
        pages::Site {
            title: text(&self.title),
            description: text(&self.description),
            licence: self.licence.clone(),
            has_catalogue: self.catalogue.is_some(),
        }
    }
}

/// Calls `make` with what makes pages for a request.
pub(super) fn with_pages<T>(
    site: &Site,
    asked: &Asked,
    here: &str,
    make: impl FnOnce(&Pages<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let of_pages = site.for_pages(asked.language);
    let root = paths::root_of(&asked.path);
    let resources = site.resources()?;
    make(&Pages::of(
        resources,
        &of_pages,
        asked.language,
        here,
        &root,
    ))
}

/// A page that is no resource's.
fn page(shared: &Shared, asked: &Asked, answered: Option<&[u8]>) -> Result<Option<Page>, Problem> {
    let site = shared.site();
    let list = List::from_path(&asked.here);
    let drawn = Drawn::from_path(&asked.here);
    if !asked.here.is_empty() && site.graph.is_none() {
        return Ok(None);
    }
    let selection = Selection::of(|name| asked.parameter(name));
    let mut here = asked.here.clone();
    let mut joint = '?';
    for (name, value) in &asked.parameters {
        if name != "lang" && !value.is_empty() {
            here.push(joint);
            here.extend([&component(name), "=", &component(value)]);
            joint = '&';
        }
    }
    with_pages(site, asked, &here, |pages| {
        Ok(match (asked.here.as_str(), list) {
            ("", _) => Some(pages.front(&front(shared, asked))?),
            ("search", _) => Some(found(site, asked, pages)?),
            ("editor", _) => Some(pages.editor(&Editor {
                questions: &questions(site, asked.language),
                chosen: asked.parameter("q"),
                limits: &limits(shared, asked.language),
                files: editor::files(),
            })?),
            ("examples", _) => Some(pages.examples(&questions(site, asked.language))?),
            ("catalog", _) => match &site.catalogue {
                Some(listing) => Some(pages.catalogue(listing)?),
                None => None,
            },
            (_, Some(list)) => Some(pages.list(list, &selection)?),
            (path, _) => match (path.strip_prefix("examples/"), drawn) {
                (Some(name), _) => match questions(site, asked.language)
                    .iter()
                    .find(|question| question.name == name)
                {
                    Some(question) => Some(pages.example(question, answered)?),
                    None => None,
                },
                (_, Some(drawn)) => {
                    let focus = Focus::of(|name| asked.parameter(name));
                    Some(pages.drawn(drawn, &focus)?)
                }
                _ => None,
            },
        })
    })
}

/// `search?q=…&from=…`
fn found(site: &Site, asked: &Asked, pages: &Pages<'_>) -> Result<Page, Problem> {
    let text = asked.parameter("q").unwrap_or_default();
    let skip = asked.parameter("from").and_then(|it| it.parse().ok());
    let skip = skip.unwrap_or(0);
    let request = search::Request {
        skip,
        ..search::Request::of(text)
    };
    let answer = site.search().map(|index| index.find(&request));
    let answer = answer.unwrap_or(Ok(search::Answer {
        hits: Vec::new(),
        total: search::Total::Exactly(0),
    }));
    Ok(match &answer {
        Ok(answer) => pages.found(text, Ok(answer), skip)?,
        Err(refused) => pages.found(text, Err(refused.to_string()), skip)?,
    })
}

fn front<'s>(shared: &'s Shared, asked: &Asked) -> Front<'s> {
    let site = shared.site();
    let language = asked.language;
    Front {
        questions: questions(site, language),
        files: site
            .dumps
            .iter()
            .map(|(path, dump)| DumpFile {
                path,
                media_type: &dump.media_type,
                bytes: dump.bytes.len(),
            })
            .collect(),
        limits: limits(shared, language),
        quads: site.graph.as_ref().map_or(0, |graph| graph.quads()),
    }
}

fn questions(site: &Site, language: Language) -> Vec<Question<'_>> {
    let queries = site.queries.iter();
    queries
        .map(|query| Question {
            name: &query.name,
            text: language.choose(&query.question.sv, &query.question.en),
            query: &query.text,
        })
        .collect()
}

/// Limits of the endpoint in words.
fn limits(shared: &Shared, language: Language) -> Vec<String> {
    let limits = shared.limits();
    let seconds = limits.query_time.as_secs_f64();
    let mebibytes = limits.result_bytes / (1024 * 1024);
    let rows = number(limits.result_rows, language);
    vec![
        language.choose(format!("{seconds} sekunder"), format!("{seconds} seconds")),
        language.choose(format!("{rows} rader"), format!("{rows} rows")),
        format!("{mebibytes}\u{a0}MiB"),
    ]
}

/// A page with its headers; 304 if the client has it.
pub(super) fn response(asked: &Asked, page: Page, status: StatusCode) -> Response<Body> {
    let language = page.language.tag();
    let mut response = tagged(asked, "text/html", page.html.into_bytes(), status);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
    if !asked.is_fixed {
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    }
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// A body with the digest of its bytes as entity tag; 304 without it if the client has it.
pub(super) fn tagged(
    asked: &Asked,
    media_type: &str,
    bytes: Vec<u8>,
    status: StatusCode,
) -> Response<Body> {
    let content_type = super::content_type(media_type);
    if status == StatusCode::OK {
        let tag = format!("\"{}\"", &hex(&Sha256::digest(&bytes))[..32]);
        let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));
        return conditional::respond(&asked.headers, &tag, content_type, bytes.into());
    }
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Gives people a page where a program gets a problem: the same status and headers, and in words
/// what was wrong, which limit was reached, and where the dumps are.
pub(super) async fn for_people(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let head = request.method() == Method::HEAD;
    let reads_pages = prefers_html(request.headers());
    let asked = reads_pages.then(|| Asked::of(&request));
    let response = next.run(request).await;
    let problem = response.extensions().get::<Problem>().cloned();
    let (Some(asked), Some(problem)) = (asked, problem) else {
        return response;
    };
    // Who asks for a form that is not offered is a program that can be told which are.
    if response.status() == StatusCode::NOT_ACCEPTABLE {
        return response;
    }
    let limit = problem.limit().zip(problem.limit_value());
    let page = with_pages(shared.site(), &asked, "", |pages| {
        Ok(pages.failure(&Failure {
            status: response.status().as_u16(),
            detail: problem.detail(),
            limit: limit.as_ref().map(|(name, value)| (*name, value.as_str())),
            query: asked.here == "sparql",
        })?)
    });
    let Ok(page) = page else {
        return response;
    };
    let mut shown = self::response(&asked, page, response.status());
    if head {
        *shown.body_mut() = Body::empty();
    }
    let mut headers = response.headers().clone();
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::ETAG] {
        headers.remove(name);
    }
    shown.headers_mut().remove(header::ETAG);
    shown.headers_mut().extend(headers);
    shown.headers_mut().insert(header::VARY, VARY_ALL);
    // For the log and the metrics: the problem, the route and the query.
    *shown.extensions_mut() = response.extensions().clone();
    shown
}

/// What decides on the form of a resource's page.
pub(super) const VARY_ALL: HeaderValue = HeaderValue::from_static("accept, accept-language");

/// Whether a client names HTML, and wants nothing else more.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = accept(headers);
    let ranges = weighted(&accept);
    let html = ranges
        .iter()
        .filter(|range| range.value.eq_ignore_ascii_case("text/html"))
        .map(|range| range.weight)
        .max();
    html.is_some_and(|html| html > 0 && ranges.iter().all(|range| range.weight <= html))
}

/// All `Accept` fields as one list (RFC 9110 §5.3).
pub(super) fn accept(headers: &HeaderMap) -> String {
    let fields: Vec<&str> = headers
        .get_all(HeaderName::from_static("accept"))
        .iter()
        .filter_map(|it| it.to_str().ok())
        .collect();
    fields.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_parameter_then_the_header_then_swedish() {
        let of = |lang: Option<&str>, field: &str| {
            let parameters: Vec<_> = lang
                .map(|tag| ("lang".to_owned(), tag.to_owned()))
                .into_iter()
                .collect();
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, field.parse().unwrap());
            language_of(&parameters, &headers)
        };
        assert_eq!(of(None, "de"), Language::Swedish);
        assert_eq!(of(None, "en-GB,en;q=0.9,sv;q=0.5"), Language::English);
        assert_eq!(of(None, "en;q=0.1, sv-SE;q=0.2"), Language::Swedish);
        assert_eq!(of(Some("en"), "sv"), Language::English);
        assert_eq!(of(Some("fi"), "en"), Language::English);
    }
}
