//! Roles, what is inherited, and what the tenant's own role in the database cannot do to them.

use crate::support::{begin, refused, sql, sql_with};
use panal_domain::{
    BranchId, BranchScope, Email, Limited, PasswordHash, Permission, PermissionMarker, PersonName,
    RoleId, UserId,
    access::{
        MAX_ROLE_DEPTH, RoleCode,
        staff::{AssignRoles, ChangeRoles},
    },
};
use panal_persistence::{
    Expected, TenantTx,
    tenant::{
        access::{self, RoleGrant},
        branches::{self, BranchChanges, NewBranch},
        roles::{self, NewRole, Role, RoleChanges, RoleTitle},
        steward::{Denied, Steward},
        users::{self, NewUser, staffing},
    },
};
use panal_test_support::TestDb;
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

fn new_role(code: &str, parent: Option<RoleId>) -> NewRole {
    NewRole {
        code: RoleCode::parse(code).unwrap(),
        name: RoleTitle::parse(code).unwrap(),
        description: None,
        parent,
    }
}

fn right(code: &str) -> &'static Permission {
    Permission::parse(code).unwrap()
}

async fn template(tx: &TenantTx, code: &str) -> RoleId {
    access::role_by_code(tx, code).await.unwrap().unwrap()
}

async fn person(tx: &TenantTx, name: &str, roles: Vec<RoleGrant>) -> UserId {
    let new = NewUser {
        email: Email::parse(&format!("{name}@clinica.test")).unwrap(),
        full_name: PersonName::parse(name).unwrap(),
        roles,
        password_hash: Some(PasswordHash::from_stored("$2b$04$nobody".to_owned())),
        branch_id: None,
    };
    UserId(users::create(tx, new).await.unwrap().id)
}

async fn administrator(tx: &TenantTx) -> UserId {
    let admin = template(tx, "admin").await;
    person(tx, "ana", vec![RoleGrant::everywhere(admin)]).await
}

async fn branch(tx: &TenantTx, code: &str) -> BranchId {
    let new = NewBranch {
        name: format!("Sede {code}"),
        code: code.to_owned(),
        address: None,
        phone: None,
        time_zone: None,
    };
    BranchId(branches::create(tx, new).await.unwrap().id)
}

/// A line of new roles, each the parent of the next.
async fn line(by: &Steward<'_>, length: usize) -> Vec<Role> {
    let mut made: Vec<Role> = Vec::new();
    for number in 0..length {
        let parent = made.last().map(|role| RoleId(role.id));
        made.push(
            roles::create(by, new_role(&format!("nivel_{number}"), parent))
                .await
                .unwrap(),
        );
    }
    made
}

async fn moved(by: &Steward<'_>, role: &Role, parent: Option<&Role>) -> Result<(), Denied> {
    let changes = RoleChanges {
        parent: Some(parent.map(|parent| RoleId(parent.id))),
        ..RoleChanges::default()
    };
    roles::update(by, RoleId(role.id), &Expected::Any, changes)
        .await
        .map(|found| assert!(found.is_some()))
}

#[tokio::test]
async fn a_user_has_what_each_role_gives_and_inherits_where_the_role_holds() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let made = line(&by, 3).await;
    let id = |at: usize| RoleId(made[at].id);
    for (at, code) in [
        (0, "clients.view"),
        (1, "clients.add"),
        (2, "clients.change"),
    ] {
        roles::grant(&by, id(at), right(code))
            .await
            .unwrap()
            .unwrap();
    }
    let (north, south) = (branch(&tx, "N").await, branch(&tx, "S").await);
    let in_branch = |role, branch| RoleGrant {
        role,
        branches: BranchScope::Only(BTreeSet::from([branch])),
    };
    let eva = person(
        &tx,
        "eva",
        vec![in_branch(id(2), north), in_branch(id(0), south)],
    )
    .await;

    let access = access::of_user(&tx, eva).await.unwrap();
    assert_eq!(
        access
            .roles
            .iter()
            .map(|role| role.code.as_str())
            .collect::<Vec<_>>(),
        ["nivel_0", "nivel_2"]
    );
    assert_eq!(access.roles[1].lineage, [id(2), id(1), id(0)]);
    let scope = |code: &str| access.rights.scope(right(code)).cloned();
    let only = |some: &[BranchId]| Some(BranchScope::Only(some.iter().copied().collect()));
    assert_eq!(scope("clients.view"), only(&[north, south]));
    assert_eq!(scope("clients.add"), only(&[north]));
    assert_eq!(scope("clients.change"), only(&[north]));
    assert_eq!(scope("clients.delete"), None);

    // A child of the administrator's role has everything; its permissions one by one are nowhere.
    let heir = roles::create(&by, new_role("gerente", Some(template(&tx, "admin").await)))
        .await
        .unwrap();
    let heir = access::of_role(&tx, RoleId(heir.id))
        .await
        .unwrap()
        .unwrap();
    assert!(heir.held.grants_all && heir.held.permissions.is_empty());
    assert_eq!(
        access::of_user(&tx, UserId::generate()).await.unwrap(),
        access::Access::default()
    );
}

