//! A problem as a page for people: complete in itself, since the app's files may be what is missing.

use crate::{ICON, escaped, filled};
use panal_domain::{Language, Message};

/// What a person reads where the app cannot answer.
#[derive(Debug)]
pub struct Notice<'a> {
    /// Of its texts.
    pub language: Language,
    /// What happened.
    pub title: &'a str,
    /// What to do about it.
    pub detail: Option<&'a str>,
    /// Whether asking again may help.
    pub again: bool,
    /// The request, for whoever asks for help.
    pub reference: Option<&'a str>,
}

const TEMPLATE: &str = include_str!("notice.html");
const AGAIN: Message = Message::new("Intentar de nuevo", "Try again");
const REFERENCE: Message = Message::new("Referencia", "Reference");

impl Notice<'_> {
    /// What the page may load: nothing but its own style.
    #[must_use]
    pub fn policy(nonce: &str) -> String {
        format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    }

    /// The page as HTML; `nonce` is that of [`Notice::policy`].
    #[must_use]
    pub fn html(&self, nonce: &str) -> String {
        let text = |message: &Message| message.in_language(self.language).to_owned();
        let language = match self.language {
            Language::Es => "es",
            Language::En => "en",
        };
        let detail = self
            .detail
            .map(|detail| format!("<p>{}</p>", escaped(detail)))
            .unwrap_or_default();
        let again = if self.again {
            // To where one is.
            format!("<p><a class=\"again\" href=\"\">{}</a></p>", text(&AGAIN))
        } else {
            String::new()
        };
        let reference = self
            .reference
            .map(|id| format!("<footer>{}: {}</footer>", text(&REFERENCE), escaped(id)))
            .unwrap_or_default();
        filled(
            TEMPLATE,
            &[
                ("{lang}", language),
                ("{nonce}", &escaped(nonce)),
                ("{title}", &escaped(self.title)),
                ("{mark}", ICON.content),
                ("{detail}", &detail),
                ("{again}", &again),
                ("{reference}", &reference),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_complete_in_itself() {
        let html = Notice {
            language: Language::Es,
            title: "En mantenimiento {detail}",
            detail: Some("<b>Vuelva</b> pronto."),
            again: true,
            reference: Some("018f"),
        }
        .html("bm9uY2U=");
        assert!(html.contains("<h1>En mantenimiento {detail}</h1>"));
        assert!(html.contains("<p>&lt;b&gt;Vuelva&lt;/b&gt; pronto.</p>"));
        assert!(html.contains("Intentar de nuevo") && html.contains("Referencia: 018f"));
        assert!(html.contains("<style nonce=\"bm9uY2U=\">") && html.contains("lang=\"es\""));
        // Its policy lets nothing else in.
        for outside in ["src=", "url(", "<script", " style=", "<link"] {
            assert!(!html.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_notice_says_no_more_than_it_knows() {
        let html = Notice {
            language: Language::En,
            title: "There is no business here",
            detail: None,
            again: false,
            reference: None,
        }
        .html("N");
        assert!(html.contains("lang=\"en\""));
        for unsaid in [
            "<p>",
            "<footer>",
            "Try again",
            "{detail}",
            "{again}",
            "{reference}",
        ] {
            assert!(!html.contains(unsaid), "{unsaid}");
        }
    }
}
