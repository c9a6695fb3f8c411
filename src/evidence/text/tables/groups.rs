//! Tables of `kafka-consumer-groups.sh`. Of two of one group the later one stands below: together they tell what one cannot.

use std::collections::BTreeMap;

use super::Tables;
use crate::case::{NotChecked, visible};
use crate::evidence::probes::Subject;

/// Records by which a lag has to grow from one table to the next.
const MUCH: i64 = 100;

/// The header of a table of `kafka-consumer-groups.sh`, as names of columns.
struct Header<'t>(Vec<&'t str>);

impl<'t> Header<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let has = |name| columns.contains(&name);
        let of_offsets = has("PARTITION") && has("CURRENT-OFFSET") && has("LOG-END-OFFSET");
        let of_members = has("CONSUMER-ID") && has("#PARTITIONS");
        (of_offsets || of_members).then_some(Self(columns))
    }

    fn has(&self, column: &str) -> bool {
        self.0.contains(&column)
    }

    fn cell<'r>(&self, row: &[&'r str], column: &str) -> Option<&'r str> {
        row.get(self.0.iter().position(|name| *name == column)?).copied()
    }
}

/// What the rows of one table say of a group.
#[derive(Default)]
struct Look<'t> {
    /// Which table of the text.
    table: usize,
    line: u64,
    owned: usize,
    lag: i64,
    /// Committed offset and end by topic and partition.
    at: BTreeMap<(&'t str, i64), (i64, i64)>,
}

/// Members of a group, and how many of them have no partition.
#[derive(Default)]
struct Members {
    line: u64,
    all: usize,
    idle: usize,
}

/// Reads the tables of groups among the lines.
pub(super) fn read<'t>(lines: impl Iterator<Item = (u64, &'t str)>, tables: &mut Tables) {
    let (mut header, mut table): (Option<Header>, usize) = (None, 0);
    let mut looks: BTreeMap<&str, Vec<Look>> = BTreeMap::new();
    let mut members: BTreeMap<&str, Members> = BTreeMap::new();
    let mut beyond = Vec::new();
    for (number, line) in lines {
        if let Some(found) = Header::of(line) {
            tables.lines.insert(number);
            (header, table) = (Some(found), table + 1);
            continue;
        }
        let Some(columns) = &header else { continue };
        let row: Vec<&str> = line.split_whitespace().collect();
        let name = columns.cell(&row, "GROUP").unwrap_or_default();
        let number_in = |column| columns.cell(&row, column).and_then(|text| text.parse::<i64>().ok());
        let key = if columns.has("#PARTITIONS") { number_in("#PARTITIONS") } else { number_in("PARTITION") };
        let Some(key) = key else {
            header = header.filter(|_| row.is_empty());
            continue;
        };
        tables.lines.insert(number);
        if columns.has("#PARTITIONS") {
            let group = members.entry(name).or_insert_with(|| Members { line: number, ..Members::default() });
            group.all += 1;
            group.idle += usize::from(key == 0);
            continue;
        }
        let of_group = looks.entry(name).or_default();
        if of_group.last().is_none_or(|look| look.table != table) {
            of_group.push(Look { table, line: number, ..Look::default() });
        }
        let Some(look) = of_group.last_mut() else { continue };
        look.owned += usize::from(columns.cell(&row, "CONSUMER-ID") != Some("-"));
        look.lag = look.lag.saturating_add(number_in("LAG").unwrap_or(0).max(0));
        if let (Some(committed), Some(end), Some(topic)) =
            (number_in("CURRENT-OFFSET"), number_in("LOG-END-OFFSET"), columns.cell(&row, "TOPIC"))
        {
            look.at.insert((topic, key), (committed, end));
            if let Ok(partition) = i32::try_from(key)
                && committed > end
            {
                let proof = format!("committed {committed}, the log ends at {end}");
                beyond.push((number, Subject::read_by(name, topic, partition, proof)));
            }
        }
    }
    tables.tell("commits-beyond-end", beyond.into_iter());
    let newest = || looks.iter().filter_map(|(name, looks)| Some((*name, looks.first()?, looks.last()?)));
    let nobody = newest().filter(|(name, _, last)| last.owned == 0 && !members.contains_key(name) && last.lag > 0);
    tables.tell(
        "groups-without-members",
        nobody
            .map(|(name, _, last)| (last.line, Subject::group(name, format!("no members; {} records wait", last.lag)))),
    );
    let growing = newest().filter(|(_, first, last)| last.owned > 0 && grows(first, last));
    tables.tell(
        "growing-lag",
        growing.map(|(name, first, last)| {
            (last.line, Subject::group(name, format!("lag {}, in the next table {}", first.lag, last.lag)))
        }),
    );
    let standing = newest().filter(|(_, first, last)| last.owned > 0 && stands(first, last));
    tables.tell(
        "standing-groups",
        standing.map(|(name, _, last)| {
            let proof = format!("no commit moved from one table to the next, {} records wait", last.lag);
            (last.line, Subject::group(name, proof))
        }),
    );
    let once = newest().filter(|(_, first, last)| first.table == last.table && last.owned > 0 && last.lag > 0);
    tables.open.extend(once.map(|(name, ..)| NotChecked {
        what: format!("whether the lag of {} grows, or stands because nothing is committed", visible(name)),
        why: "one table cannot tell".into(),
        needs: "the same table once more, a minute later, below the first".into(),
    }));
    let idle = members.iter().filter(|(_, one)| one.idle > 0 && one.idle < one.all);
    tables.tell(
        "idle-members",
        idle.map(|(name, one)| {
            (one.line, Subject::group(name, format!("{} of {} members have no partition", one.idle, one.all)))
        }),
    );
}

/// Partitions of both tables: where the group was and the log ended in the first, and in the last.
fn both<'l>(first: &'l Look, last: &'l Look) -> impl Iterator<Item = ((i64, i64), (i64, i64))> + 'l {
    let later = first.table < last.table;
    first.at.iter().filter(move |_| later).filter_map(|(of, was)| Some((*was, *last.at.get(of)?)))
}

/// Whether the group has fallen behind by more than what comes and goes between two commits.
fn grows(first: &Look, last: &Look) -> bool {
    let lag = |(committed, end): (i64, i64)| end.saturating_sub(committed).max(0);
    let (before, after) = both(first, last)
        .fold((0_i64, 0_i64), |(a, b), (was, is)| (a.saturating_add(lag(was)), b.saturating_add(lag(is))));
    after.saturating_sub(before) >= (before / 10).max(MUCH)
}

/// Whether records have come and the group has committed nothing.
fn stands(first: &Look, last: &Look) -> bool {
    let waits = |(committed, end): (i64, i64)| committed < end;
    let mut came = false;
    both(first, last).all(|(was, is)| {
        came |= was.1 < is.1 && waits(was);
        was.0 == is.0
    }) && came
}
