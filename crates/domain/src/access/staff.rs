//! Permissions over the business itself: people, branches, settings.

permissions! {
    /// Users and what they may do.
    pub USERS: "users", Core of Core, "usuarios", "users" {
        ViewUsers: view,
        AddUsers: add !personal,
        ChangeUsers: change !personal,
        DeleteUsers: delete !personal,
    }
}

permissions! {
    /// Roles, their permissions and who has them.
    pub ROLES: "roles", Core of Core, "roles", "roles" {
        ViewRoles: view,
        AddRoles: add !personal,
        ChangeRoles: change !personal,
        DeleteRoles: delete !personal,
        AssignRoles: assign as Change ("Asignar roles a usuarios", "Assign roles to users") !personal,
    }
}

permissions! {
    /// Branches.
    pub BRANCHES: "branches", Core of Core, "sucursales", "branches" {
        ViewBranches: view,
        AddBranches: add,
        ChangeBranches: change,
        DeleteBranches: delete,
    }
}

permissions! {
    /// Settings; they are there from the start and stay (seed 000, `configuration`).
    pub SETTINGS: "settings", Core of Core, "configuración", "settings" {
        ViewSettings: view,
        ChangeSettings: change,
    }
}

permissions! {
    /// Keys with which programs act.
    pub API_KEYS: "api_keys", Core of Core, "claves de API", "API keys" {
        ViewApiKeys: view,
        AddApiKeys: add !personal,
        DeleteApiKeys: delete !personal,
    }
}

permissions! {
    /// The audit log; nobody writes it.
    pub AUDIT_LOG: "audit_log", Core of Core, "auditoría", "audit log" {
        ViewAuditLog: view,
    }
}

permissions! {
    /// The plan, what is used of it, and its change.
    pub SUBSCRIPTION: "subscription", Core of Core, "plan y consumo", "plan and usage" {
        ViewSubscription: view,
        ChangeSubscription: change !personal,
    }
}
