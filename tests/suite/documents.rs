//! Documentation held against the code.

use uppdrag::mapping;
use uppdrag::records::Class;

#[test]
fn each_mapping_names_every_field_and_property_in_its_table() {
    for &class in Class::ALL {
        let path = format!(
            "{}/src/mapping/{}.rs",
            env!("CARGO_MANIFEST_DIR"),
            class.stem()
        );
        let text = std::fs::read_to_string(&path).unwrap();
        let head: String = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for field in class.fields() {
            let common = [
                "key",
                "kind",
                "alt_labels",
                "description",
                "evidence",
                "statements",
                "notes",
                "not_stated",
                "non_exhaustive",
                "possibly_same_as",
            ];
            assert!(
                common.contains(field) || head.contains(&format!("`{field}`")),
                "{path} does not name {field}"
            );
        }
        for field in mapping::fields(class) {
            let name = field.property.rsplit(['#', '/']).next().unwrap();
            let common = ["altLabel", "description", "editorialNote"];
            assert!(
                common.contains(&name) || head.contains(&format!(":{name}`")),
                "{path} does not name {name}"
            );
        }
    }
}
