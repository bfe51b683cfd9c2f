//! Tells Cargo when the browser app was built anew.

fn main() {
    // A debug build reads the files when it runs, and so never needs another compilation for their sake.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=ui/dist");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
