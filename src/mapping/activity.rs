//! Activities: one record becomes one `upp:Activity`, or a more special class by its kind.
//!
//! | field | property |
//! |---|---|
//! | `label` | `skos:prefLabel` |
//! | `doers` | `prov:wasAssociatedWith` |
//! | `roles` | `prov:qualifiedAssociation` → `prov:Association`, and `prov:wasAssociatedWith` |
//! | `under` | `upp:underMandate` |
//! | `period` | `dcterms:temporal` |
//! | `places` | `dcterms:spatial` |
//! | `tasks` | `upp:task` |
//! | `themes` | `dcterms:subject` |
//! | `audience` | `dcterms:audience` |
//! | `methods` | `upp:method` |
//! | `respondents` | `upp:respondent` |
//! | `supervises` | `upp:supervises` |
//! | `funds_purpose` | `upp:fundsPurpose` (actual use) |
//! | `intended_use` | `upp:intendedUse` |
//! | `joint` | `upp:jointMode` |
//! | `after` | `prov:wasInformedBy` |
//! | `part_of` | `dcterms:isPartOf` |

use super::Object;
use super::description::Description;
use super::field::{self, Field};
use super::quad_sink::QuadSink;
use crate::iri::{Kind, Minter};
use crate::records::{Activity, ActivityKind, Record};
use crate::vocab::{dcterms, prov, upp};

const DOERS: Field = Field::thing("doers", prov::WAS_ASSOCIATED_WITH, Kind::Org);
const ROLES: Field = Field::iri("roles", prov::QUALIFIED_ASSOCIATION);
const METHODS: Field = Field::concept("methods", upp::METHOD, "method");
const RESPONDENTS: Field = Field::concept("respondents", upp::RESPONDENT, "audience");
const SUPERVISES: Field = Field::concept("supervises", upp::SUPERVISES, "audience");
const PART_OF: Field = Field::thing("part_of", dcterms::IS_PART_OF, Kind::Activity);

pub(super) const FIELDS: &[Field] = &[
    field::LABEL,
    DOERS,
    ROLES,
    field::UNDER,
    field::PERIOD,
    field::PLACES,
    field::TASKS,
    field::THEMES,
    field::AUDIENCE,
    METHODS,
    RESPONDENTS,
    SUPERVISES,
    field::FUNDS_PURPOSE,
    field::INTENDED_USE,
    field::JOINT,
    field::AFTER,
    PART_OF,
    field::ALT_LABELS,
    field::DESCRIPTION,
    field::NOTES,
];

pub(super) fn map<S: QuadSink>(record: &Activity, minter: &Minter, sink: &mut S) {
    let mut d = Description::new(record.common(), Kind::Activity, minter, sink);
    d.class(match record.kind {
        ActivityKind::Activity => upp::ACTIVITY,
        ActivityKind::Survey => upp::SURVEY,
        ActivityKind::Supervision => upp::SUPERVISION,
        ActivityKind::FundDistribution => upp::FUND_DISTRIBUTION,
    });
    d.texts(&field::LABEL, &record.label);
    d.keys(&DOERS, &record.doers);
    for (index, role) in record.roles.iter().enumerate() {
        let agent = minter.mint(Kind::Org, &role.agent);
        let concept = minter.concept("role", &role.role);
        d.reference("roles", index, &agent);
        d.reference("roles", index, &concept);
        let part = format!("association-{}-{}", role.role, role.agent);
        d.attached(
            &ROLES,
            role.agent.as_str(),
            &part,
            prov::ASSOCIATION,
            |part| {
                part(prov::AGENT, Object::Iri(&agent));
                part(prov::HAD_ROLE, Object::Iri(&concept));
            },
        );
        // The unqualified form, so that a plain pattern finds every doer (PROV-O §3.3).
        let activity = d.node().to_owned();
        let value = Some(("roles", role.agent.as_str()));
        d.say(
            &activity,
            prov::WAS_ASSOCIATED_WITH,
            Object::Iri(&agent),
            value,
        );
    }
    d.keys(&field::UNDER, &record.under);
    if let Some(period) = &record.period {
        d.period(&field::PERIOD, period);
    }
    d.keys(&field::PLACES, &record.places);
    d.keys(&field::TASKS, &record.tasks);
    d.keys(&field::THEMES, &record.themes);
    d.keys(&field::AUDIENCE, &record.audience);
    d.keys(&METHODS, &record.methods);
    d.keys(&RESPONDENTS, &record.respondents);
    d.keys(&SUPERVISES, &record.supervises);
    d.keys(&field::FUNDS_PURPOSE, &record.funds_purpose);
    d.keys(&field::INTENDED_USE, &record.intended_use);
    d.keys(&field::JOINT, &record.joint);
    d.keys(&field::AFTER, &record.after);
    d.keys(&PART_OF, &record.part_of);
    d.end(FIELDS);
}
