//! What browsers get: the app that `npm run build` made in `ui/dist`, embedded, and the pages that stand in where the
//! app cannot.

mod files;
mod notice;
mod page;

pub use files::{File, Files};
pub use notice::Notice;
pub use page::{App, Page};

/// A file of this program, whether or not the browser app was built.
#[derive(Debug)]
pub struct Asset {
    /// Its content type.
    pub kind: &'static str,
    /// Its bytes, as text.
    pub content: &'static str,
}

/// The API's description for people: Swagger UI's page, in our name and fit for a telephone.
pub static DOCUMENTATION: Asset = Asset {
    kind: "text/html; charset=utf-8",
    content: include_str!("docs.html"),
};

/// Panal's mark: the icon in the browser's tab.
pub static ICON: Asset = Asset {
    kind: "image/svg+xml",
    content: include_str!("favicon.svg"),
};

/// Text as HTML shows it, in elements and in quoted attributes.
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

/// Puts values in the place of blanks. What a value says is never taken for a blank.
fn filled(template: &str, blanks: &[(&str, &str)]) -> String {
    let mut html = String::with_capacity(template.len());
    let mut rest = template;
    loop {
        let next = blanks
            .iter()
            .filter_map(|(blank, value)| Some((rest.split_once(blank)?, *value)))
            .min_by_key(|((before, _), _)| before.len());
        let Some(((before, after), value)) = next else {
            html.push_str(rest);
            return html;
        };
        html.push_str(before);
        html.push_str(value);
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_blank() {
        let html = filled("<_A_ _B_ _A_>", &[("_A_", "_B_"), ("_B_", "_A_")]);
        assert_eq!(html, "<_B_ _A_ _B_>");
        assert_eq!(filled("nothing", &[("_A_", "x")]), "nothing");
    }
}
