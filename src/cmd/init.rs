//! `uppdrag init`: a small dataset that builds as it stands.

use std::fs;

use anyhow::{Context, Result, bail};
use uppdrag::assets;

use super::{Console, Outcome};
use crate::cli::InitArgs;

pub(crate) fn run(args: &InitArgs, console: &Console) -> Result<Outcome> {
    let dir = &args.dir;
    if let Ok(mut entries) = fs::read_dir(dir)
        && entries.next().is_some()
    {
        bail!("{} is not empty: choose a new directory", dir.display());
    }
    for asset in assets::INIT {
        let path = dir.join(
            asset
                .path
                .strip_prefix(assets::INIT_FOLDER)
                .unwrap_or(asset.path),
        );
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot write {}", parent.display()))?;
        }
        fs::write(&path, asset.content)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    console.note(&format!(
        "{} files written to {dir}; next: uppdrag build {dir}",
        assets::INIT.len(),
        dir = dir.display()
    ));
    Ok(Outcome::Done)
}
