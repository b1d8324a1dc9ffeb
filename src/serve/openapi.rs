//! The description of the server's addresses for programs:
//! [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0), made from the table of routes.

use serde_json::{Map, Value, json};

use super::routes::{Group, ROUTES, Route};

/// What a description says of the data that are served.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Title of the dataset.
    pub title: &'a str,
    /// What it holds.
    pub description: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its licence, an IRI.
    pub licence: &'a str,
    /// Where the publication is reached, with a slash at its end.
    pub address: &'a str,
    /// Whom to ask.
    pub contact: &'a str,
}

/// The description as JSON: the same for the same input.
#[must_use]
pub fn openapi(described: &Described<'_>) -> Vec<u8> {
    let paths: Map<String, Value> = ROUTES.iter().map(path).collect();
    let tags =
        Group::ALL.map(|group| json!({ "name": group.name(), "description": group.description() }));
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": described.title,
            "description": described.description,
            "version": described.version,
            "contact": { "name": described.contact },
            "license": { "name": described.licence, "url": described.licence },
        },
        "servers": [{ "url": described.address.trim_end_matches('/') }],
        "tags": tags,
        "paths": paths,
        "components": {
            "responses": {
                "Problem": {
                    "description": "Why there is no answer, and what to do (RFC 9457)",
                    "content": { "application/problem+json": { "schema": { "type": "object" } } },
                },
            },
        },
    });
    let mut text = serde_json::to_vec_pretty(&document).unwrap_or_default();
    text.push(b'\n');
    text
}

/// A path with its operations.
fn path(route: &Route) -> (String, Value) {
    let mut operations = json!({ "get": operation(route, "") });
    if route.path == "/sparql" {
        let mut post = operation(route, "Post");
        let form = json!({
            "type": "object",
            "properties": { "query": { "type": "string" } },
            "required": ["query"],
        });
        post["requestBody"] = json!({
            "required": true,
            "content": {
                "application/sparql-query": { "schema": { "type": "string" } },
                "application/x-www-form-urlencoded": { "schema": form },
            },
        });
        operations["post"] = post;
    }
    // The rest of a path is a parameter like any other here.
    (route.path.replace("{*", "{"), operations)
}

fn operation(route: &Route, verb: &str) -> Value {
    let query = route.parameters.iter().map(|(name, description)| {
        json!({
            "name": name,
            "in": "query",
            "description": description,
            "schema": { "type": "string" },
        })
    });
    let in_path = path_parameters(route.path).map(|name| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "schema": { "type": "string" },
        })
    });
    let parameters: Vec<Value> = in_path.chain(query).collect();
    let mut operation = json!({
        "operationId": format!("{}{verb}", id(route.path)),
        "tags": [route.group.name()],
        "summary": route.summary,
        "responses": responses(route),
    });
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}

fn responses(route: &Route) -> Value {
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    if route.answers.is_empty() {
        return json!({
            "303": { "description": "where it is described" },
            "default": problem,
        });
    }
    let content: Map<String, Value> = route
        .answers
        .iter()
        .map(|media_type| ((*media_type).to_owned(), json!({})))
        .collect();
    json!({
        "200": { "description": route.summary, "content": content },
        "default": problem,
    })
}

/// Names in braces.
fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(name.trim_start_matches('*'))
    })
}

/// A name for a function of a client: `sparql`, `svPath`.
fn id(path: &str) -> String {
    let mut id = String::new();
    for word in path.split(|c: char| !c.is_ascii_alphanumeric()) {
        match word.split_at_checked(1) {
            Some((first, rest)) if !id.is_empty() => {
                id.push_str(&first.to_ascii_uppercase());
                id.push_str(rest);
            }
            _ => id.push_str(word),
        }
    }
    match (path, id.as_str()) {
        ("/", _) => "front".to_owned(),
        // With a slash at its end it would have the name of another.
        (path, id) if path.ends_with('/') => format!("{id}Front"),
        (_, _) => id,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let names: BTreeSet<String> = ROUTES.iter().map(|route| id(route.path)).collect();
        assert_eq!(names.len(), ROUTES.len(), "{names:?}");
        assert!(names.iter().all(|name| !name.is_empty()));
    }
}
