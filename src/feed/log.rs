//! The pages of a feed: the old ones are carried over, new ones are appended.

use std::io::Write as _;

use oxsdatatypes::{DateTime, DayTimeDuration};

use super::state::{FILE, Page, State};
use super::{PageSize, Publication, broken, turtle};
use crate::error::Error;
use crate::publish::{Building, Written};

/// A feed in a build under way.
pub(super) struct Log<'b> {
    building: &'b Building<'b>,
    /// `feed/resources`
    folder: &'static str,
    /// Ending of its files.
    extension: &'static str,
    /// IRI of the folder, ending in `/`.
    address: String,
    size: PageSize,
    state: State,
    files: Vec<Written>,
    open: OpenPage,
    /// Says in the IRIs of members which build they are of.
    mark: String,
    /// Number of the last member in this build.
    ordinal: u64,
}

/// A page that is not full yet.
#[derive(Default)]
struct OpenPage {
    /// Local names.
    members: Vec<String>,
    body: Vec<u8>,
}

impl<'b> Log<'b> {
    /// Opens the feed in the folder of the old build, if it has one, and carries its pages over.
    ///
    /// A feed that is damaged is refused: harvesters have read its pages, so it must not go on from
    /// anything else than what they have read.
    pub(super) fn open(
        building: &'b Building<'b>,
        publication: &Publication<'_>,
        folder: &'static str,
        extension: &'static str,
        size: PageSize,
    ) -> Result<Self, Error> {
        let refuse = |what: &str| broken(building, folder, what);
        let old = building.old().map(|old| old.join(folder));
        let state = match old {
            Some(old) => State::read(&old).map_err(|what| refuse(&what))?,
            None => None,
        };
        let mut state = state.unwrap_or_default();
        let address = format!("{}{folder}/", publication.base);
        let stream = format!("{address}stream");
        if state.release > 0 && state.stream != stream {
            return Err(refuse(&format!(
                "it is the feed of {}, not of {stream}",
                state.stream
            )));
        }
        state.stream = stream;
        let mut files = Vec::with_capacity(state.pages.len() + 2);
        for page in &state.pages {
            let carried = building.carry(&format!("{folder}/{}", page.file))?;
            let Some(written) = carried else {
                return Err(refuse(&format!("{} is missing", page.file)));
            };
            if written.sha256 != page.sha256 {
                return Err(refuse(&format!("{} is not as it was published", page.file)));
            }
            files.push(written);
        }
        Ok(Self {
            building,
            folder,
            extension,
            address,
            size,
            state,
            files,
            open: OpenPage::default(),
            mark: String::new(),
            ordinal: 0,
        })
    }

    pub(super) fn building(&self) -> &'b Building<'b> {
        self.building
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// The pages, the oldest first.
    pub(super) fn pages(&self) -> &[Page] {
        &self.state.pages
    }

    /// IRI of the stream.
    pub(super) fn stream(&self) -> String {
        self.state.stream.clone()
    }

    /// File that describes the stream.
    pub(super) fn root(&self) -> String {
        format!("index.{}", self.extension)
    }

    /// Path of a file in the build.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.folder)
    }

    /// Begins a release, which leads to a content with this SHA-256; tells when it is published: on the
    /// day of the build's data, but always after the release before, since members of two releases must
    /// not be taken for simultaneous.
    pub(super) fn begin(&mut self, content: &str, modified: &str) -> Result<String, Error> {
        let published =
            published_after(modified, &self.state.published).ok_or_else(|| Error::Publish {
                path: self.building.root().to_owned(),
                message: format!("{modified} is no date: write `modified` as 2026-11-22"),
            })?;
        self.state.release += 1;
        self.state.published.clone_from(&published);
        content.clone_into(&mut self.state.content);
        let short = content.get(..8).unwrap_or(content);
        // The number alone would name other members if a feed were begun anew.
        self.mark = format!("r{}-{short}", self.state.release);
        self.ordinal = 0;
        Ok(published)
    }

