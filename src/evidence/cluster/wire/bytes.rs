//! Kafka's wire types. Reading trusts no length: a list is no longer than the bytes that remain, and what an answer takes in memory is a
//! small multiple of its bytes.

use std::borrow::Cow;

use super::{Api, Call};

/// Bytes of memory that lists may take for each byte of an answer. The most that an honest one takes is 12: a list of texts of one
/// character, each of which is two bytes there and 24 here.
const MEMORY: usize = 16;

/// Bytes of memory that the lists of one answer may take. Those of a million partitions take about a hundred million.
const MOST_MEMORY: usize = 256 << 20;

/// The bytes are not what the protocol says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// Reads an answer forward.
pub struct Reader<'a> {
    rest: &'a [u8],
    flexible: bool,
    /// Bytes that lists may still take.
    memory: usize,
}

type Read<T> = Result<T, Malformed>;

impl<'a> Reader<'a> {
    /// `flexible`: compact lengths and tagged fields (KIP-482).
    pub fn new(rest: &'a [u8], flexible: bool) -> Self {
        Self { rest, flexible, memory: rest.len().saturating_mul(MEMORY).min(MOST_MEMORY) }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub fn bool(&mut self) -> Read<bool> {
        Ok(self.fixed::<1>()? != [0])
    }

    pub fn i8(&mut self) -> Read<i8> {
        self.fixed().map(i8::from_be_bytes)
    }

    pub fn i16(&mut self) -> Read<i16> {
        self.fixed().map(i16::from_be_bytes)
    }

    pub fn i32(&mut self) -> Read<i32> {
        self.fixed().map(i32::from_be_bytes)
    }

    pub fn i64(&mut self) -> Read<i64> {
        self.fixed().map(i64::from_be_bytes)
    }

    pub fn u16(&mut self) -> Read<u16> {
        self.fixed().map(u16::from_be_bytes)
    }

    pub fn f64(&mut self) -> Read<f64> {
        self.fixed().map(f64::from_be_bytes)
    }

    pub fn uuid(&mut self) -> Read<[u8; 16]> {
        self.fixed()
    }

    fn varint(&mut self) -> Read<u32> {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.fixed()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return value.try_into().map_err(|_| Malformed);
            }
        }
        Err(Malformed)
    }

    /// A length that the bytes can hold, or null.
    fn length(&mut self, wide: bool) -> Read<Option<usize>> {
        let length = match (self.flexible, wide) {
            (true, _) => i64::from(self.varint()?) - 1,
            (false, true) => i64::from(self.i32()?),
            (false, false) => i64::from(self.i16()?),
        };
        match usize::try_from(length) {
            Err(_) => Ok(None),
            Ok(length) if length <= self.rest.len() => Ok(Some(length)),
            Ok(_) => Err(Malformed),
        }
    }

    /// Borrowed where it is UTF-8.
    pub fn lent_or_null(&mut self) -> Read<Option<Cow<'a, str>>> {
        let Some(length) = self.length(false)? else { return Ok(None) };
        Ok(Some(String::from_utf8_lossy(self.take(length)?)))
    }

    pub fn text_or_null(&mut self) -> Read<Option<String>> {
        Ok(self.lent_or_null()?.map(Cow::into_owned))
    }

    pub fn text(&mut self) -> Read<String> {
        self.text_or_null()?.ok_or(Malformed)
    }

    /// Null is empty.
    pub fn bytes(&mut self) -> Read<&'a [u8]> {
        match self.length(true)? {
            Some(length) => self.take(length),
            None => Ok(&[]),
        }
    }

    /// Null is empty.
    pub fn array<T>(&mut self, mut element: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let count = self.length(true)?.unwrap_or(0);
        let memory = count.checked_mul(size_of::<T>()).ok_or(Malformed)?;
        self.memory = self.memory.checked_sub(memory).ok_or(Malformed)?;
        let mut array = Vec::with_capacity(count);
        for _ in 0..count {
            array.push(element(self)?);
        }
        Ok(array)
    }

    /// Null is empty.
    pub fn ints(&mut self) -> Read<Vec<i32>> {
        let count = self.length(true)?.unwrap_or(0);
        let bytes = self.take(count.checked_mul(4).ok_or(Malformed)?)?;
        Ok(bytes.chunks_exact(4).map(|int| i32::from_be_bytes([int[0], int[1], int[2], int[3]])).collect())
    }

    /// Steps over the tagged fields of a structure, if it has any.
    pub fn tags(&mut self) -> Read<()> {
        self.each_tag(|_, _| Ok(()))
    }

    /// Gives each tagged field of a structure, if it has any, with a reader of its own bytes.
    pub fn each_tag(&mut self, mut each: impl FnMut(u32, &mut Self) -> Read<()>) -> Read<()> {
        if !self.flexible {
            return Ok(());
        }
        for _ in 0..self.varint()? {
            let tag = self.varint()?;
            let length = self.varint()? as usize;
            each(tag, &mut Self::new(self.take(length)?, true))?;
        }
        Ok(())
    }
}

/// Writes a request.
pub struct Writer {
    out: Vec<u8>,
    flexible: bool,
}

impl Writer {
    /// `flexible` as in [`Reader::new`].
    pub fn new(flexible: bool) -> Self {
        Self { out: Vec::new(), flexible }
    }

    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.out.push(value.into());
        self
    }

    pub fn i8(&mut self, value: i8) -> &mut Self {
        self.out.extend(value.to_be_bytes());
        self
    }

    pub fn i16(&mut self, value: i16) -> &mut Self {
        self.out.extend(value.to_be_bytes());
        self
    }

    pub fn i32(&mut self, value: i32) -> &mut Self {
        self.out.extend(value.to_be_bytes());
        self
    }

    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.out.extend(value.to_be_bytes());
        self
    }

    fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.out.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    pub fn null_text(&mut self) -> &mut Self {
        if self.flexible {
            self.varint(0);
        } else {
            self.i16(-1);
        }
        self
    }

    /// Names from the wire or the command line: Kafka's own are far below the limit of 32,767 bytes; a longer one is cut.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut end = text.len().min(i16::MAX as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let bytes = &text.as_bytes()[..end];
        if self.flexible {
            self.varint(bytes.len() as u32 + 1);
        } else {
            self.i16(bytes.len() as i16);
        }
        self.out.extend(bytes);
        self
    }

    /// As many as fit a length; what a login sends is far below.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        if self.flexible {
            self.varint(bytes.len() as u32 + 1);
        } else {
            self.i32(bytes.len() as i32);
        }
        self.out.extend(bytes);
        self
    }

    pub fn null_array(&mut self) -> &mut Self {
        if self.flexible {
            self.varint(0);
        } else {
            self.i32(-1);
        }
        self
    }

    pub fn array<T>(&mut self, elements: &[T], mut each: impl FnMut(&mut Self, &T)) -> &mut Self {
        if self.flexible {
            self.varint(elements.len() as u32 + 1);
        } else {
            self.i32(elements.len() as i32);
        }
        elements.iter().for_each(|element| each(self, element));
        self
    }

    pub fn ints(&mut self, ints: &[i32]) -> &mut Self {
        self.array(ints, |writer, int| {
            writer.i32(*int);
        })
    }

    /// The end of a structure without tagged fields of its own.
    pub fn tags(&mut self) -> &mut Self {
        if self.flexible {
            self.varint(0);
        }
        self
    }

    /// The finished request.
    pub fn call(&mut self, api: Api, version: i16) -> Call {
        let body = std::mem::take(&mut self.out);
        Call::new(api, version, self.flexible, body)
            .expect("no form of a request that could change a cluster is written")
    }
}
