//! The rules for [Apache](https://httpd.apache.org/docs/2.4/), as `.htaccess`.

use std::fmt::Write as _;

use super::nginx::escaped;
use super::{
    AFTER_ASKING, DESCRIBED, FEED, FOR_EVER, HEADERS, MEDIA_TYPES, RULES, Rules, extensions,
};

/// Conditions on what is accepted. Apache adds each header that a condition reads to `Vary`, also where
/// the answer is the same: `req_novary` leaves that to us.
const NO_PAGE: &str =
    r#"RewriteCond expr "! req_novary('Accept') =~ m#text/html|application/xhtml\+xml#i""#;

impl Rules {
    /// `.htaccess`: needs `AllowOverride FileInfo Indexes Options=Indexes,MultiViews` (`Options` alone leaves
    /// `MultiViews` out), and the modules rewrite, headers, mime and dir.
    pub(super) fn apache(&self) -> String {
        let (root, start) = (&self.root, self.start());
        let at = escaped(root);
        let mut text = format!(
            "# How Apache serves the site at {}\n\
             # Needs AllowOverride FileInfo Indexes Options=Indexes,MultiViews\n\
             # and the modules rewrite, headers, mime and dir.\n\
             Options -Indexes -MultiViews\nDirectoryIndex index.html\nAddDefaultCharset utf-8\n\
             ErrorDocument 404 {root}404.html\nErrorDocument 410 {root}410.html\n\n",
            self.address
        );
        // Writing to a string cannot fail; so below.
        for (ending, media_type) in MEDIA_TYPES {
            let _ = writeln!(text, "AddType \"{media_type}\" .{ending}");
        }
        text.push_str("\nFileETag MTime Size\n");
        for (name, value) in HEADERS {
            let _ = writeln!(text, "Header always set {name} \"{value}\"");
        }
        // A condition is looked at again when a path was rewritten, but the request stays.
        let _ = write!(
            text,
            "Header always set Cache-Control \"{AFTER_ASKING}\"\n\
             <If \"%{{REQUEST_URI}} =~ m#{start}{FEED}.+/[0-9]+\\.[a-z]+$#\">\n    \
             Header always set Cache-Control \"{FOR_EVER}\"\n</If>\n\
             <If \"%{{THE_REQUEST}} =~ m#^[A-Z]+ {at}(?:id/|datasets/dcat[? ])#\">\n    \
             Header always set Vary \"Accept\"\n</If>\n\
             <If \"%{{THE_REQUEST}} =~ m#^[A-Z]+ {at}(?:doc/[^.? ]+|{ontology}|catalog|)[? ]#\">\n    \
             Header always set Vary \"Accept, Accept-Language\"\n</If>\n\
             # Beside the file doc/x.ttl there may be a folder doc/x, which nobody asks for.\n\
             <If \"%{{REQUEST_URI}} =~ m#{start}(?:(?:sv|en)/)?doc/#\">\n    \
             DirectorySlash Off\n</If>\n\n\
             RewriteEngine On\nRewriteBase {root}\n\n",
            ontology = self.ontology()
        );
        self.retired_at_apache(&mut text);
        self.rewritten(&mut text);
        text
    }

    /// What became of keys that name nothing now.
    fn retired_at_apache(&self, text: &mut String) {
        let root = &self.root;
        for key in &self.withdrawn {
            let key = escaped(key);
            let _ = writeln!(
                text,
                "RewriteRule ^(?:(?:sv|en)/)?(?:id|doc)/{key}(?:\\.[a-z]+)?$ - [G]"
            );
        }
        for (key, path) in &self.merged {
            let key = escaped(key);
            let _ = writeln!(
                text,
                "RewriteRule ^((?:(?:sv|en)/)?(?:id|doc))/{key}(\\.[a-z]+)?$ {root}$1/{path}$2 [R=301,L]"
            );
        }
    }

    /// Which file a path leads to. Patterns of `.htaccess` begin below the root.
    fn rewritten(&self, text: &mut String) {
        let (root, data, ontology) = (&self.root, extensions(), self.ontology());
        let _ = write!(
            text,
            r#"
# The language that comes first.
RewriteRule ^ - [E=uppdrag_language:sv]
RewriteCond expr "req_novary('Accept-Language') =~ m#^(?:(?!(?:^|[,\s])sv\b).)*(?:^|[,\s])en\b#i"
RewriteRule ^ - [E=uppdrag_language:en]
# A page if HTML is accepted, else the data that are named first, else the page.
RewriteRule ^ - [E=uppdrag_form:html]
{NO_PAGE}
RewriteCond expr "req_novary('Accept') =~ m#application/ld\+json#i"
RewriteRule ^ - [E=uppdrag_form:jsonld]
{NO_PAGE}
RewriteCond expr "req_novary('Accept') =~ m#^(?:(?!application/ld\+json).)*text/turtle#i"
RewriteRule ^ - [E=uppdrag_form:ttl]

# A thing is described elsewhere: on a page, or in data.
RewriteRule ^id/(.+)\.(html|{data})$ {root}doc/$1.$2 [R=303,L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^id/(.+)$ {root}doc/$1 [R=303,L]
RewriteRule ^id/(.+)$ {root}doc/$1.%{{ENV:uppdrag_form}} [R=303,L]

# Links of pages are relative, so a page is given under the name of its file.
RewriteRule ^doc/(.+)\.html$ {root}%{{ENV:uppdrag_language}}/doc/$1.html [R=302,L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^(doc/[^.]+[^./])$ {root}%{{ENV:uppdrag_language}}/$1.html [R=302,L]
RewriteRule ^(doc/[^.]+[^./])$ $1.%{{ENV:uppdrag_form}} [L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^(?:{ontology})$ {root}%{{ENV:uppdrag_language}}/ns.html [R=302,L]
RewriteRule ^(?:{ontology})$ ns.%{{ENV:uppdrag_form}} [L]

RewriteCond expr "req_novary('Accept') =~ m#text/html|application/xhtml\+xml#i"
RewriteRule ^catalog$ {root}%{{ENV:uppdrag_language}}/catalog.html [R=302,L]
RewriteCond expr "req_novary('Accept') =~ m#^(?:(?!application/(?:rdf\+xml|ld\+json)).)*text/turtle#i"
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.ttl [L]
RewriteCond expr "req_novary('Accept') =~ m#^(?:(?!application/rdf\+xml).)*application/ld\+json#i"
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.jsonld [L]
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.rdf [L]
RewriteRule ^(?:{DESCRIBED})$ {root}catalog [R=303,L]
RewriteRule ^(?:{RULES})$ - [R=404]

RewriteCond %{{ENV:uppdrag_language}} =en
RewriteRule ^$ {root}en/ [R=302,L]
RewriteCond %{{REQUEST_FILENAME}}.html -f
RewriteRule ^((?:sv|en)/(?:.+/)?[^/]+)$ $1.html [L]
# A folder is no page unless it has one.
RewriteCond %{{REQUEST_FILENAME}} -d
RewriteCond %{{REQUEST_FILENAME}}/index.html !-f
RewriteRule ^ - [R=404]
"#
        );
    }
}
