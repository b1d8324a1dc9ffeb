//! Tables of resources: one row each, a column a question.

use super::kinds::Kind;
use super::view::{Table, Value};
use super::words::Words;
use super::{Pages, Unmade};
use crate::frozen::Node;
use crate::vocab::{bibo, dcterms, org, prov, rico, skos, upp};

/// Values of a cell; further ones are told to be there.
const CELL: usize = 6;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Title,
    Class,
    Time,
    Year,
    Issuer,
    AssignedTo,
    Theme,
    Agents,
    Partners,
    Members,
    Audience,
    Under,
    Number,
    PublicationKind,
    Place,
    PlaceKind,
    PartOf,
    Code,
    Count,
    CountOf,
    CountFor,
    Line,
    Heading,
    Broader,
    Definition,
    Publisher,
    Lines,
    Agency,
}

impl Column {
    fn heading(self, words: &'static Words) -> &'static str {
        match self {
            Self::Name => words.name,
            Self::Title => words.title,
            Self::Class => words.class,
            Self::Time => words.time,
            Self::Year => words.year,
            Self::Issuer => words.issuer,
            Self::AssignedTo => words.assigned_to,
            Self::Theme => words.theme,
            Self::Agents => words.agents,
            Self::Partners => words.partners,
            Self::Members => words.members,
            Self::Audience => words.audience,
            Self::Under => words.under,
            Self::Number => words.number,
            Self::PublicationKind | Self::PlaceKind => words.kind,
            Self::Place => words.place,
            Self::PartOf => words.part_of,
            Self::Code => words.code,
            Self::Count => words.count,
            Self::CountOf => words.count_of,
            Self::CountFor => words.count_for,
            Self::Line => words.line,
            Self::Heading => words.heading,
            Self::Broader => words.broader,
            Self::Definition => words.definition,
            Self::Publisher => words.publisher,
            Self::Lines => words.lines,
            Self::Agency => words.agency,
        }
    }

    /// Properties whose values fill the column; the first that has any is taken.
    fn properties(self) -> &'static [&'static str] {
        match self {
            Self::Name | Self::Title | Self::Class => &[],
            Self::Time => &[
                dcterms::ISSUED,
                dcterms::TEMPORAL,
                upp::TITLE_YEAR,
                upp::REPORT_NUMBER_YEAR,
            ],
            Self::Year => &[dcterms::ISSUED, upp::REPORT_NUMBER_YEAR, upp::TITLE_YEAR],
            Self::Issuer => &[rico::ISSUED_BY],
            Self::AssignedTo => &[upp::ASSIGNED_TO],
            Self::Theme => &[dcterms::SUBJECT],
            Self::Agents => &[
                prov::WAS_ASSOCIATED_WITH,
                upp::RUN_BY,
                org::HAS_MEMBER,
                dcterms::CREATOR,
                upp::LISTED_UNDER,
            ],
            Self::Partners => &[upp::RUN_BY],
            Self::Members => &[org::HAS_MEMBER],
            Self::Audience => &[dcterms::AUDIENCE],
            Self::Under => &[upp::UNDER_MANDATE],
            Self::Number => &[bibo::NUMBER],
            Self::PublicationKind => &[upp::PUBLICATION_KIND],
            Self::Place => &[dcterms::SPATIAL],
            Self::PlaceKind => &[upp::PLACE_KIND],
            Self::PartOf => &[dcterms::IS_PART_OF],
            Self::Code => &[dcterms::IDENTIFIER],
            Self::Count => &[upp::COUNT],
            Self::CountOf => &[upp::COUNT_OF],
            Self::CountFor => &[upp::COUNT_FOR],
            Self::Line => &[upp::LINE],
            Self::Heading => &[upp::HEADING],
            Self::Broader => &[skos::BROADER],
            Self::Definition => &[skos::DEFINITION],
            Self::Publisher => &[dcterms::PUBLISHER],
            Self::Lines => &[upp::LINE_COUNT],
            Self::Agency => &[upp::LISTED_UNDER],
        }
    }
}

impl Pages<'_> {
    /// A table of resources in the order given, or by time if the first column tells it.
    pub(super) fn table(&self, nodes: &[Node], columns: &[Column]) -> Result<Table, Unmade> {
        let mut rows = nodes
            .iter()
            .map(|node| {
                columns
                    .iter()
                    .map(|column| self.cell(*node, *column))
                    .collect::<Result<Vec<_>, _>>()
            })
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(Column::Time | Column::Year) = columns.first() {
            // What has no date comes last.
            let key = |row: &Vec<Vec<Value>>| {
                let value = row.first().and_then(|cell| cell.first());
                let when = value.and_then(|value| value.when.as_ref());
                (when.is_none(), when.map(|when| when.order))
            };
            rows.sort_by_key(key);
        }
        if columns.first() == Some(&Column::Line) {
            rows.sort_by_key(|row| {
                row[0]
                    .first()
                    .and_then(|it| it.text.text.as_str().parse::<u64>().ok())
            });
        }
        // A column in which nothing stands tells nothing.
        let used: Vec<bool> = (0..columns.len())
            .map(|at| at == 0 || rows.iter().any(|row| !row[at].is_empty()))
            .collect();
        let keep = |at: &usize| used[*at];
        for row in &mut rows {
            let mut at = 0;
            row.retain(|_| {
                at += 1;
                used[at - 1]
            });
        }
        Ok(Table {
            columns: (0..columns.len())
                .filter(keep)
                .map(|at| columns[at].heading(self.words))
                .collect(),
            rows,
        })
    }

    fn cell(&self, node: Node, column: Column) -> Result<Vec<Value>, Unmade> {
        let resources = self.graph()?;
        match column {
            Column::Name | Column::Title => return Ok(vec![self.value(node)?]),
            Column::Class => {
                let classes = resources.classes(node)?;
                let class = Kind::naming(&classes).map(|class| resources.find(class));
                let Some(class) = class.transpose()?.flatten() else {
                    return Ok(Vec::new());
                };
                let name = self.name(class)?;
                return Ok(vec![Value {
                    text: super::shown::Text::of(&name, self.language),
                    ..Value::default()
                }]);
            }
            _ => {}
        }
        let mut found = Vec::new();
        for property in column.properties() {
            found = resources.objects(node, property)?;
            if !found.is_empty() {
                break;
            }
        }
        // Of texts that are there in several languages, that of the page.
        if column == Column::Definition {
            let mut values = Vec::new();
            for node in &found {
                values.push(self.value(*node)?);
            }
            values.sort_by_key(|value| value.text.language.is_some());
            values.truncate(1);
            return Ok(values);
        }
        let more = found.len().saturating_sub(CELL);
        found.truncate(CELL);
        let mut values = found
            .into_iter()
            .map(|node| self.value(node))
            .collect::<Result<Vec<_>, _>>()?;
        if column == Column::Time || column == Column::Year {
            for value in &mut values {
                value.href = None;
            }
            if values.is_empty() && column == Column::Time {
                // Told only of what could have a date.
                let dated = resources.classes(node)?;
                if matches!(Kind::of(&dated), Kind::Mandate) {
                    values.push(Value::plain(self.words.undated));
                }
            }
        }
        if more > 0 {
            values.push(Value::plain(&format!("+ {more}")));
        }
        Ok(values)
    }
}
