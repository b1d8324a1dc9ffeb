//! `uppdrag schema`: JSON Schema of the records of a class.

use anyhow::{Result, bail};
use uppdrag::records::Class;

use super::Outcome;
use crate::cli::SchemaArgs;

pub(crate) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let Some(name) = &args.class else {
        for class in Class::ALL {
            println!("{}", class.plural());
        }
        return Ok(Outcome::Done);
    };
    let Some(class) = Class::named(name) else {
        bail!("there is no class {name}: `uppdrag schema` lists them");
    };
    // A record file is a list of records.
    let mut schema = class.json_schema();
    let definitions = schema.remove("$defs");
    let dialect = schema.remove("$schema");
    let mut list = serde_json::Map::new();
    list.extend(dialect.map(|dialect| ("$schema".to_owned(), dialect)));
    list.insert("title".to_owned(), class.plural().into());
    list.insert("type".to_owned(), "array".into());
    list.insert("items".to_owned(), schema.to_value());
    list.extend(definitions.map(|definitions| ("$defs".to_owned(), definitions)));
    println!("{}", serde_json::to_string_pretty(&list)?);
    Ok(Outcome::Done)
}
