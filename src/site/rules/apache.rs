//! The rules for [Apache](https://httpd.apache.org/docs/2.4/), as `.htaccess`.

use std::fmt::Write as _;

use super::nginx::escaped;
use super::{
    AFTER_ASKING, DESCRIBED, FEED, FOR_EVER, HEADERS, MEDIA_TYPES, RULES, Rules, extensions,
};

impl Rules {
    /// `.htaccess`: needs `AllowOverride FileInfo Options` and the modules rewrite, headers and mime.
    pub(super) fn apache(&self) -> String {
        let root = &self.root;
        let data = extensions();
        let mut text = format!(
            "# How Apache serves the site at {}\n\
             # Needs AllowOverride FileInfo Options, and the modules rewrite, headers and mime.\n\
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
        let _ = write!(
            text,
            "Header set Cache-Control \"{AFTER_ASKING}\"\n\
             <If \"%{{REQUEST_URI}} =~ m#^{root}{FEED}.+/[0-9]+[.][a-z]+$#\">\n    \
             Header set Cache-Control \"{FOR_EVER}\"\n</If>\n\
             <If \"%{{REQUEST_URI}} =~ m#^{root}(?:id/.+|doc/[^.]+|ns(?:/.+)?|catalog)$#\">\n    \
             Header always set Vary \"Accept, Accept-Language\"\n</If>\n\n\
             RewriteEngine On\nRewriteBase {root}\n\n"
        );
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
        let ontology = self.ontology();
        let _ = write!(
            text,
            r"
# The language that comes first.
RewriteRule ^ - [E=uppdrag_language:sv]
RewriteCond %{{HTTP:Accept-Language}} ^(?:(?!(?:^|[,\s])sv\b).)*(?:^|[,\s])en\b [NC]
RewriteRule ^ - [E=uppdrag_language:en]
# A page if HTML is accepted, else the data that are named first, else the page.
RewriteRule ^ - [E=uppdrag_form:html]
RewriteCond %{{HTTP_ACCEPT}} !text/html|application/xhtml\+xml [NC]
RewriteCond %{{HTTP_ACCEPT}} application/ld\+json [NC]
RewriteRule ^ - [E=uppdrag_form:jsonld]
RewriteCond %{{HTTP_ACCEPT}} !text/html|application/xhtml\+xml [NC]
RewriteCond %{{HTTP_ACCEPT}} ^(?:(?!application/ld\+json).)*text/turtle [NC]
RewriteRule ^ - [E=uppdrag_form:ttl]

# A thing is described elsewhere: on a page, or in data.
RewriteRule ^id/(.+)\.(html|{data})$ {root}doc/$1.$2 [R=303,L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^id/(.+)$ {root}doc/$1 [R=303,L]
RewriteRule ^id/(.+)$ {root}doc/$1.%{{ENV:uppdrag_form}} [R=303,L]

# Links of pages are relative, so a page is given under the name of its file.
RewriteRule ^doc/(.+)\.html$ {root}%{{ENV:uppdrag_language}}/doc/$1.html [R=302,L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^(doc/[^.]+)$ {root}%{{ENV:uppdrag_language}}/$1.html [R=302,L]
RewriteRule ^(doc/[^.]+)$ $1.%{{ENV:uppdrag_form}} [L]
RewriteCond %{{ENV:uppdrag_form}} =html
RewriteRule ^(?:{ontology})$ {root}%{{ENV:uppdrag_language}}/ns.html [R=302,L]
RewriteRule ^(?:{ontology})$ ns.%{{ENV:uppdrag_form}} [L]

RewriteCond %{{HTTP_ACCEPT}} text/html|application/xhtml\+xml [NC]
RewriteRule ^catalog$ {root}%{{ENV:uppdrag_language}}/catalog.html [R=302,L]
RewriteCond %{{HTTP_ACCEPT}} ^(?:(?!application/(?:rdf\+xml|ld\+json)).)*text/turtle [NC]
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.ttl [L]
RewriteCond %{{HTTP_ACCEPT}} ^(?:(?!application/rdf\+xml).)*application/ld\+json [NC]
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.jsonld [L]
RewriteRule ^(?:catalog|datasets/dcat)$ catalog.rdf [L]
RewriteRule ^(?:{DESCRIBED})$ {root}catalog [R=303,L]
RewriteRule ^(?:{RULES})$ - [R=404]

RewriteCond %{{ENV:uppdrag_language}} =en
RewriteRule ^$ {root}en/ [R=302,L]
RewriteCond %{{REQUEST_FILENAME}} !-d
RewriteCond %{{REQUEST_FILENAME}}.html -f
RewriteRule ^((?:sv|en)/.+)$ $1.html [L]
"
        );
        text
    }
}
