//! Which SQL `panal tenant sql` runs: statements that stay in the tenant's transaction and under its role.
//!
//! The server's log-in may take the role of every tenant, and `SET ROLE` needs no more than that. So the text is read
//! as PostgreSQL's own scanner does (with `standard_conforming_strings` on), and only kinds of statements that neither
//! end a transaction nor take a role are sent. Where the two could read a text differently, PostgreSQL refuses all of
//! it as a syntax error before anything runs.

/// Kinds of statements that run, by their first word.
const ALLOWED: &[&str] = &[
    "select", "with", "values", "table", "insert", "update", "delete", "merge", "explain", "show",
    "lock", "set",
];

/// What `SET` may not touch: roles, and the transaction itself.
const FIXED: &[&str] = &[
    "role",
    "session",
    "authorization",
    "session_authorization",
    "transaction",
    "characteristics",
    "constraints",
    "standard_conforming_strings",
];

/// Other ways to change a setting, and so a role.
const SETTERS: &[&str] = &["set_config", "pg_settings"];

/// Stands for an identifier with Unicode escapes, which could be any.
const ESCAPED: &str = "U&\"";

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word or a quoted identifier, in lower case.
    Word(String),
    /// A character of anything else; a string is its first quote.
    Other(u8),
}

/// What in this SQL may not run, if anything.
pub(super) fn refused(sql: &str) -> Option<String> {
    tokens(sql)
        .split(|token| *token == Token::Other(b';'))
        .find_map(refused_statement)
}

fn refused_statement(tokens: &[Token]) -> Option<String> {
    let mut words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.as_str()),
        Token::Other(_) => None,
    });
    if let Some(word) = words
        .clone()
        .find(|word| *word == ESCAPED || SETTERS.contains(word))
    {
        return Some(word.to_owned());
    }
    // Only a query may begin with anything but a word, and then only with brackets.
    let first = words.next()?;
    if !ALLOWED.contains(&first) {
        return Some(first.to_uppercase());
    }
    if first == "set" {
        let second = words.next();
        let set = match second {
            Some("local" | "session") => words.next(),
            other => other,
        };
        // SET SESSION may go on with the name of a setting, or with AUTHORIZATION and CHARACTERISTICS.
        if let Some(set) = set
            && FIXED.contains(&set)
        {
            return Some(format!("SET {}", set.to_uppercase()));
        }
    }
    None
}

fn tokens(sql: &str) -> Vec<Token> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    // A string that is continued on the next line keeps its kind.
    let mut escapes = false;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if byte.is_ascii_whitespace() || byte == b'\x0b' {
            at += 1;
            continue;
        }
        if rest.starts_with(b"--") {
            at += rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with(b"/*") {
            at += comment(rest);
            continue;
        }
        let continued = std::mem::take(&mut escapes);
        if byte == b'\'' {
            escapes = continued;
            at += quoted(rest, 1, b'\'', continued);
            tokens.push(Token::Other(b'\''));
        } else if rest.starts_with(b"E'") || rest.starts_with(b"e'") {
            escapes = true;
            at += quoted(rest, 2, b'\'', true);
            tokens.push(Token::Other(b'\''));
        } else if rest.starts_with(b"U&\"") || rest.starts_with(b"u&\"") {
            at += quoted(rest, 3, b'"', false);
            tokens.push(Token::Word(ESCAPED.to_owned()));
        } else if byte == b'"' {
            let length = quoted(rest, 1, b'"', false);
            let inner = rest.get(1..length.saturating_sub(1)).unwrap_or_default();
            tokens.push(Token::Word(lower(inner)));
            at += length;
        } else if byte == b'$' {
            at += dollars(rest);
            tokens.push(Token::Other(b'$'));
        } else if begins_word(byte) {
            let length = rest
                .iter()
                .position(|byte| !begins_word(*byte) && !byte.is_ascii_digit() && *byte != b'$')
                .unwrap_or(rest.len());
            tokens.push(Token::Word(lower(rest.get(..length).unwrap_or_default())));
            at += length;
        } else {
            tokens.push(Token::Other(byte));
            at += 1;
        }
    }
    tokens
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_ascii_lowercase()
}