    /// Adds a member: `write` gets its name, as `m:…`, and its position in the stream.
    pub(super) fn member(
        &mut self,
        write: impl FnOnce(&str, u64, &mut Vec<u8>) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        self.ordinal += 1;
        self.state.position += 1;
        let local = format!("{}-{}", self.mark, self.ordinal);
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        let _ = write(&format!("m:{local}"), self.state.position, &mut text);
        let open = &self.open;
        let full = open.members.len() >= self.size.members
            || open.body.len() + text.len() > self.size.bytes;
        if full && !open.members.is_empty() {
            self.close_page()?;
        }
        self.open.body.extend_from_slice(&text);
        self.open.members.push(local);
        Ok(())
    }

    /// Writes the page that is open, if it has members.
    pub(super) fn close_page(&mut self) -> Result<(), Error> {
        let OpenPage { members, body } = std::mem::take(&mut self.open);
        if members.is_empty() {
            return Ok(());
        }
        let file = format!("{:06}.{}", self.state.pages.len() + 1, self.extension);
        let mut text = Vec::with_capacity(body.len() + 64 * members.len());
        let header = |text: &mut Vec<u8>| -> std::io::Result<()> {
            turtle::write_prefixes(Some(&format!("{}{file}#", self.address)), text)?;
            writeln!(text, "\n<> a tree:Node ;\n    ldes:immutable true .")?;
            writeln!(text, "\n<{}> tree:view <{}> ;", self.stream(), self.root())?;
            let members: Vec<_> = members.iter().map(|local| format!("m:{local}")).collect();
            writeln!(text, "    tree:member {} .", members.join(" , "))
        };
        // Writing to memory cannot fail.
        let _ = header(&mut text);
        text.extend_from_slice(&body);
        let written = self.building.write(&self.path(&file), &text)?;
        self.state.pages.push(Page {
            file,
            release: self.state.release,
            published: self.state.published.clone(),
            members: members.len() as u64,
            bytes: written.bytes,
            sha256: written.sha256.clone(),
        });
        self.files.push(written);
        Ok(())
    }

    /// Remembers the sums of a catalogue's entities.
    pub(super) fn remember(&mut self, entities: std::collections::BTreeMap<String, String>) {
        self.state.entities = entities;
    }

    /// Writes the state, and gives all files of the feed with its root.
    pub(super) fn finish(mut self, root: Written) -> Result<Vec<Written>, Error> {
        let state = self.state.to_json();
        self.files
            .push(self.building.write(&self.path(FILE), &state)?);
        self.files.push(root);
        self.files.sort_unstable();
        Ok(self.files)
    }
}

/// A day or time as `xsd:dateTime`, at least a second after the last one.
fn published_after(modified: &str, last: &str) -> Option<String> {
    let text = if modified.contains('T') {
        modified.to_owned()
    } else {
        format!("{modified}T00:00:00Z")
    };
    let wanted: DateTime = text.parse().ok()?;
    let Ok(last) = last.parse::<DateTime>() else {
        return Some(wanted.to_string());
    };
    if wanted > last {
        return Some(wanted.to_string());
    }
    let second: DayTimeDuration = "PT1S".parse().ok()?;
    Some(last.checked_add_day_time_duration(second)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::published_after;

    #[test]
    fn a_release_comes_after_the_one_before() {
        for (modified, last, expected) in [
            ("2026-11-22", "", Some("2026-11-22T00:00:00Z")),
            (
                "2026-11-22",
                "2026-11-21T00:00:00Z",
                Some("2026-11-22T00:00:00Z"),
            ),
            (
                "2026-11-22",
                "2026-11-22T00:00:00Z",
                Some("2026-11-22T00:00:01Z"),
            ),
            (
                "2026-11-20",
                "2026-11-22T23:59:59Z",
                Some("2026-11-23T00:00:00Z"),
            ),
            (
                "2026-11-22T12:00:00Z",
                "2026-11-22T00:00:01Z",
                Some("2026-11-22T12:00:00Z"),
            ),
            ("soon", "", None),
        ] {
            assert_eq!(published_after(modified, last).as_deref(), expected);
        }
    }
}
