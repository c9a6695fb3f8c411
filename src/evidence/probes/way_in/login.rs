//! Mechanisms and logins.

use super::{Measure, Shows, Which, each, of_fault, without};
use crate::evidence::cluster::way_in::{Door, Stage};
use crate::evidence::cluster::wire::{NoLogin, NoOffer};

/// The mechanism of tokens.
const TOKENS: &str = "OAUTHBEARER";

pub(super) const PROBES: &[(&str, Measure)] = &[
    ("mechanism_not_offered", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| match &door.offer {
            Stage::Passed { found, .. } if !found.offered => Shows::It(door.ends().unwrap_or_default()),
            offer => without(door, offer),
        })
    }),
    ("listener_without_sasl", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            of_fault(door, &door.offer, |fault| (*fault == NoOffer::NoSasl).then(|| fault.to_string()))
        })
    }),
    ("login_refused", |snapshot, _| each(snapshot, Which::Both, |_, door| refused(door, |_| true))),
    ("password_refused", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            refused(door, |mechanism| mechanism == "PLAIN" || mechanism.starts_with("SCRAM"))
        })
    }),
    ("password_not_given", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            of_fault(door, &door.login, |fault| (*fault == NoLogin::NoPassword).then(|| fault.to_string()))
        })
    }),
    ("token_refused", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| refused(door, |mechanism| mechanism == TOKENS))
    }),
    ("token_not_acquired", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            of_fault(door, &door.login, |fault| matches!(fault, NoLogin::NoToken { .. }).then(|| fault.to_string()))
        })
    }),
];

fn refused(door: &Door, of: impl Fn(&str) -> bool) -> Shows {
    let mechanism = door.offer.passed().map_or("", |offer| offer.asked.as_str());
    of_fault(door, &door.login, |fault| {
        (matches!(fault, NoLogin::Refused { .. }) && of(mechanism)).then(|| door.ends()).flatten()
    })
}