#[tokio::test]
async fn a_line_of_roles_is_five_long_at_most_however_it_is_put_together() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let made = line(&by, MAX_ROLE_DEPTH).await;
    let last = RoleId(made[MAX_ROLE_DEPTH - 1].id);
    let sixth = roles::create(&by, new_role("sexto", Some(last))).await;
    assert!(matches!(sixth, Err(Denied::TooDeep)), "{sixth:?}");
    // Nor by hanging the whole line under another role.
    let root = roles::create(&by, new_role("raiz", None)).await.unwrap();
    let hung = moved(&by, &made[0], Some(&root)).await;
    assert!(matches!(hung, Err(Denied::TooDeep)), "{hung:?}");
    moved(&by, &made[1], Some(&root)).await.unwrap();
}

#[tokio::test]
async fn no_role_inherits_from_itself() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let made = line(&by, 3).await;
    for parent in &made {
        let closed = moved(&by, &made[0], Some(parent)).await;
        assert!(matches!(closed, Err(Denied::Cycle)), "{closed:?}");
    }
    moved(&by, &made[2], Some(&made[0])).await.unwrap();
    moved(&by, &made[2], None).await.unwrap();
    let unknown = roles::create(&by, new_role("huerfano", Some(RoleId::generate()))).await;
    assert!(
        matches!(unknown, Err(Denied::UnknownRole(_))),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn two_changes_that_would_close_a_circle_together_do_not_both_happen() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let one = roles::create(&by, new_role("uno", None)).await.unwrap();
    let two = roles::create(&by, new_role("dos", None)).await.unwrap();
    tx.commit().await.unwrap();
    let hang = async |child: &Role, parent: &Role| {
        let tx = begin(&tenants, &tenant).await;
        let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
            .await
            .unwrap();
        let outcome = moved(&by, child, Some(parent)).await;
        if outcome.is_ok() {
            tx.commit().await.unwrap();
        }
        outcome
    };
    let (first, second) = tokio::join!(hang(&one, &two), hang(&two, &one));
    let outcomes = [first, second];
    assert_eq!(
        outcomes.iter().filter(|one| one.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert!(
        outcomes.iter().any(|one| matches!(one, Err(Denied::Cycle))),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn what_was_taken_away_while_one_waited_is_asked_for_again() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let employee = template(&tx, "empleado").await;
    let eva = person(&tx, "eva", vec![RoleGrant::everywhere(employee)]).await;
    let begun = Steward::begin(&tx, eva, AssignRoles::PERMISSION)
        .await
        .err();
    assert!(
        matches!(begun, Some(Denied::Permission(missing)) if missing.code == "roles.assign"),
        "{begun:?}"
    );
}

#[tokio::test]
async fn whoever_has_all_permissions_one_by_one_is_no_administrator() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let role = roles::create(&by, new_role("casi_todo", None))
        .await
        .unwrap();
    for one in panal_domain::access::catalogue().iter() {
        roles::grant(&by, RoleId(role.id), one)
            .await
            .unwrap()
            .unwrap();
    }
    let eva = person(&tx, "eva", vec![RoleGrant::everywhere(RoleId(role.id))]).await;
    let by = Steward::begin(&tx, eva, AssignRoles::PERMISSION)
        .await
        .unwrap();
    // What is to come belongs to administrators alone.
    let admin = RoleGrant::everywhere(template(&tx, "admin").await);
    let made = staffing::set_roles(&by, eva, &Expected::Any, &[admin]).await;
    assert!(matches!(made, Err(Denied::NotOwn(_))), "{made:?}");
    let demoted = staffing::set_roles(&by, ana, &Expected::Any, &[]).await;
    assert!(matches!(demoted, Err(Denied::UserAboveOwn)), "{demoted:?}");
}

#[tokio::test]
async fn of_two_people_who_close_the_last_two_branches_one_is_refused() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    for old in branches::all(&tx).await.unwrap() {
        tx.execute_raw(sql_with(
            r#"UPDATE "tenant".branches SET is_active = false WHERE id = $1"#,
            [old.id.into()],
        ))
        .await
        .unwrap();
    }
    let (north, south) = (branch(&tx, "NN").await, branch(&tx, "SS").await);
    tx.commit().await.unwrap();
    let close = async |id: BranchId| {
        let tx = begin(&tenants, &tenant).await;
        let closed = BranchChanges {
            is_active: Some(false),
            ..BranchChanges::default()
        };
        let outcome = branches::update(&tx, id, &BranchScope::All, &Expected::Any, closed).await;
        if outcome.is_ok() {
            tx.commit().await.unwrap();
        }
        outcome
    };
    let (first, second) = tokio::join!(close(north), close(south));
    let outcomes = [first, second];
    assert_eq!(
        outcomes.iter().filter(|one| one.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert!(
        outcomes
            .iter()
            .any(|one| matches!(one, Err(Denied::LastBranch))),
        "{outcomes:?}"
    );
}

/// As an injected statement would try: everything that the server itself has no business doing.
#[tokio::test]
async fn the_tenants_own_role_cannot_make_itself_an_administrator() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    for statement in [
        r#"UPDATE "tenant".roles SET grants_all = true WHERE code = 'empleado'"#,
        r#"UPDATE "tenant".roles SET template = 'admin' WHERE code = 'empleado'"#,
        r#"UPDATE "tenant".roles SET template = NULL WHERE code = 'admin'"#,
        r#"UPDATE "tenant".roles SET version = 1"#,
        r#"INSERT INTO "tenant".roles (id, code, name, template, grants_all)
           VALUES (gen_random_uuid(), 'intruso', 'Intruso', 'admin', true)"#,
        r#"INSERT INTO "tenant".permission_categories VALUES ('x', 'x', 'x', 1)"#,
        r#"INSERT INTO "tenant".permissions VALUES ('x.view', 'x', 'x', 'x', 'view', 'core', 'core', 'x', 'x', false, 1)"#,
        r#"UPDATE "tenant".permissions SET personal = false"#,
        r#"DELETE FROM "tenant".permissions"#,
        r#"TRUNCATE "tenant".permissions CASCADE"#,
        r#"UPDATE "tenant".usage_counters SET used = 0"#,
        r#"INSERT INTO "tenant".usage_counters (resource, used) VALUES ('users', -5)"#,
        r#"DELETE FROM "tenant".usage_counters"#,
        r#"UPDATE "tenant".audit_log SET action = 'nothing'"#,
        r#"DELETE FROM "tenant".audit_log"#,
        r#"ALTER TABLE "tenant".roles DISABLE TRIGGER ALL"#,
    ] {
        let tx = db.begin(&tenant).await;
        assert_eq!(refused(&tx, statement).await, "42501", "{statement}");
    }
    // What it reads and what is counted for it works all the same.
    let tx = db.begin(&tenant).await;
    let counted = async || {
        let query = format!(
            r#"SELECT used FROM "tenant".usage_counters WHERE resource = '{}' AND period = ''"#,
            Limited::Users
        );
        let row = tx.query_one_raw(sql(&query)).await.unwrap().unwrap();
        row.try_get::<i64>("", "used").unwrap()
    };
    let before = counted().await;
    administrator(&tx).await;
    assert_eq!(counted().await, before + 1);
}
