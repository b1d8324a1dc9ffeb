//! Every IRI of the graph answers.
//!
//! | request | answer |
//! |---|---|
//! | `/id/{type}/{key}` | 303 to `/doc/{type}/{key}`, with the suffix of the syntax asked for |
//! | `/doc/{type}/{key}` | the page or the data, by `Accept` |
//! | `/doc/{type}/{key}.ttl` `.jsonld` `.rdf` `.nt` `.html` | that |
//! | `/sv/doc/…`, `/en/doc/…` | the page in that language |
//! | `/ns`, `/ns.ttl` … | the ontology: a term is an anchor of it |
//! | `/resource?iri=…`, with `format=ttl` … | any IRI of the graph |
//!
//! The data keep the IRIs under which they are published; the site may stand elsewhere. What was
//! withdrawn is 410 with its tombstone, what was merged 301, what was never there 404.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::html::{self, Asked, VARY_ALL, on_a_thread, with_pages};
use super::problem::Problem;
use super::{Shared, Site, paths};
use crate::frozen::Node;
use crate::pages::shown::{ascii, component, path as encoded};
use crate::pages::{After, any_path_of};
use crate::resource::{Description, Resources, Retired, Syntax};
use crate::results::accept::{weight_of, weighted};
use crate::vocab::{CONCEPT_BASE, upp};

/// A form of a resource's description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Data(Syntax),
}

impl Form {
    const ALL: [Self; 5] = [
        Self::Page,
        Self::Data(Syntax::Turtle),
        Self::Data(Syntax::JsonLd),
        Self::Data(Syntax::RdfXml),
        Self::Data(Syntax::NTriples),
    ];

    fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html",
            Self::Data(syntax) => syntax.media_type(),
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::Data(syntax) => syntax.extension(),
        }
    }

    fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.extension() == extension)
    }

    /// The form that is accepted most; a page if all are alike.
    fn negotiate(asked: &Asked) -> Result<Self, Problem> {
        let accept = html::accept(&asked.headers);
        if accept.trim().is_empty() {
            return Ok(Self::Page);
        }
        let ranges = weighted(&accept);
        let weight = |form: &Self| weight_of(form.media_type(), &ranges);
        let mut best = Self::Page;
        for form in Self::ALL {
            if weight(&form) > weight(&best) {
                best = form;
            }
        }
        if weight(&best) > 0 {
            return Ok(best);
        }
        let offered: Vec<&str> = Self::ALL.into_iter().map(Self::media_type).collect();
        let detail = format!("a resource is given as {}", offered.join(", "));
        Err(
            Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
                .with("offered", offered),
        )
    }
}

/// What a path names.
struct Named {
    /// The published IRI.
    iri: String,
    /// The form that its suffix names.
    suffix: Option<Form>,
    what: What,
}

enum What {
    Node(Node),
    Retired(Retired),
    /// The page of the ontology.
    Ontology(Node),
}

/// Whether a path below the language is one of a resource.
pub(super) fn is_resource(here: &str) -> bool {
    here.starts_with("doc/")
        || here == "resource"
        || here == "ns"
        || here.starts_with("ns.")
        || here.starts_with("ns/")
}

/// `GET /id/{*path}`: where the resource is described.
pub(super) async fn id(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = Asked::of(&request);
    on_a_thread(&shared.clone(), move || {
        let site = shared.site();
        let local = asked.here.strip_prefix("id/").unwrap_or_default();
        let named = named(site, local)?.ok_or_else(html::not_found)?;
        let root = paths::root_of(&asked.path);
        match &named.what {
            What::Retired(Retired::MergedInto(_)) => return Ok(moved(site, &named, "id", &root)),
            What::Retired(Retired::Withdrawn(_)) => return gone(site, &asked, &named),
            What::Node(_) | What::Ontology(_) => {}
        }
        let form = named.suffix.map_or_else(|| Form::negotiate(&asked), Ok)?;
        let mut location = format!("{root}{}", document(site, &named.iri));
        if let Form::Data(syntax) = form {
            location.push('.');
            location.push_str(syntax.extension());
        }
        let mut response = redirect(StatusCode::SEE_OTHER, &location);
        response
            .headers_mut()
            .insert(header::VARY, HeaderValue::from_static("accept"));
        Ok(response)
    })
    .await
}

/// `GET /doc/…`, `/ns…`, `/resource?iri=…`, also below a language.
pub(super) async fn get(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let asked = Asked::of(&request);
    on_a_thread(&shared.clone(), move || answer(&shared, &asked)).await
}

