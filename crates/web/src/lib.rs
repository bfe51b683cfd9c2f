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

/// The API's description for people: Swagger UI's page, in our name and fit for a telephone.
pub static DOCUMENTATION: Asset = Asset {
    kind: "text/html; charset=utf-8",
    content: include_str!("docs.html"),
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
        let docs = format!("<a href=\"api/docs/\">{}</a>", text(&DOCS));
        let (title, kicker, body, mark, footer) = match self {
            Self::Platform => (
                "Panal".to_owned(),
                text(&TAGLINE),
                text(&ABOUT),
                LOGO.to_owned(),
                docs,
            ),
            Self::Tenant { name, industry } => (
                escaped(name),
                text(industry),
                text(&WELCOME),
                initial(name).map_or_else(
                    || LOGO.to_owned(),
                    |letter| {
                        format!("<div class=\"mark initial\" aria-hidden=\"true\">{letter}</div>")
                    },
                ),
                format!("<span>{SMALL_LOGO}{}</span>{docs}", text(&FOOTER)),
            ),
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
            .replace("{mark}", &mark)
            .replace("{footer}", &footer)
            // Last, because it is the only text that a person wrote.
            .replace("{title}", &title)
    }
}

const TEMPLATE: &str = include_str!("page.html");
const LOGO: &str = r#"<img class="mark" src="favicon.svg" alt="" width="72" height="72">"#;
const SMALL_LOGO: &str = r#"<img src="favicon.svg" alt="" width="20" height="20">"#;

const TAGLINE: Message = Message::new(
    "Un panal para muchos negocios",
    "One honeycomb, many businesses",
);
const ABOUT: Message = Message::new(
    "Clínicas, barberías, estudios y restaurantes trabajan aquí, cada uno en su propia celda: con su dirección, sus \
     clientes y sus datos, separados de los demás.",
    "Clinics, barbershops, studios and restaurants work here, each in a cell of its own, with its own address, clients \
     and data, apart from all the others.",
);
const WELCOME: Message = Message::new(
    "El espacio de trabajo de este negocio está listo: su equipo, sus clientes y sus datos, en una celda propia y \
     separados de los de cualquier otro.",
    "This business's workspace is ready: its team, its clients and its data, in a cell of their own and apart from \
     everybody else's.",
);
const DOCS: Message = Message::new("Documentación de la API", "API documentation");
const FOOTER: Message = Message::new("Funciona con Panal", "Runs on Panal");

/// What stands for a business without a logo. A letter or a digit needs no escaping.
fn initial(name: &str) -> Option<String> {
    let first = name.chars().find(|character| character.is_alphanumeric())?;
    Some(first.to_uppercase().collect())
}

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

    #[test]
    fn a_business_shows_its_initial() {
        for (name, mark) in [
            ("  «ñandú»", Some("Ñ")),
            ("3 Hermanos", Some("3")),
            ("<&>", None),
        ] {
            assert_eq!(initial(name).as_deref(), mark, "{name}");
            let page = Page::Tenant {
                name: name.to_owned(),
                industry: Message::new("Barbería", "Barbershop"),
            };
            assert!(!page.html(Language::Es).contains('{'), "{name}");
        }
        assert!(!Page::Platform.html(Language::Es).contains('{'));
    }
}
