//! Words that drawings say themselves, in Swedish and English: a word that lacks one does not
//! compile. All other words come with what is drawn.

macro_rules! words {
    (
        $(#[$about:meta])*
        $of:ident
        $( $(#[$meaning:meta])* $name:ident: $sv:literal, $en:literal; )*
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $of<'a> {
            $( $(#[$meaning])* pub $name: &'a str, )*
        }

        impl $of<'static> {
            /// In Swedish.
            pub const SWEDISH: Self = Self { $( $name: $sv, )* };
            /// In English.
            pub const ENGLISH: Self = Self { $( $name: $en, )* };
        }
    };
}

words! {
    /// Words of a timeline.
    TimelineWords
    /// Mandate: for the key to the looks.
    mandate: "uppdrag", "mandate";
    /// Responsibility: likewise.
    responsibility: "ansvarsområde", "area of responsibility";
    /// Activity: likewise.
    activity: "verksamhet", "activity";
    /// Extends: for the key, and before the name of what is extended.
    extends: "utvidgar", "extends";
    /// No end is stated.
    end_not_stated: "inget slut är angivet", "no end is stated";
    /// It is stated to go on.
    open_end: "pågår enligt källan", "goes on, says the source";
    /// Heading of what has no date.
    undated: "Utan datum", "Without a date";
    /// After the number of rows that are left out.
    left_out: "till visas bara i tabellen", "more are only in the table";
}

words! {
    /// Words of a network.
    NetworkWords
    /// Runs: for the key to the looks, and before the name of what is run.
    runs: "driver", "runs";
    /// Is run by: before the name of who runs it.
    run_by: "drivs av", "is run by";
    /// Takes part in.
    takes_part: "deltar i", "takes part in";
    /// Has as a member.
    has_member: "har som deltagare", "has as a member";
    /// Is stated not to run.
    does_not_run: "driver uttryckligen inte", "is stated not to run";
    /// Is stated not to be run by.
    not_run_by: "drivs uttryckligen inte av", "is stated not to be run by";
    /// Only the selected node and its neighbours are drawn. After it stands `12/80`.
    only_neighbours: "Bara den valda och de närmaste visas:", "Only the selected one and its neighbours are shown:";
    /// After the number of relations that are not said.
    more: "till", "more";
}

/// Words of a map: what is counted is the caller's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapWords<'a> {
    /// What the numbers count: `publications`.
    pub counted: &'a str,
    /// No number is known.
    pub no_value: &'a str,
}
