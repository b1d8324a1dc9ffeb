//! What search engines read: schema.org, as JSON-LD within the page.

use serde_json::{Map, Value, json};

use super::kinds::Kind;
use super::shown::outside;
use super::{Pages, Unmade};
use crate::frozen::Node;
use crate::vocab::{bibo, cv, dcterms, foaf, schema, skos, upp};

/// A resource as search engines know it; none for what they have no word for.
pub(super) fn of_resource(
    pages: &Pages<'_>,
    node: Node,
    kind: Kind,
    classes: &[String],
) -> Result<Option<String>, Unmade> {
    let class = match kind {
        Kind::Agency if classes.iter().any(|it| it == cv::PUBLIC_ORGANISATION) => {
            "GovernmentOrganization"
        }
        Kind::Agency | Kind::Group | Kind::Network | Kind::Collaboration => "Organization",
        Kind::Publication if classes.iter().any(|it| it == bibo::REPORT) => "Report",
        Kind::Publication => "CreativeWork",
        Kind::Place => "AdministrativeArea",
        Kind::Concept => "DefinedTerm",
        Kind::Scheme => "DefinedTermSet",
        Kind::Source => "WebPage",
        Kind::Mandate | Kind::Activity => "Thing",
        _ => return Ok(None),
    };
    let resources = pages.graph()?;
    let mut object = Map::new();
    object.insert("@context".to_owned(), "https://schema.org/".into());
    object.insert("@type".to_owned(), class.into());
    object.insert("@id".to_owned(), resources.text(node)?.into());
    let label = pages.name(node)?;
    object.insert("name".to_owned(), label.text.into());
    let mut list = |name: &str, property: &str| -> Result<(), Unmade> {
        let mut values = Vec::new();
        for value in resources.objects(node, property)? {
            values.push(Value::from(if resources.reader().is_literal(value) {
                resources.text(value)?
            } else if matches!(name, "sameAs" | "url") {
                match outside(&resources.text(value)?) {
                    Some(address) => address,
                    None => continue,
                }
            } else {
                pages.name(value)?.text
            }));
        }
        match values.len() {
            0 => {}
            1 => {
                object.insert(name.to_owned(), values.remove(0));
            }
            _ => {
                object.insert(name.to_owned(), Value::Array(values));
            }
        }
        Ok(())
    };
    list("alternateName", skos::ALT_LABEL)?;
    list("identifier", dcterms::IDENTIFIER)?;
    list("url", foaf::HOMEPAGE)?;
    list("sameAs", schema::SAME_AS)?;
    list("about", dcterms::SUBJECT)?;
    if kind == Kind::Publication {
        list("reportNumber", bibo::NUMBER)?;
        list("author", dcterms::CREATOR)?;
        list("spatialCoverage", dcterms::SPATIAL)?;
    } else if kind == Kind::Agency {
        list("areaServed", dcterms::SPATIAL)?;
    } else if kind == Kind::Network {
        list("parentOrganization", upp::RUN_BY)?;
    }
    Ok(Some(in_script(&Value::Object(object))))
}

/// The dataset, for the front page.
pub(super) fn of_site(pages: &Pages<'_>, base: &str) -> String {
    let site = pages.site;
    let mut object = json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": site.title,
        "description": site.description,
        "inLanguage": ["sv", "en"],
    });
    if !base.is_empty() {
        object["identifier"] = base.into();
    }
    if let Some(licence) = &site.licence {
        object["license"] = licence.as_str().into();
    }
    in_script(&object)
}

/// JSON that cannot end the script element that holds it (HTML §4.12.1.3).
pub(super) fn in_script(json: &Value) -> String {
    json.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_end_its_script() {
        let text = in_script(&json!({"name": "</script><!--<script>&"}));
        assert!(!text.contains(['<', '>', '&']));
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["name"], "</script><!--<script>&");
    }
}
