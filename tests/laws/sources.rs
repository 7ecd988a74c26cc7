//! The Rust files of the project, found on disk so that no list can go stale.

use std::fs;
use std::path::Path;

use crate::rust_text::{code_only, without_tests};

/// One Rust file below the project's root.
pub struct SourceFile {
    /// Path from the project's root, with `/`.
    pub path: String,
    pub text: String,
    /// The text with comments and literals blanked, and with what only tests compile.
    pub code: String,
    /// `code` without items under `#[cfg(test)]`; empty for a file that only tests compile.
    pub program: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file by its path from the project's root.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Reads every `.rs` file below `folder`, in the order of their paths.
pub fn rust_files(folder: &str) -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = files(folder, "rs").into_iter().map(source_file).collect();
    let test_only: Vec<String> = files.iter().flat_map(test_modules).collect();
    for file in &mut files {
        if test_only.iter().any(|module| file.path.starts_with(module)) {
            file.program.clear();
        }
    }
    assert!(!files.is_empty(), "no Rust file found in {folder}");
    files
}

/// Paths from the root of the files below `folder` with that extension, in order.
pub fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(root().join(&folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
        for entry in entries {
            let entry = entry.expect("a folder entry can be read");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if Path::new(&path).extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn source_file(path: String) -> SourceFile {
    let text = read(&path);
    let code = code_only(&text);
    SourceFile {
        program: without_tests(&code),
        path,
        text,
        code,
    }
}

/// Files and folders that `#[cfg(test)] mod name;` declares: `folder/name.rs` and `folder/name/`.
fn test_modules(file: &SourceFile) -> Vec<String> {
    let folder = module_folder(&file.path);
    file.code
        .split("#[cfg(test)]")
        .skip(1)
        .filter_map(|after| after.trim_start().strip_prefix("mod "))
        .filter_map(|after| after.split_once(';'))
        .map(|(name, _)| name.trim())
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")])
        .collect()
}

/// Where the modules that a file declares live.
fn module_folder(path: &str) -> String {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    match stem.rsplit_once('/') {
        Some((folder, "mod" | "main" | "lib")) => folder.to_owned(),
        _ => stem.to_owned(),
    }
}

#[test]
fn a_module_looks_for_its_children_where_rust_does() {
    assert_eq!(module_folder("src/model/mod.rs"), "src/model");
    assert_eq!(module_folder("src/model/user.rs"), "src/model/user");
    assert_eq!(module_folder("src/lib.rs"), "src");
}
