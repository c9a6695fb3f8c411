//! Answers that nobody would give: they are refused, in bounded time and memory, and never end the process.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::LazyLock;

use kafka_doctor::evidence::cluster::codec::{metadata, offsets, transactions};
use kafka_doctor::evidence::cluster::wire::Malformed;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::good;
use crate::readers::{Named, Read, readers};

/// Bytes of memory, at most, for each byte of an answer: 16 of lists, and up to 8 of texts (a byte that is no text
/// becomes a sign of three, and a text that grows is there twice for a moment).
const MEMORY: usize = 24;

/// What each thread holds, and the most that it held.
struct Counting;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.get().saturating_add(layout.size());
        HELD.set(held);
        MOST.set(MOST.get().max(held));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.set(HELD.get().saturating_sub(layout.size()));
        unsafe { System.dealloc(at, layout) }
    }
}

/// Reads, and fails where that takes more memory than it may.
fn read(name: &str, read: &Read, bytes: &[u8]) -> Result<(), Malformed> {
    let before = HELD.get();
    MOST.set(before);
    let result = read(bytes);
    let took = MOST.get() - before;
    assert!(took <= bytes.len() * MEMORY, "{name}: {took} bytes of memory for {} bytes", bytes.len());
    result
}

static READERS: LazyLock<Vec<Named>> = LazyLock::new(readers);

/// Every kind of answer with a good one.
static GOOD: LazyLock<Vec<(&'static Named, Vec<u8>)>> = LazyLock::new(|| {
    let good = |named: &'static Named| (named, good::answer(named.0, named.1));
    READERS.iter().map(good).collect()
});

/// A change to bytes: where, how many are taken away, what comes there.
type Change = (Index, usize, Vec<u8>);

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, away, new) in changes {
        let at = at.index(bytes.len() + 1);
        let end = (at + away).min(bytes.len());
        bytes.splice(at..end, new.iter().copied());
    }
    bytes
}

/// Bytes as they are in answers: lengths, signs, edges.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![0u8..6, Just(0x7f), Just(0x80), Just(0xff), any::<u8>()]
}

proptest! {
    #[test]
    fn any_bytes_end_nothing(bytes in prop::collection::vec(byte(), 0..400)) {
        for (name, _, one) in READERS.iter() {
            let _ = read(name, one, &bytes);
        }
    }

    #[test]
    fn good_answers_that_were_changed_end_nothing(
        changes in prop::collection::vec((any::<Index>(), 0usize..3, prop::collection::vec(byte(), 0..6)), 1..6),
    ) {
        for ((name, _, one), good) in GOOD.iter() {
            let _ = read(name, one, &changed(good, &changes));
        }
    }
}

#[test]
fn good_answers_are_read_and_refused_when_cut_short() {
    for ((name, version, one), good) in GOOD.iter() {
        assert_eq!(read(name, one, good), Ok(()), "{name} {version}");
        for cut in 0..good.len() {
            assert_eq!(read(name, one, &good[..cut]), Err(Malformed), "{name} {version}, {cut} of {}", good.len());
        }
    }
}

#[test]
fn lengths_beyond_the_end_are_refused() {
    // The throttle time, then an array of as many elements as a length can say.
    let body = [&[0; 4][..], &[0xff, 0xff, 0xff, 0xff, 0x0f], &[0; 100]].concat();
    for (name, _, one) in READERS.iter().filter(|(name, ..)| *name != "quorum") {
        assert_eq!(read(name, one, &body), Err(Malformed), "{name}");
    }
    // Of texts, too: the second is the name of a topic.
    let body = [&[0; 4][..], &[2], &[0xff, 0xff, 0x7f], &[0; 100]].concat();
    assert_eq!(offsets::read(&body), Err(Malformed));
    // The name of a broker.
    let body = [&[0; 4][..], &[2], &[0, 0, 0, 1], &[0xff, 0x01], &[0; 100]].concat();
    assert_eq!(metadata::read(&body), Err(Malformed));
}

#[test]
fn answers_that_unfold_are_refused() {
    // Topics of a transaction take three bytes each, and many times that in memory.
    let mut body = vec![0, 0, 0, 0, 0, 0];
    body.extend([0x01, 0xff, 0xff, 0xff, 0x07]);
    body.extend(vec![1; 8 << 20]);
    assert_eq!(transactions::read_list(&body), Err(Malformed));
}
