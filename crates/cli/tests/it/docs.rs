//! The reference, completions and man pages.

use crate::support::Panal;

#[test]
fn the_reference_in_docs_is_that_of_this_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
    let current = Panal::bare().run(&["docs"]).exits(0).stdout;
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == current,
        "docs/cli.md is not current: cargo run -p panal-cli -- docs > docs/cli.md"
    );
}

#[test]
fn completions_and_man_pages_are_made() {
    let panal = Panal::bare();
    for shell in ["bash", "zsh", "fish"] {
        let script = panal.run(&["completions", shell]).exits(0).stdout;
        assert!(script.contains("clinica_dental"), "{shell}");
    }
    panal.run(&["man", "pages"]).exits(0);
    let page =
        std::fs::read_to_string(panal.directory.join("pages/panal-tenant-create.1")).unwrap();
    assert!(page.contains("admin\\-password\\-stdin"), "{page}");
}

#[test]
fn help_documents_the_exit_codes() {
    let help = Panal::bare().run(&["--help"]).exits(0).stdout;
    assert!(help.contains("3  partly failed"), "{help}");
    Panal::bare().run(&["tenant", "frobnicate"]).exits(2);
}
