//! Settings, quotas, SCRAM users, ACLs.

use std::collections::BTreeMap;

use super::{Changes, Of};
use crate::evidence::cluster::snapshot::{Acls, Quota, Setting, Settings, Snapshot};

impl Changes {
    pub(super) fn settings(&mut self, old: &Settings, new: &Settings) {
        let none = BTreeMap::new();
        if let (Some(old_defaults), Some(new_defaults)) = (&old.topic_defaults, &new.topic_defaults) {
            self.names(Of::Topic, "*", old_defaults, new_defaults);
            let names = old.topics.keys().chain(new.topics.keys().filter(|name| !old.topics.contains_key(*name)));
            for name in names {
                let of = |settings: &'_ Settings| settings.topics.get(name).cloned().unwrap_or_default();
                self.names(Of::Topic, name, &of(old), &of(new));
            }
        }
        for (id, new) in &new.brokers {
            if let Some(old) = old.brokers.get(id) {
                self.names(Of::Broker, &id.to_string(), old, new);
            }
        }
        for name in old.groups.keys().chain(new.groups.keys().filter(|name| !old.groups.contains_key(*name))) {
            let (old, new) = (old.groups.get(name).unwrap_or(&none), new.groups.get(name).unwrap_or(&none));
            self.names(Of::Group, name, old, new);
        }
    }

    fn names(&mut self, of: Of, name: &str, old: &BTreeMap<String, Setting>, new: &BTreeMap<String, Setting>) {
        for what in old.keys().chain(new.keys().filter(|what| !old.contains_key(*what))) {
            let value = |settings: &BTreeMap<String, Setting>| {
                settings.get(what).map(|setting| setting.value.clone().unwrap_or_else(|| "(not shown)".into()))
            };
            self.value(of, name, what, value(old), value(new));
        }
    }

    pub(super) fn access(&mut self, before: &Snapshot, after: &Snapshot) {
        let quotas = |snapshot: &Snapshot| -> Option<BTreeMap<String, BTreeMap<String, String>>> {
            let quotas = snapshot.newest(|sample| sample.quotas.as_deref())?;
            let name =
                |(kind, name): (&String, &Option<String>)| format!("{kind} {}", name.as_deref().unwrap_or("(default)"));
            let limits = |limits: &BTreeMap<String, f64>| {
                limits.iter().map(|(key, limit)| (key.clone(), limit.to_string())).collect()
            };
            let one =
                |quota: &Quota| (quota.entity.iter().map(name).collect::<Vec<_>>().join(", "), limits(&quota.limits));
            Some(quotas.iter().map(one).collect())
        };
        if let (Some(old), Some(new)) = (quotas(before), quotas(after)) {
            self.each(Of::Quota, &old, &new, |changes, name, old, new| {
                for what in old.keys().chain(new.keys().filter(|what| !old.contains_key(*what))) {
                    changes.value(Of::Quota, name, what, old.get(what), new.get(what));
                }
            });
        }
        let users = |snapshot: &Snapshot| -> Option<BTreeMap<String, String>> {
            let users = snapshot.newest(|sample| sample.scram_users.as_deref())?;
            let mechanisms = |mechanisms: &BTreeMap<String, i32>| {
                mechanisms.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
            };
            Some(users.iter().map(|user| (user.name.clone(), mechanisms(&user.mechanisms))).collect())
        };
        if let (Some(old), Some(new)) = (users(before), users(after)) {
            self.each(Of::ScramUser, &old, &new, |changes, name, old, new| {
                changes.value(Of::ScramUser, name, "mechanisms", Some(old), Some(new));
            });
        }
        let acls = |snapshot: &Snapshot| -> Option<BTreeMap<String, ()>> {
            match snapshot.newest(|sample| sample.acls.as_ref())? {
                Acls::NoAuthorizer => Some(BTreeMap::new()),
                Acls::Bindings(acls) => Some(acls.iter().map(|acl| (acl.to_string(), ())).collect()),
            }
        };
        if let (Some(old), Some(new)) = (acls(before), acls(after)) {
            self.each(Of::Acl, &old, &new, |_, _, (), ()| {});
        }
    }
}
