use panal_domain::TenantState::{
    self, Active, Deleted, Deleting, Maintenance, Pending, Provisioning, Suspended,
};

#[test]
fn every_pair_of_states_is_decided() {
    let allowed = [
        (Pending, Provisioning),
        (Provisioning, Active),
        (Provisioning, Pending),
        (Active, Suspended),
        (Active, Maintenance),
        (Active, Deleting),
        (Suspended, Active),
        (Suspended, Deleting),
        (Maintenance, Active),
        (Maintenance, Deleting),
        (Deleting, Active),
        (Deleting, Deleted),
    ];
    for from in TenantState::ALL.iter().copied() {
        for to in TenantState::ALL.iter().copied() {
            let expected = allowed.contains(&(from, to));
            assert_eq!(from.can_become(to), expected, "{from} -> {to}");
            match from.transition(to) {
                Ok(state) => assert!(expected && state == to),
                Err(conflict) => {
                    assert!(!expected);
                    assert_eq!(
                        (conflict.from, conflict.to, conflict.allowed),
                        (from, to, from.allowed())
                    );
                }
            }
        }
    }
}

#[test]
fn states_are_written_as_the_database_has_them() {
    let texts: Vec<&str> = TenantState::ALL
        .iter()
        .map(|state| state.as_str())
        .collect();
    assert_eq!(
        texts.join(" "),
        "pending provisioning active suspended maintenance deleting deleted"
    );
    for state in TenantState::ALL {
        assert_eq!(state.as_str().parse::<TenantState>().unwrap(), *state);
    }
    assert_eq!(
        crate::code("ACTIVE".parse::<TenantState>()),
        "tenant_state_unknown"
    );
}

#[test]
fn a_conflict_says_what_is_possible() {
    let conflict = Deleting.transition(Suspended).unwrap_err();
    assert_eq!(
        conflict.to_string(),
        "a tenant that is deleting cannot become suspended"
    );
    assert!(conflict.message().es.contains("Activo, Eliminado"));
    assert!(
        Deleted
            .transition(Active)
            .unwrap_err()
            .message()
            .en
            .contains("final")
    );
}
