//! Brokers, strangers and liars over loopback: the way in, whole check-ups, and every answer that can be read.

mod answers;
mod authority;
mod broker;
mod check;
mod good;
mod readers;
mod way_in;