/// The description of what a request names.
pub(super) fn answer(shared: &Shared, asked: &Asked) -> Result<Response<Body>, Problem> {
    let site = shared.site();
    let named = match asked.here.as_str() {
        "resource" => any(site, asked)?,
        here if here.starts_with("ns") => ontology(site, here)?,
        here => named(site, here.strip_prefix("doc/").unwrap_or_default())?,
    };
    let named = named.ok_or_else(html::not_found)?;
    let root = paths::root_of(&asked.path);
    let node = match &named.what {
        What::Retired(Retired::MergedInto(_)) => {
            let folder = if asked.is_fixed {
                format!("{}/doc", asked.language.tag())
            } else {
                "doc".to_owned()
            };
            return Ok(moved(site, &named, &folder, &root));
        }
        What::Retired(Retired::Withdrawn(_)) => return gone(site, asked, &named),
        What::Node(node) | What::Ontology(node) => *node,
    };
    let form = match named.suffix {
        Some(form) => form,
        None if asked.is_fixed => Form::Page,
        None => Form::negotiate(asked)?,
    };
    let document = document(site, &named.iri);
    let mut response = match form {
        Form::Page => {
            let after = asked.parameter("after").zip(asked.parameter("by"));
            let after = after.map(|(subject, property)| After {
                subject: subject.to_owned(),
                property: property.to_owned(),
            });
            with_pages(site, asked, &document, |pages| {
                let page = match named.what {
                    What::Ontology(_) => pages.ontology()?,
                    _ => pages.resource(node, after.as_ref())?,
                };
                Ok(html::response(asked, page, StatusCode::OK))
            })?
        }
        Form::Data(syntax) => {
            let resources = site.resources()?.ok_or_else(html::not_found)?;
            let description = resources.description(node)?;
            data(asked, &description, syntax, StatusCode::OK)?
        }
    };
    let headers = response.headers_mut();
    if named.suffix.is_none() && !asked.is_fixed {
        headers.insert(header::VARY, VARY_ALL);
        if let Form::Data(syntax) = form {
            let here = suffixed(&document, syntax.extension());
            if let Ok(location) = HeaderValue::try_from(format!("{root}{here}")) {
                headers.insert(header::CONTENT_LOCATION, location);
            }
        }
    }
    for link in links(&root, &document, &named.iri, form) {
        headers.extend(
            HeaderValue::try_from(link)
                .ok()
                .map(|link| (header::LINK, link)),
        );
    }
    Ok(response)
}

/// Where a resource is described, below the root.
fn document(site: &Site, iri: &str) -> String {
    let path = match site.resources() {
        Ok(Some(resources)) => any_path_of(&resources, iri),
        _ => format!("resource?iri={}", component(iri)),
    };
    ascii(path.split('#').next().unwrap_or_default())
}

fn suffixed(document: &str, extension: &str) -> String {
    if document.contains('?') {
        format!("{document}&format={extension}")
    } else {
        format!("{document}.{extension}")
    }
}

fn links(root: &str, document: &str, iri: &str, form: Form) -> Vec<String> {
    let mut links: Vec<String> = Form::ALL
        .into_iter()
        .filter(|other| *other != form)
        .map(|other| {
            let href = suffixed(document, other.extension());
            format!(
                "<{root}{href}>; rel=\"alternate\"; type=\"{}\"",
                other.media_type()
            )
        })
        .collect();
    links.push(format!("<{root}{document}>; rel=\"canonical\""));
    match form {
        Form::Page => links.push(format!(
            "<{root}{}>; rel=\"describedby\"; type=\"text/turtle\"",
            suffixed(document, "ttl")
        )),
        Form::Data(_) => links.push(format!("<{}>; rel=\"describes\"", ascii(iri))),
    }
    links
}

/// What a path below `id/` or `doc/` names, the suffix of a form left out.
fn named(site: &Site, local: &str) -> Result<Option<Named>, Problem> {
    let mut wanted: Vec<(String, Option<Form>)> = vec![(local.to_owned(), None)];
    if let Some((stem, extension)) = local.rsplit_once('.')
        && let Some(form) = Form::from_extension(extension)
    {
        wanted.push((stem.to_owned(), Some(form)));
    }
    let base = site.base.as_deref().unwrap_or_default();
    for (path, suffix) in wanted {
        for path in paths::candidates(&path) {
            for base in [base, CONCEPT_BASE] {
                if !base.is_empty()
                    && !path.is_empty()
                    && let Some(found) = look_up(site, format!("{base}{path}"), suffix)?
                {
                    return Ok(Some(found));
                }
            }
        }
    }
    Ok(None)
}

fn look_up(site: &Site, iri: String, suffix: Option<Form>) -> Result<Option<Named>, Problem> {
    if let Some(retired) = site.retired.get(&iri) {
        return Ok(Some(Named {
            what: What::Retired(retired.clone()),
            iri,
            suffix,
        }));
    }
    let Some(resources) = site.resources()? else {
        return Ok(None);
    };
    let Some(node) = resources.find(&iri)? else {
        return Ok(None);
    };
    Ok(is_shown(&resources, node)?.then_some(Named {
        what: What::Node(node),
        iri,
        suffix,
    }))
}

