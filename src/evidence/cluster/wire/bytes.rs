//! The few wire types that getting in needs, read from bytes of a stranger: every length is checked against what is there.

/// The bytes are not what the protocol says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Reads forward; never allocates more than it was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub(super) fn i16(&mut self) -> Result<i16, Malformed> {
        self.array().map(i16::from_be_bytes)
    }

    pub(super) fn i32(&mut self) -> Result<i32, Malformed> {
        self.array().map(i32::from_be_bytes)
    }

    pub(super) fn i64(&mut self) -> Result<i64, Malformed> {
        self.array().map(i64::from_be_bytes)
    }

    /// A number of at most 32 bits in groups of seven.
    pub(super) fn varint(&mut self) -> Result<u32, Malformed> {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return value.try_into().map_err(|_| Malformed);
            }
        }
        Err(Malformed)
    }

    /// How many elements follow; each takes a byte at least, and null is none.
    pub(super) fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.i32()?.max(0) as usize;
        if count > self.rest.len() { Err(Malformed) } else { Ok(count) }
    }

    /// As [`count`](Self::count), in flexible versions.
    pub(super) fn compact_count(&mut self) -> Result<usize, Malformed> {
        let count = self.varint()?.saturating_sub(1) as usize;
        if count > self.rest.len() { Err(Malformed) } else { Ok(count) }
    }

    /// Text, or nothing where it is null.
    pub(super) fn text(&mut self) -> Result<Option<String>, Malformed> {
        match self.i16()? {
            ..0 => Ok(None),
            length => self.take(length as usize).map(|bytes| Some(String::from_utf8_lossy(bytes).into_owned())),
        }
    }

    pub(super) fn compact_text(&mut self) -> Result<String, Malformed> {
        let length = self.compact_count()?;
        self.take(length).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// Each tagged field, with its own bytes.
    pub(super) fn tags(&mut self, mut each: impl FnMut(u32, Self) -> Result<(), Malformed>) -> Result<(), Malformed> {
        for _ in 0..self.varint()? {
            let tag = self.varint()?;
            let length = self.varint()? as usize;
            each(tag, Self::new(self.take(length)?))?;
        }
        Ok(())
    }

    pub(super) fn skip_tags(&mut self) -> Result<(), Malformed> {
        self.tags(|_, _| Ok(()))
    }
}
