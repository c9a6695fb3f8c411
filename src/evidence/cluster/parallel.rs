//! Work on many brokers at once.

use std::sync::Mutex;
use std::thread;

/// More threads than this bring nothing: they wait for answers, and our own network does the rest.
const MOST_THREADS: usize = 32;

/// Does the work for each item, as many at once as may be, and gives the results in the order of the items.
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = items.len().min(MOST_THREADS);
    let queue = Mutex::new(items.into_iter().enumerate());
    // A guard that lives to the end of the statement would let one thread work at a time.
    let next = || queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).next();
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((at, item)) = next() {
                done.push((at, work(item)));
            }
            done
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_come_in_order_whoever_is_faster() {
        let wait = |number: u64| {
            std::thread::sleep(std::time::Duration::from_millis(number % 7));
            number * 2
        };
        let doubled: Vec<u64> = (0..100).map(|number| number * 2).collect();
        assert_eq!(super::map((0..100).collect(), wait), doubled);
        assert!(super::map(Vec::new(), wait).is_empty());
    }

    #[test]
    fn the_work_is_done_side_by_side() {
        let began = std::time::Instant::now();
        super::map(vec![(); 20], |()| std::thread::sleep(std::time::Duration::from_millis(50)));
        assert!(began.elapsed().as_millis() < 500);
    }
}
