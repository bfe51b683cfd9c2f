//! The pages in which the browser app runs: HTML with blanks, filled for each answer.

use crate::{escaped, filled};
use panal_domain::Language;

/// One of the browser's apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// What a business's staff works with.
    Staff,
    /// A business's pages for its customers.
    Public,
    /// Presents Panal, and registers a business.
    Home,
    /// What the platform's people work with.
    Platform,
}

impl App {
    /// Its page among the files.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Staff => "staff.html",
            Self::Public => "public.html",
            Self::Home => "home.html",
            Self::Platform => "platform.html",
        }
    }

    /// What its page may load: what this server gives it, and elements that carry the nonce. It has scripts of its own
    /// files alone, never `unsafe-inline` nor `unsafe-eval`.
    #[must_use]
    pub fn policy(self, nonce: &str) -> String {
        // The agenda's and the plots' libraries write `style="…"` into what they draw, and so do the e-mails whose
        // preview is a sandboxed frame that takes over this policy. An attribute styles its own element and nothing
        // else, and these pages show nobody's HTML outside of that frame.
        let attributes = match self {
            Self::Staff => "style-src-attr 'unsafe-inline'; ",
            Self::Public | Self::Home | Self::Platform => "",
        };
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; {attributes}\
             img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
             frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        )
    }
}

/// What a page says of itself. Texts are plain: they are escaped here.
#[derive(Debug)]
pub struct Page<'a> {
    /// Written into what the page may run; as in [`App::policy`].
    pub nonce: &'a str,
    /// What relative addresses on it begin with: `/`, or `/t/<slug>/`.
    pub base: &'a str,
    /// Of its texts.
    pub language: Language,
    /// In the tab, and in previews.
    pub title: &'a str,
    /// A sentence for previews and search engines.
    pub description: &'a str,
    /// Whose page it is.
    pub site: &'a str,
    /// Its own address: absolute, without query.
    pub url: &'a str,
    /// The picture of its preview: absolute.
    pub image: Option<&'a str>,
    /// `es_PE`.
    pub locale: &'a str,
    /// The business's colour, `#rrggbb`.
    pub color: Option<&'a str>,
    /// Whether search engines may show it.
    pub indexed: bool,
}

impl Page<'_> {
    /// The page, made of its file.
    #[must_use]
    pub fn html(&self, template: &str) -> String {
        let language = match self.language {
            Language::Es => "es",
            Language::En => "en",
        };
        filled(
            template,
            &[
                ("__NONCE__", &escaped(self.nonce)),
                ("__BASE__", &escaped(self.base)),
                ("__LANG__", language),
                ("__TITLE__", &escaped(self.title)),
                ("<!--__HEAD__-->", &self.head()),
            ],
        )
    }

    fn head(&self) -> String {
        let mut tags = vec![meta("name", "description", self.description)];
        match self.color {
            Some(color) => tags.push(meta("name", "theme-color", color)),
            None => tags.extend(COLORS.map(str::to_owned)),
        }
        if !self.indexed {
            tags.push(meta("name", "robots", "noindex, nofollow"));
        }
        for (property, content) in [
            ("og:type", "website"),
            ("og:site_name", self.site),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:url", self.url),
            ("og:locale", self.locale),
        ] {
            tags.push(meta("property", property, content));
        }
        if let Some(image) = self.image {
            tags.push(meta("property", "og:image", image));
        }
        tags.push(meta("name", "twitter:card", "summary"));
        if self.indexed {
            tags.push(format!(
                "<link rel=\"canonical\" href=\"{}\">",
                escaped(self.url)
            ));
        }
        tags.join("\n    ")
    }
}

/// Paper and night, where a business has no colour of its own.
const COLORS: [&str; 2] = [
    "<meta name=\"theme-color\" content=\"#fff8e8\" media=\"(prefers-color-scheme: light)\">",
    "<meta name=\"theme-color\" content=\"#17120c\" media=\"(prefers-color-scheme: dark)\">",
];

fn meta(kind: &str, name: &str, content: &str) -> String {
    format!("<meta {kind}=\"{name}\" content=\"{}\">", escaped(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<html lang=\"__LANG__\"><base href=\"__BASE__\"><title>__TITLE__</title><!--__HEAD__-->\
         <script nonce=\"__NONCE__\"></script><style nonce=\"__NONCE__\"></style>";

    fn page() -> Page<'static> {
        Page {
            nonce: "bm9uY2U=",
            base: "/t/sol/",
            language: Language::Es,
            title: "Sol",
            description: "Reserve en Sol.",
            site: "Sol",
            url: "https://sol.panal.co/reservar",
            image: None,
            locale: "es_PE",
            color: None,
            indexed: true,
        }
    }

    #[test]
    fn every_blank_is_filled() {
        let html = page().html(TEMPLATE);
        assert!(!html.contains("__"), "{html}");
        assert!(html.contains("<html lang=\"es\"><base href=\"/t/sol/\"><title>Sol</title>"));
        assert_eq!(html.matches("nonce=\"bm9uY2U=\"").count(), 2);
        assert!(html.contains("<meta property=\"og:locale\" content=\"es_PE\">"));
        assert!(
            html.contains("<link rel=\"canonical\" href=\"https://sol.panal.co/reservar\">"),
            "{html}"
        );
        assert!(!html.contains("og:image") && !html.contains("noindex"));
    }

    #[test]
    fn a_name_cannot_write_html_nor_ask_for_the_nonce() {
        let html = Page {
            title: "</title><script>alert('x')</script> __NONCE__ <!--__HEAD__-->",
            description: "\"><script>",
            ..page()
        }
        .html(TEMPLATE);
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert_eq!(html.matches("bm9uY2U=").count(), 2, "{html}");
        assert!(html.contains("content=\"&quot;&gt;&lt;script&gt;\""));
    }

    #[test]
    fn a_business_shows_its_colour_and_logo() {
        let html = Page {
            color: Some("#3a5f0b"),
            image: Some("https://sol.panal.co/logo.png"),
            indexed: false,
            ..page()
        }
        .html(TEMPLATE);
        assert_eq!(html.matches("theme-color").count(), 1);
        assert!(html.contains("<meta name=\"theme-color\" content=\"#3a5f0b\">"));
        assert!(html.contains("content=\"https://sol.panal.co/logo.png\""));
        assert!(html.contains("noindex") && !html.contains("canonical"));
    }

    #[test]
    fn no_page_runs_what_is_not_ours() {
        for app in [App::Staff, App::Public, App::Home, App::Platform] {
            let policy = app.policy("N");
            assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-N';"));
            assert!(!policy.contains("unsafe-eval") && !policy.contains("http"));
            let inline = policy.replace("style-src-attr 'unsafe-inline'; ", "");
            assert!(!inline.contains("unsafe"), "{policy}");
            assert_eq!(inline == policy, app != App::Staff);
        }
    }
}
