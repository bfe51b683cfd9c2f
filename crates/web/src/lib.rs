//! The browser app, embedded. Until there is one: a page that says where one is.

use panal_domain::{Language, Message};

/// What the pages may load: what this server gives them.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// A file that never changes while the program runs.
#[derive(Debug)]
pub struct Asset {
    /// Its content type.
    pub kind: &'static str,
    /// Its bytes, as text.
    pub content: &'static str,
}

/// The pages' style.
pub static STYLE: Asset = Asset {
    kind: "text/css; charset=utf-8",
    content: include_str!("panal.css"),
};

/// The icon in the browser's tab.
pub static ICON: Asset = Asset {
    kind: "image/svg+xml",
    content: include_str!("favicon.svg"),
};

/// For search engines: the API is not for them.
pub static ROBOTS: Asset = Asset {
    kind: "text/plain; charset=utf-8",
    content: "User-agent: *\nDisallow: /api/\nDisallow: /t/\n",
};

/// The page at `/`.
#[derive(Debug)]
pub enum Page {
    /// Of the platform.
    Platform,
    /// Of a tenant.
    Tenant {
        /// The business's name.
        name: String,
        /// What it does.
        industry: Message,
    },
}

impl Page {
    /// The page as HTML.
    #[must_use]
    pub fn html(&self, language: Language) -> String {
        let text = |message: &Message| escaped(message.in_language(language));
        let (title, kicker, body) = match self {
            Self::Platform => ("Panal".to_owned(), text(&TAGLINE), text(&ABOUT)),
            Self::Tenant { name, industry } => (escaped(name), text(industry), text(&WELCOME)),
        };
        let lang = match language {
            Language::Es => "es",
            Language::En => "en",
        };
        // Links are relative: the page may be served under /t/<slug>/.
        TEMPLATE
            .replace("{lang}", lang)
            .replace("{kicker}", &kicker)
            .replace("{body}", &body)
            .replace("{docs}", &text(&DOCS))
            .replace("{footer}", &text(&FOOTER))
            // Last, because it is the only text that a person wrote.
            .replace("{title}", &title)
    }
}

const TEMPLATE: &str = include_str!("page.html");

const TAGLINE: Message = Message::new(
    "Un panal para muchos negocios",
    "One honeycomb, many businesses",
);
const ABOUT: Message = Message::new(
    "Clínicas, barberías, estudios y restaurantes trabajan aquí, cada uno en su propia celda: con su dirección, sus \
     clientes y sus datos, separados de los demás.",
    "Clinics, barbershops, studios and restaurants work here, each in a cell of its own: its address, its clients and \
     its data, apart from all others.",
);
const WELCOME: Message = Message::new(
    "Está en la dirección de este negocio. Su personal entra aquí para el trabajo de cada día.",
    "This is the business's own address. Its staff come here for the day's work.",
);
const DOCS: Message = Message::new("Documentación de la API", "API documentation");
const FOOTER: Message = Message::new("Funciona con Panal", "Runs on Panal");

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_write_html() {
        let page = Page::Tenant {
            name: "<script>alert('x')</script> & {docs}".to_owned(),
            industry: Message::new("Barbería", "Barbershop"),
        };
        let html = page.html(Language::Es);
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; {docs}"));
        assert!(!html.contains("<script"));
        assert!(html.contains("lang=\"es\""));
        assert!(page.html(Language::En).contains("Barbershop"));
    }
}
