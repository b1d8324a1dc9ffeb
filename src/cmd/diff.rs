//! `uppdrag diff`: what has changed between two graphs.

use anyhow::{Context, Result};
use uppdrag::difference::{Difference, Graph};
use uppdrag::resource::Language;

use super::{Outcome, written::write_out};
use crate::cli::{DiffArgs, DiffFormat, NameLanguage};

pub(crate) fn run(args: &DiffArgs) -> Result<Outcome> {
    let old = Graph::open(&args.old)?;
    let new = Graph::open(&args.new)?;
    let difference = Difference::between(&old, &new).with_context(|| {
        format!(
            "cannot compare {} and {}",
            args.old.display(),
            args.new.display()
        )
    })?;
    let language = match args.language {
        NameLanguage::Sv => Language::Swedish,
        NameLanguage::En => Language::English,
    };
    write_out(args.out.as_deref(), |out| match args.format {
        DiffFormat::Text => difference.write_text(language, args.most, out),
        DiffFormat::Patch => difference.write_patch(out),
        DiffFormat::Json => difference.write_json(language, out),
    })?;
    Ok(if args.exit_code && !difference.is_empty() {
        Outcome::Differs
    } else {
        Outcome::Done
    })
}
