//! Quotas, SCRAM users, ACLs.

use kafka_protocol::messages::*;

use super::super::*;
use super::{answer, text};

#[test]
fn quotas_are_read() {
    use describe_client_quotas_response::*;
    let entity = EntityData::default().with_entity_type(text("user")).with_entity_name(None);
    let limit = ValueData::default().with_key(text("producer_byte_rate")).with_value(1024.5);
    let entry = EntryData::default().with_entity(vec![entity]).with_values(vec![limit]);
    let body = DescribeClientQuotasResponse::default().with_entries(Some(vec![entry]));
    let entry = client_quotas::Entry {
        entity: vec![("user".into(), None)],
        limits: vec![("producer_byte_rate".into(), 1024.5)],
    };
    let read = client_quotas::read(&answer(client_quotas::VERSION, &body));
    assert_eq!(read, Ok(client_quotas::Quotas { error: 0, entries: vec![entry] }));

    let refused = DescribeClientQuotasResponse::default().with_error_code(31).with_entries(None);
    let read = client_quotas::read(&answer(client_quotas::VERSION, &refused));
    assert_eq!(read, Ok(client_quotas::Quotas { error: 31, entries: vec![] }));
}

#[test]
fn scram_users_are_read() {
    use describe_user_scram_credentials_response::*;
    let credential = CredentialInfo::default().with_mechanism(2).with_iterations(4096);
    let user =
        DescribeUserScramCredentialsResult::default().with_user(text("alice")).with_credential_infos(vec![credential]);
    let body = DescribeUserScramCredentialsResponse::default().with_results(vec![user]);
    let read = scram_users::read(&answer(scram_users::VERSION, &body));
    assert_eq!(read, Ok(scram_users::Users { error: 0, users: vec![("alice".into(), vec![(2, 4096)])] }));
}

#[test]
fn acls_are_read() {
    use describe_acls_response::*;
    let acl = AclDescription::default()
        .with_principal(text("User:alice"))
        .with_host(text("*"))
        .with_operation(3)
        .with_permission_type(3);
    let resource = DescribeAclsResource::default()
        .with_resource_type(2)
        .with_resource_name(text("orders"))
        .with_pattern_type(4)
        .with_acls(vec![acl]);
    let body = DescribeAclsResponse::default().with_resources(vec![resource]);
    let acl = acls::Acl { principal: "User:alice".into(), host: "*".into(), operation: 3, permission: 3 };
    let resource = acls::Resource { kind: 2, name: "orders".into(), pattern: 4, acls: vec![acl] };
    let read = acls::read(&answer(acls::VERSION, &body));
    assert_eq!(read, Ok(acls::Acls { error: 0, resources: vec![resource] }));
}