/// A resource is shown if the graph says something of it, or points at it.
fn is_shown(resources: &Resources<'_>, node: Node) -> Result<bool, Problem> {
    Ok(resources.is_described(node)? || !resources.incoming(node, None, 1)?.links.is_empty())
}

/// `/resource?iri=…&format=…`
fn any(site: &Site, asked: &Asked) -> Result<Option<Named>, Problem> {
    let Some(iri) = asked.parameter("iri") else {
        let detail = "name a resource: /resource?iri=…";
        return Err(Problem::bad_request("missing-iri", detail));
    };
    let suffix = match asked.parameter("format") {
        Some(name) => Some(Form::from_extension(name).ok_or_else(|| {
            let names = Form::ALL.map(Form::extension).join(", ");
            Problem::bad_request("unknown-format", format!("format is none of {names}"))
        })?),
        None => None,
    };
    if iri == upp::NAMESPACE || iri.starts_with(upp::NAMESPACE) {
        let anchor = iri.strip_prefix(upp::NAMESPACE).unwrap_or_default();
        if let Some(found) = look_up(site, iri.to_owned(), suffix)? {
            return Ok(Some(found));
        }
        if anchor.is_empty() {
            return ontology(site, "ns");
        }
    }
    for iri in paths::candidates(iri) {
        if let Some(found) = look_up(site, iri, suffix)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// `/ns`, `/ns.ttl`, `/ns/1.0.0`
fn ontology(site: &Site, here: &str) -> Result<Option<Named>, Problem> {
    let iri = upp::NAMESPACE.trim_end_matches('#');
    let suffix = match here.strip_prefix("ns.") {
        Some(extension) => match Form::from_extension(extension) {
            Some(form) => Some(form),
            None => return Ok(None),
        },
        None => None,
    };
    // A version that is not this one is not kept.
    if here.starts_with("ns/") && look_up(site, format!("{iri}{}", &here[2..]), None)?.is_none() {
        return Ok(None);
    }
    let found = look_up(site, iri.to_owned(), suffix)?;
    Ok(found.map(|found| match found.what {
        What::Node(node) => Named {
            what: What::Ontology(node),
            ..found
        },
        _ => found,
    }))
}

fn data(
    asked: &Asked,
    description: &Description,
    syntax: Syntax,
    status: StatusCode,
) -> Result<Response<Body>, Problem> {
    let bytes = description.write(syntax).map_err(|unwritten| {
        Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "unfit-format",
            unwritten.to_string(),
        )
    })?;
    Ok(html::tagged(asked, syntax.media_type(), bytes, status))
}

/// The place of what a resource was merged into.
fn moved(site: &Site, named: &Named, folder: &str, root: &str) -> Response<Body> {
    let What::Retired(Retired::MergedInto(into)) = &named.what else {
        return redirect(StatusCode::MOVED_PERMANENTLY, root);
    };
    let base = site.base.as_deref().unwrap_or_default();
    let local = into
        .strip_prefix(base)
        .or_else(|| into.strip_prefix(CONCEPT_BASE))
        .filter(|_| !base.is_empty());
    let location = match local {
        Some(local) => {
            let suffix = named.suffix.map(|form| format!(".{}", form.extension()));
            format!(
                "{root}{folder}/{}{}",
                encoded(local),
                suffix.unwrap_or_default()
            )
        }
        None => ascii(into),
    };
    redirect(StatusCode::MOVED_PERMANENTLY, &location)
}

/// The tombstone of what was withdrawn, in the form asked for.
fn gone(site: &Site, asked: &Asked, named: &Named) -> Result<Response<Body>, Problem> {
    let What::Retired(Retired::Withdrawn(tombstone)) = &named.what else {
        return Err(html::not_found());
    };
    let form = match named.suffix {
        Some(form) => form,
        None if asked.is_fixed => Form::Page,
        None => Form::negotiate(asked).map_err(|_| {
            let detail = format!("{} was withdrawn", named.iri);
            Problem::new(StatusCode::GONE, "withdrawn", detail)
        })?,
    };
    let mut response = match form {
        Form::Page => with_pages(site, asked, &document(site, &named.iri), |pages| {
            let page = pages.withdrawn(&named.iri, tombstone)?;
            Ok(html::response(asked, page, StatusCode::GONE))
        })?,
        Form::Data(syntax) => {
            let description = tombstone.description(&named.iri);
            data(asked, &description, syntax, StatusCode::GONE)?
        }
    };
    response.headers_mut().insert(header::VARY, VARY_ALL);
    Ok(response)
}

fn redirect(status: StatusCode, location: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
