//! The languages that a reader can choose.

/// Language in which names are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Swedish, the language of the data.
    Swedish,
    /// English.
    English,
}

impl Language {
    /// Both, Swedish first.
    pub const ALL: [Self; 2] = [Self::Swedish, Self::English];

    /// The language of a tag (BCP 47): its first subtag decides.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == primary)
    }

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Swedish => Self::English,
            Self::English => Self::Swedish,
        }
    }

    /// One of two texts.
    #[must_use]
    pub fn choose<T>(self, sv: T, en: T) -> T {
        match self {
            Self::Swedish => sv,
            Self::English => en,
        }
    }
}