/// Length of a comment, which may hold others.
fn comment(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// Length of a quoted text, whose quote is doubled where it does not end it.
fn quoted(text: &[u8], opening: usize, quote: u8, escapes: bool) -> usize {
    let mut at = opening;
    while let Some(&byte) = text.get(at) {
        if escapes && byte == b'\\' {
            at += 2;
        } else if byte != quote {
            at += 1;
        } else if text.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    text.len()
}

/// Length of a dollar-quoted string; of the dollar alone where none begins, as in `$1`.
fn dollars(text: &[u8]) -> usize {
    let tag = text
        .iter()
        .skip(1)
        .position(|byte| !begins_word(*byte) && !byte.is_ascii_digit())
        .map_or(text.len(), |length| length + 1);
    let delimiter = text.get(..=tag).unwrap_or_default();
    let is_one = text.get(tag) == Some(&b'$') && !text.get(1).is_some_and(u8::is_ascii_digit);
    if !is_one {
        return 1;
    }
    let body = text.get(delimiter.len()..).unwrap_or_default();
    body.windows(delimiter.len())
        .position(|window| window == delimiter)
        .map_or(text.len(), |end| end + 2 * delimiter.len())
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn statements_are_told_from_what_looks_like_them() {
        for sql in [
            "",
            ";;",
            "SELECT ';COMMIT;', E'\\';COMMIT;', $$;COMMIT;$$, $a$;$b$;COMMIT$a$, \";commit;\", N';COMMIT'",
            "SELECT 1 -- ; COMMIT",
            "/* /* */ ; COMMIT */ SELECT 1",
            "SELECT E'a'\n -- x\n '\\'; COMMIT'",
            "SELECT a$b$, $1, x$c$;SELECT 1",
            "SELECT role FROM users; SET LOCAL work_mem = '1MB'; SET SESSION search_path = x; SET TIME ZONE 'UTC'",
        ] {
            assert_eq!(refused(sql), None, "{sql}");
        }
    }

    #[test]
    fn whatever_hides_it_a_statement_that_leaves_is_seen() {
        for (sql, what) in [
            ("COMMIT", "COMMIT"),
            ("select 1;\ncommit", "COMMIT"),
            ("SELECT 'a\\'; COMMIT; --'", "COMMIT"),
            ("SELECT E'a\\\\'; COMMIT; --'", "COMMIT"),
            ("SELECT E'a'\n'b\\'' ; COMMIT; --'", "COMMIT"),
            ("SELECT e'a' -- x\n 'b\\'' ; COMMIT; --'", "COMMIT"),
            ("SELECT 'a' 'b\\'; COMMIT; --'", "COMMIT"),
            ("SELECT ae'\\'; COMMIT; --'", "COMMIT"),
            ("SELECT $a$ $A$ $a$; COMMIT; --$A$", "COMMIT"),
            ("SELECT 1$$ $$; COMMIT; $$ $$", "COMMIT"),
            ("SELECT a$$; COMMIT; SELECT b$$", "COMMIT"),
            ("SELECT $1$; COMMIT; SELECT $1$", "COMMIT"),
            ("SELECT 1 -- x\r; COMMIT", "COMMIT"),
            ("SELECT 1 +-- x\n; COMMIT", "COMMIT"),
            ("/* /*/ */ */ COMMIT /* */", "COMMIT"),
            ("SELECT \"a\"\"\\\"; COMMIT; --\"", "COMMIT"),
            ("SET/**/ROLE x", "SET ROLE"),
            ("SET LOCAL \"Role\" = x", "SET ROLE"),
            ("SET SESSION SESSION AUTHORIZATION x", "SET SESSION"),
            ("SET SESSION AUTHORIZATION x", "SET AUTHORIZATION"),
            ("SET session_authorization = x", "SET SESSION_AUTHORIZATION"),
            (
                "SET standard_conforming_strings = off",
                "SET STANDARD_CONFORMING_STRINGS",
            ),
            (
                "SELECT pg_catalog . \"set_config\" ('role', 'x', true)",
                "set_config",
            ),
            ("SELECT U&\"set\\005fconfig\" ('role', 'x', true)", "U&\""),
            ("DO $$ $$", "DO"),
            ("PREPARE TRANSACTION 'x'", "PREPARE"),
        ] {
            assert_eq!(refused(sql).as_deref(), Some(what), "{sql}");
        }
    }
}
