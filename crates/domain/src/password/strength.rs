//! How hard a password is to guess, and what to say of one that is not.

use crate::invalid::Invalid;
use std::collections::HashSet;
use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
    zxcvbn,
};

/// What a password must reach: a hundred million guesses or more, which keeps out whoever has stolen the slow hashes.
const ENOUGH: Score = Score::Three;

/// Longest of what is known of a user that is looked at, in characters, and how many words of it: no work without end.
const KNOWN_CHARS: usize = 254;
const KNOWN_WORDS: usize = 60;

/// With what people here begin a password. zxcvbn's own lists are of English.
const COMMON: &[&str] = &[
    "panal",
    "contraseña",
    "contrasena",
    "clave",
    "secreto",
    "usuario",
    "administrador",
    "bienvenido",
    "bienvenidos",
    "colombia",
    "mexico",
    "peru",
    "bogota",
    "medellin",
    "lima",
    "cali",
    "nacional",
    "america",
    "santiago",
    "teamo",
    "tequiero",
    "familia",
    "amor",
    "jesus",
    "dios",
    "negocio",
    "empresa",
    "clinica",
    "consultorio",
    "restaurante",
    "tienda",
];

/// Refuses a password that is easy to guess. It must have passed the limits of length.
pub(super) fn check(password: &str, about: &[&str]) -> Result<(), Invalid> {
    let known = known(about);
    let words: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .chain(COMMON.iter().copied())
        .collect();
    let found = zxcvbn(password, &words);
    if found.score() >= ENOUGH {
        return Ok(());
    }
    let (warning, suggestion) = found.feedback().map_or((None, None), |feedback| {
        (
            feedback.warning(),
            feedback.suggestions().iter().find_map(|one| told(*one)),
        )
    });
    let why = warning.map(why).or(suggestion).unwrap_or(EASY);
    Err(Invalid::made(
        "password_weak",
        format!("{} {CURE_ES}", why.0),
        format!("{} {CURE_EN}", why.1),
    ))
}

/// What is known of the user, whole, without the blanks, and word by word, each with accents and without: whoever
/// guesses tries them all.
fn known(about: &[&str]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut words = Vec::new();
    let local_parts = about.iter().filter_map(|text| text.split('@').next());
    for text in about.iter().copied().chain(local_parts) {
        let text: String = text.trim().chars().take(KNOWN_CHARS).collect();
        let text = text.to_lowercase();
        let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let joined = parts.concat();
        for word in [text.as_str(), joined.as_str()].into_iter().chain(parts) {
            for word in [word.to_owned(), without_accents(word)] {
                if word.chars().count() >= 3 && seen.insert(word.clone()) {
                    words.push(word);
                }
            }
        }
    }
    words.truncate(KNOWN_WORDS);
    words
}

fn without_accents(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

type Sentence = (&'static str, &'static str);

const CURE_ES: &str = "Use una frase de cuatro palabras o más que nada tengan que ver entre sí.";
const CURE_EN: &str = "Use a phrase of four or more words that have nothing to do with each other.";
const EASY: Sentence = ("Es fácil de adivinar.", "It is easy to guess.");

fn why(warning: Warning) -> Sentence {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => (
            "Las teclas seguidas, como «asdfgh», son fáciles de adivinar.",
            "Neighbouring keys such as \"asdfgh\" are easy to guess.",
        ),
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => (
            "Lo que se repite, como «aaa» o «abcabc», es fácil de adivinar.",
            "What repeats, such as \"aaa\" or \"abcabc\", is easy to guess.",
        ),
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword => (
            "Es una de las contraseñas más usadas.",
            "It is one of the commonest passwords.",
        ),
        Warning::ThisIsSimilarToACommonlyUsedPassword => (
            "Se parece a una contraseña muy usada.",
            "It resembles a very common password.",
        ),
        Warning::SequencesLikeAbcAreEasyToGuess => (
            "Las secuencias, como «abc» o «6543», son fáciles de adivinar.",
            "Sequences such as \"abc\" or \"6543\" are easy to guess.",
        ),
        Warning::RecentYearsAreEasyToGuess => (
            "Los años recientes son fáciles de adivinar.",
            "Recent years are easy to guess.",
        ),
        Warning::DatesAreOftenEasyToGuess => (
            "Las fechas son fáciles de adivinar.",
            "Dates are easy to guess.",
        ),
        Warning::AWordByItselfIsEasyToGuess => (
            "Una sola palabra es fácil de adivinar.",
            "A single word is easy to guess.",
        ),
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => (
            "Los nombres y apellidos son fáciles de adivinar.",
            "Names and surnames are easy to guess.",
        ),
    }
}

/// What is left to say where nothing is wrong with one part in particular.
fn told(suggestion: Suggestion) -> Option<Sentence> {
    match suggestion {
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Some((
            "Las mayúsculas ayudan poco.",
            "Capital letters help little.",
        )),
        Suggestion::ReversedWordsArentMuchHarderToGuess => Some((
            "Las palabras al revés son casi tan fáciles de adivinar.",
            "Reversed words are almost as easy to guess.",
        )),
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Some((
            "Cambiar letras por signos, como «@» por «a», ayuda poco.",
            "Signs in place of letters, such as \"@\" for \"a\", help little.",
        )),
        _ => None,
    }
}
