//! Quotas, SCRAM users, ACLs.

use super::link::{Answer, Link, Question};
use super::wide::{Wide, whole};
use crate::evidence::cluster::codec::{acls, client_quotas, scram_users};
use crate::evidence::cluster::snapshot::{Acl, Acls, Part, Quota, ScramUser, Why};
use crate::evidence::cluster::wire::Api;

/// SECURITY_DISABLED: there is no authorizer.
const NO_AUTHORIZER: i16 = 54;

/// Asks for them, in one go.
pub(super) fn read(link: &mut Link, allowed: &Answer<()>, wide: &mut Wide) {
    let (mut quotas, mut users, mut rights) = (Err(Why::NotSpoken), Err(Why::NotSpoken), Err(Why::NotSpoken));
    let mut questions = Vec::new();
    if link.speaks(Api::DescribeClientQuotas, client_quotas::VERSION..=client_quotas::VERSION).is_some() {
        questions.push(Question::new(client_quotas::request(), client_quotas::read, &mut quotas));
    }
    if link.speaks(Api::DescribeUserScramCredentials, scram_users::VERSION..=scram_users::VERSION).is_some() {
        questions.push(Question::new(scram_users::request(), scram_users::read, &mut users));
    }
    if let Err(why) = allowed {
        rights = Err(why.clone());
    } else if link.speaks(Api::DescribeAcls, acls::VERSION..=acls::VERSION).is_some() {
        questions.push(Question::new(acls::request(), acls::read, &mut rights));
    }
    link.ask(questions);
    wide.quotas = wide
        .keep(Part::Quotas, whole(quotas, |told| told.error))
        .map(|told| told.entries.into_iter().map(quota).collect());
    wide.scram_users = wide
        .keep(Part::ScramUsers, whole(users, |told| told.error))
        .map(|told| told.users.into_iter().map(scram_user).collect());
    let rights = match rights {
        Ok(told) if told.error == NO_AUTHORIZER => Ok(Acls::NoAuthorizer),
        told => whole(told, |told| told.error)
            .map(|told| Acls::Bindings(told.resources.into_iter().flat_map(bindings).collect())),
    };
    wide.acls = wide.keep(Part::Acls, rights);
}

fn quota(entry: client_quotas::Entry) -> Quota {
    // What is no number cannot be a limit, and a file could not hold it.
    let limits = entry.limits.into_iter().filter(|(_, limit)| limit.is_finite());
    Quota { entity: entry.entity.into_iter().collect(), limits: limits.collect() }
}

fn scram_user((name, credentials): (String, Vec<(i8, i32)>)) -> ScramUser {
    let mechanism = |number| match number {
        1 => "SCRAM-SHA-256".to_string(),
        2 => "SCRAM-SHA-512".to_string(),
        other => other.to_string(),
    };
    ScramUser { name, mechanisms: credentials.into_iter().map(|(number, count)| (mechanism(number), count)).collect() }
}

/// The numbers are those of Kafka's ResourceType, PatternType, AclOperation and AclPermissionType.
fn bindings(resource: acls::Resource) -> Vec<Acl> {
    const KINDS: [&str; 6] = ["topic", "group", "cluster", "transactional-id", "delegation-token", "user"];
    const PATTERNS: [&str; 2] = ["literal", "prefixed"];
    const OPERATIONS: [&str; 14] = [
        "All",
        "Read",
        "Write",
        "Create",
        "Delete",
        "Alter",
        "Describe",
        "ClusterAction",
        "DescribeConfigs",
        "AlterConfigs",
        "IdempotentWrite",
        "CreateTokens",
        "DescribeTokens",
        "TwoPhaseCommit",
    ];
    const PERMISSIONS: [&str; 2] = ["Deny", "Allow"];
    let word = |words: &[&str], first: i8, number: i8| {
        let at = usize::try_from(i16::from(number) - i16::from(first)).ok();
        at.and_then(|at| words.get(at)).map_or_else(|| number.to_string(), |word| (*word).to_string())
    };
    let (kind, pattern) = (word(&KINDS, 2, resource.kind), word(&PATTERNS, 3, resource.pattern));
    let acl = |acl: acls::Acl| Acl {
        resource: kind.clone(),
        name: resource.name.clone(),
        pattern: pattern.clone(),
        principal: acl.principal,
        host: acl.host,
        operation: word(&OPERATIONS, 2, acl.operation),
        permission: word(&PERMISSIONS, 2, acl.permission),
    };
    resource.acls.into_iter().map(acl).collect()
}
