use panal_domain::{Action, Permission, Resource, Role};

/// Letters of the actions that a role may do: view, add, change, delete.
fn rights(role: Role, resource: Resource) -> String {
    [
        (Action::View, 'v'),
        (Action::Add, 'a'),
        (Action::Change, 'c'),
        (Action::Delete, 'd'),
    ]
    .into_iter()
    .filter(|(action, _)| role.allows(resource, *action))
    .map(|(_, letter)| letter)
    .collect()
}

#[test]
fn the_matrix_of_roles() {
    let table = [
        // role, clients, users, branches, settings, audit log
        (Role::Admin, ["vacd", "vacd", "vacd", "vc", "v"]),
        (Role::Propietario, ["vacd", "vacd", "vacd", "vc", "v"]),
        (Role::Empleado, ["vac", "v", "v", "v", "v"]),
        (Role::Cliente, ["", "", "", "", ""]),
        (Role::Cashier, ["vac", "", "", "", ""]),
        (Role::Kitchen, ["v", "", "", "", ""]),
        (Role::Delivery, ["v", "", "", "", ""]),
        (Role::Sales, ["vac", "v", "v", "v", "v"]),
        (Role::Production, ["v", "v", "v", "v", "v"]),
        (Role::Operator, ["v", "v", "v", "v", "v"]),
    ];
    assert_eq!(table.len(), Role::ALL.len());
    let resources = [
        Resource::Clients,
        Resource::Users,
        Resource::Branches,
        Resource::Settings,
        Resource::AuditLog,
    ];
    for (role, expected) in table {
        for (resource, expected) in resources.into_iter().zip(expected) {
            assert_eq!(rights(role, resource), expected, "{role} {resource}");
        }
    }
}

#[test]
fn permissions_are_written_with_a_dot() {
    assert_eq!(Permission::all().count(), 15);
    for permission in Permission::all() {
        assert_eq!(
            permission.to_string().parse::<Permission>().unwrap(),
            permission
        );
    }
    let view = Permission::new(Resource::AuditLog, Action::View);
    assert_eq!(serde_json::to_string(&view).unwrap(), "\"audit_log.view\"");
    for raw in [
        "clients",
        "clients.fly",
        "audit_log.delete",
        ".view",
        "clients.view.x",
    ] {
        assert_eq!(
            crate::code(Permission::parse(raw)),
            "permission_unknown",
            "{raw}"
        );
    }
    assert_eq!(Role::Admin.permissions().count(), 15);
    assert_eq!(Role::Cliente.permissions().count(), 0);
}

#[test]
fn role_codes() {
    let texts: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).collect();
    assert_eq!(
        texts.join(" "),
        "admin propietario empleado cliente cashier kitchen delivery sales production operator"
    );
}
