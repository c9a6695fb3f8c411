//! kafka-doctor: from what hurts to a root cause and a fix.
//!
//! A signature, a condition or a probe reads, an observation judges, the engine weighs, a report tells.
//!
//! | module | what it does | may use |
//! | --- | --- | --- |
//! | [`error`], [`knowledge`] | errors and their exit codes; the YAML knowledge base: types, loading, checking | `error` |
//! | [`builtin`] | the knowledge that is compiled in | `report`, `knowledge` |
//! | [`case`] | everything known in a run: readings, answers, sources | `knowledge` |
//! | [`engine`] | belief, next question, explanation: arithmetic on (knowledge, case) | `knowledge`, `case` |
//! | [`evidence`] | logs, pasted text, settings, live clusters: from bytes to readings | `knowledge`, `case`, `error` |
//! | [`report`] | one report in, text out | `knowledge`, `case`, `engine` |
//! | [`cli`] | the verbs; the only module that prints, prompts and exits | all |

pub mod builtin;
pub mod case;
pub mod cli;
pub mod engine;
pub mod error;
pub mod evidence;
pub mod knowledge;
pub mod report;
