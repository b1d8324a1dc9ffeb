//! Collaborations: one record becomes one `org:OrganizationalCollaboration`.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `members` | `org:hasMember` |
//! | `posts` | `org:hasPost` → `org:Post` with `org:role` |
//! | `after` | `prov:wasInformedBy` |
//! | `themes` | `dcterms:subject` |
//! | `places` | `dcterms:spatial` |
//! | `period` | `dcterms:temporal` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Collaboration, Record};
use crate::vocab::org;

const MEMBERS: Field = Field::thing("members", org::HAS_MEMBER, Kind::Org);
const POSTS: Field = Field::iri("posts", org::HAS_POST);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    MEMBERS,
    POSTS,
    field::AFTER,
    field::THEMES,
    field::PLACES,
    field::PERIOD,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Collaboration, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Org, minter, sink);
    d.class(org::ORGANIZATIONAL_COLLABORATION);
    d.texts(&field::LABEL, &record.label);
    d.keys(&MEMBERS, &record.members);
    for (index, post) in record.posts.iter().enumerate() {
        let role = minter.concept("role", &post.role);
        d.reference("posts", index, &role);
        let part = format!("post-{}", post.role);
        d.attached(&POSTS, post.role.as_str(), &part, org::POST, |part| {
            part(org::ROLE, Object::Iri(&role));
        });
    }
    d.keys(&field::AFTER, &record.after);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::PLACES, &record.places);
    if let Some(period) = &record.period {
        d.period(&field::PERIOD, period);
    }
    d.end(FIELDS);
}
