//! Files of the knowledge base, and problems with the place where they stand.

/// One YAML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As it is shown to people.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl File {
    /// The file name without folder and ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(name)
    }

    /// The folder that it stands in; a user's loose file belongs to the area `local`.
    pub(super) fn folder(&self) -> &str {
        match self.path.rsplit(['/', '\\']).nth(1) {
            None | Some("" | "." | "cards" | "observations" | "topics") => "local",
            Some(folder) => folder,
        }
    }

    /// Line and column, from 1, of a word of this file: as a key if it is one somewhere, else as it first stands there.
    pub(super) fn place_of(&self, word: &str) -> (usize, usize) {
        let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
        let mut first = None;
        for (number, line) in self.text.lines().enumerate() {
            let mut from = 0;
            while let Some(at) = line[from..].find(word).map(|at| at + from) {
                let end = at + word.len();
                let whole = !line[..at].ends_with(inside) && !line[end..].starts_with(inside);
                if whole && !line.trim_start().starts_with('#') {
                    let place = (number + 1, line[..at].chars().count() + 1);
                    if line[end..].trim_start().starts_with(':') {
                        return place;
                    }
                    first.get_or_insert(place);
                }
                from = end.max(at + 1);
                if !line.is_char_boundary(from) {
                    break;
                }
            }
        }
        first.unwrap_or((1, 1))
    }

    pub(super) fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number.saturating_sub(1)).unwrap_or("")
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemLevel {
    /// Makes an answer wrong or impossible: `knowledge lint` fails.
    Error,
    /// Makes an answer weak.
    Advice,
}

/// Something that is wrong with a file of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Error or advice.
    pub level: ProblemLevel,
    /// A stable name, such as `unknown-observation`.
    pub code: &'static str,
    /// The file.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line itself.
    pub excerpt: String,
    /// What is wrong, as a sentence.
    pub message: String,
}

impl Problem {
    /// A problem at the place where a word stands in a file.
    pub fn at(level: ProblemLevel, code: &'static str, file: &File, word: &str, message: String) -> Self {
        let (line, column) = file.place_of(word);
        let excerpt = file.line(line).to_string();
        Self { level, code, path: file.path.clone(), line, column, excerpt, message }
    }

    /// An error of the whole file: it stands where the file says its id, else in the first line.
    pub fn of_file(code: &'static str, file: &File, message: String) -> Self {
        let line = file.text.lines().position(|line| line.starts_with("id:")).map_or(1, |at| at + 1);
        let excerpt = file.line(line).to_string();
        Self { level: ProblemLevel::Error, code, path: file.path.clone(), line, column: 1, excerpt, message }
    }
}
