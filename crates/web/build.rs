//! Tells Cargo when the browser app was built anew.

use std::path::Path;

#[allow(
    clippy::print_stdout,
    reason = "that is how a build script speaks to Cargo"
)]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A debug build reads the files when it runs, and so never needs another compilation for their sake.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // A path that is missing would count as changed at each build.
        let built = Path::new("ui/dist").exists();
        println!(
            "cargo:rerun-if-changed={}",
            if built { "ui/dist" } else { "ui" }
        );
    }
}
