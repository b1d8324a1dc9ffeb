//! Messages to the person at the terminal: standard error, coloured and animated only there.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Color;

/// How and whether to talk.
#[derive(Clone)]
pub(crate) struct Console {
    quiet: bool,
    color: bool,
    terminal: bool,
}

impl Console {
    pub(crate) fn new(quiet: bool, color: Color) -> Self {
        let terminal = stderr().is_terminal();
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self {
            quiet,
            color,
            terminal,
        }
    }

    pub(crate) fn color(&self) -> bool {
        self.color
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The same, without notes and progress.
    pub(crate) fn quietly(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// A line about what was done.
    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            eprintln!("{message}");
        }
    }

    /// Why the command could not run.
    pub(crate) fn error(&self, message: &str) {
        if self.color {
            eprintln!("\x1b[1;31merror:\x1b[0m {message}");
        } else {
            eprintln!("error: {message}");
        }
    }

    /// A spinner that names the stage; hidden unless a person watches.
    pub(crate) fn spinner(&self) -> ProgressBar {
        if self.quiet || !self.terminal {
            return ProgressBar::hidden();
        }
        let spinner = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            spinner.set_style(style);
        }
        spinner.enable_steady_tick(std::time::Duration::from_millis(100));
        spinner
    }
}
