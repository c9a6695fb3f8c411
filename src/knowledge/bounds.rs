//! Durations and ranges of versions, as they are written in YAML.

/// A duration such as `60s`, `10m`, `2h`, `1d` or `500ms`, in milliseconds.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// Whether a version such as `3.9.2` lies in a range such as `>= 3.0, < 4.0`; `None` where either cannot be read.
pub fn within(version: &str, range: &str) -> Option<bool> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let plain = text.split(['-', '+']).next()?;
        plain.split('.').map(|part| part.parse().ok()).collect()
    };
    let version = numbers(version.trim())?;
    range.split(',').try_fold(true, |holds, bound| {
        let bound = bound.trim();
        let sign = bound.find(|c: char| c.is_ascii_digit())?;
        let edge = numbers(&bound[sign..])?;
        let cut: Vec<u64> = (0..edge.len()).map(|i| version.get(i).copied().unwrap_or(0)).collect();
        let order = cut.cmp(&edge);
        let fits = match bound[..sign].trim() {
            ">=" => order.is_ge(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            "<" => order.is_lt(),
            "=" | "" => order.is_eq(),
            _ => return None,
        };
        Some(holds && fits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("60s"), Some(60_000));
        assert_eq!(duration("10m"), Some(600_000));
        assert_eq!(duration("x"), None);
        assert_eq!(duration("5"), None);
        assert_eq!(duration("99999999999999999d"), None);
    }

    #[test]
    fn versions_lie_in_ranges() {
        assert_eq!(within("3.9.2", ">= 3.0, < 4.0"), Some(true));
        assert_eq!(within("4.0.0", ">= 3.0, < 4.0"), Some(false));
        assert_eq!(within("3.9.2", "= 3.9"), Some(true));
        assert_eq!(within("7.4.0-ccs", ">= 7"), Some(true));
        assert_eq!(within("2.10", ">= 2.9"), Some(true));
        assert_eq!(within("latest", ">= 3.0"), None);
        assert_eq!(within("1", ">= 3.0, until 4"), None, "also where the first bound does not hold");
    }
}
