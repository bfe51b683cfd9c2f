//! Roles, what is inherited, and what the tenant's own role in the database cannot do to them.

use crate::support::{begin, refused, sql, sql_with};
use panal_domain::{
    BranchId, BranchScope, Email, Limited, LinkPurpose, ModuleSet, PasswordHash, Permission,
    PermissionMarker, PersonName, RoleId, UserId,
    access::{
        MAX_ROLE_DEPTH, RoleCode,
        staff::{AddUsers, AssignRoles, ChangeRoles, ChangeUsers, DeleteUsers},
    },
};
use panal_persistence::{
    Expected, TenantTx,
    tenant::{
        access::{self, RoleGrant},
        branches::{self, BranchChanges, NewBranch},
        roles::{self, MAX_ROLES, NewRole, Role, RoleChanges, RoleTitle},
        steward::{Denied, Ruled, Steward},
        user_tokens,
        users::{self, NewUser, staffing},
    },
};
use panal_test_support::TestDb;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::{collections::BTreeSet, future::Future};

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

/// Somebody with this role of these permissions, at each of these places.
async fn limited(
    by: &Steward<'_>,
    tx: &TenantTx,
    name: &str,
    given: &[(&str, BranchScope)],
) -> UserId {
    let mut grants = Vec::new();
    for (at, (code, branches)) in given.iter().enumerate() {
        let role = roles::create(by, new_role(&format!("{name}_{at}"), None))
            .await
            .unwrap();
        let role = RoleId(role.id);
        roles::grant(by, role, right(code)).await.unwrap().unwrap();
        grants.push(RoleGrant {
            role,
            branches: branches.clone(),
        });
    }
    person(tx, name, grants).await
}

fn invitation(name: &str, branch_id: Option<BranchId>, roles: Vec<RoleGrant>) -> NewUser {
    NewUser {
        email: Email::parse(&format!("{name}@clinica.test")).unwrap(),
        full_name: PersonName::parse(name).unwrap(),
        roles,
        password_hash: None,
        branch_id,
    }
}

/// Does something as soon as another transaction waits for a lock.
async fn once_somebody_waits<T>(db: &TestDb, then: impl Future<Output = T>) -> T {
    let watch = db.superuser().await;
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while watch
        .query_one(waiting, &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        == 0
    {
        assert!(tokio::time::Instant::now() < deadline, "nobody waits");
        tokio::task::yield_now().await;
    }
    then.await
}

#[tokio::test]
async fn whoever_assigns_roles_in_one_branch_hires_nobody_with_roles_elsewhere() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let (north, south) = (branch(&tx, "N").await, branch(&tx, "S").await);
    let at_north = BranchScope::Only(BTreeSet::from([north]));
    let eva = limited(
        &by,
        &tx,
        "eva",
        &[
            ("users.add", BranchScope::All),
            ("roles.assign", at_north.clone()),
        ],
    )
    .await;
    let by = Steward::begin(&tx, eva, AddUsers::PERMISSION)
        .await
        .unwrap();
    let role = RoleGrant {
        role: template(&tx, "cliente").await,
        branches: at_north,
    };
    for (name, place) in [("sur", Some(south)), ("todas", None)] {
        let hired = staffing::hire(&by, invitation(name, place, vec![role.clone()])).await;
        assert!(matches!(hired, Err(Denied::BranchNotOwn)), "{hired:?}");
        // Without roles there is nothing to assign.
        staffing::hire(&by, invitation(name, place, Vec::new()))
            .await
            .unwrap();
    }
    staffing::hire(&by, invitation("norte", Some(north), vec![role]))
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_is_disabled_while_their_request_waits_changes_nothing() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let ana = administrator(&tx).await;
    let admin = template(&tx, "admin").await;
    let eva = person(&tx, "eva", vec![RoleGrant::everywhere(admin)]).await;
    tx.commit().await.unwrap();

    let tx = begin(&tenants, &tenant).await;
    let by = Steward::begin(&tx, ana, ChangeUsers::PERMISSION)
        .await
        .unwrap();
    staffing::disable(&by, eva).await.unwrap().unwrap();
    let late = begin(&tenants, &tenant).await;
    let (begun, ()) = tokio::join!(
        Steward::begin(&late, eva, ChangeUsers::PERMISSION),
        once_somebody_waits(&db, async { tx.commit().await.unwrap() })
    );
    let begun = begun.err();
    assert!(
        matches!(begun, Some(Denied::Permission(missing)) if missing.code == "users.change"),
        "{begun:?}"
    );
}

#[tokio::test]
async fn of_two_administrators_of_whom_one_disables_and_one_deletes_the_other_one_is_left() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let ana = administrator(&tx).await;
    let admin = template(&tx, "admin").await;
    let eva = person(&tx, "eva", vec![RoleGrant::everywhere(admin)]).await;
    tx.commit().await.unwrap();
    let disable = async {
        let tx = begin(&tenants, &tenant).await;
        let by = Steward::begin(&tx, ana, ChangeUsers::PERMISSION).await?;
        staffing::disable(&by, eva).await?.unwrap();
        tx.commit().await.unwrap();
        Ok(())
    };
    let delete = async {
        let tx = begin(&tenants, &tenant).await;
        let by = Steward::begin(&tx, eva, DeleteUsers::PERMISSION).await?;
        assert!(staffing::delete(&by, ana, &Expected::Any).await?);
        tx.commit().await.unwrap();
        Ok(())
    };
    let outcomes: [Ruled<()>; 2] = tokio::join!(disable, delete).into();
    assert_eq!(
        outcomes.iter().filter(|one| one.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert!(
        outcomes
            .iter()
            .any(|one| matches!(one, Err(Denied::Permission(_)))),
        "{outcomes:?}"
    );
    let left = db
        .superuser()
        .await
        .query_one("SELECT count(*) FROM uno.users WHERE is_active", &[])
        .await
        .unwrap();
    assert_eq!(left.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn whoever_logs_in_at_that_moment_is_not_deleted() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = db.tenants();
    let tx = begin(&tenants, &tenant).await;
    let ana = administrator(&tx).await;
    let eva = person(&tx, "eva", Vec::new()).await;
    tx.commit().await.unwrap();

    let login = begin(&tenants, &tenant).await;
    login
        .execute_raw(sql_with(
            r#"UPDATE "tenant".users SET last_login_at = now() WHERE id = $1"#,
            [eva.0.into()],
        ))
        .await
        .unwrap();
    let tx = begin(&tenants, &tenant).await;
    let by = Steward::begin(&tx, ana, DeleteUsers::PERMISSION)
        .await
        .unwrap();
    let (deleted, ()) = tokio::join!(
        staffing::delete(&by, eva, &Expected::Any),
        once_somebody_waits(&db, async { login.commit().await.unwrap() })
    );
    assert!(matches!(deleted, Err(Denied::UserInUse)), "{deleted:?}");
}

#[tokio::test]
async fn of_a_deleted_user_the_audit_tells_the_roles() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let north = branch(&tx, "N").await;
    let grant = RoleGrant {
        role: template(&tx, "empleado").await,
        branches: BranchScope::Only(BTreeSet::from([north])),
    };
    let eva = person(&tx, "eva", vec![grant]).await;
    let by = Steward::begin(&tx, ana, DeleteUsers::PERMISSION)
        .await
        .unwrap();
    assert!(staffing::delete(&by, eva, &Expected::Any).await.unwrap());
    let row = tx
        .query_one_raw(sql(
            r#"SELECT changes FROM "tenant".audit_log WHERE action = 'delete' AND entity = 'users'"#,
        ))
        .await
        .unwrap()
        .unwrap();
    let changes: Value = row.try_get("", "changes").unwrap();
    assert_eq!(
        changes["roles"],
        json!([[{"role": "empleado", "branches": [north]}], null])
    );
}

#[tokio::test]
async fn what_a_newer_program_knows_is_given_by_those_who_have_it_and_kept_by_those_who_do_not() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    db.superuser()
        .await
        .batch_execute(
            "INSERT INTO uno.permissions
             VALUES ('ships.fly', 'ships', 'naves', 'ships', 'change', 'core', 'core', 'Volar', 'Fly', false, 999)",
        )
        .await
        .unwrap();
    let tx = db.begin(&tenant).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let pilot = roles::create(&by, new_role("piloto", None)).await.unwrap();
    let pilot = RoleId(pilot.id);
    tx.execute_raw(sql_with(
        r#"INSERT INTO "tenant".role_permissions (role_id, permission) VALUES ($1, 'ships.fly')"#,
        [pilot.0.into()],
    ))
    .await
    .unwrap();
    let everywhere = BranchScope::All;
    let eva = limited(
        &by,
        &tx,
        "eva",
        &[
            ("roles.assign", everywhere.clone()),
            ("roles.change", everywhere),
        ],
    )
    .await;
    let luz = person(&tx, "luz", Vec::new()).await;
    let give = async |who: UserId| {
        let by = Steward::begin(&tx, who, AssignRoles::PERMISSION).await?;
        staffing::set_roles(&by, luz, &Expected::Any, &[RoleGrant::everywhere(pilot)]).await
    };
    let given = give(eva).await;
    assert!(
        matches!(&given, Err(Denied::NotOwn(missing)) if missing == &["ships.fly"]),
        "{given:?}"
    );
    // Nor does she change such a role, or whoever has it; an administrator does, and what is not known stays.
    let by = Steward::begin(&tx, eva, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let changed = roles::revoke(&by, pilot, right("clients.view")).await;
    assert!(matches!(changed, Err(Denied::RoleAboveOwn)), "{changed:?}");
    give(ana).await.unwrap().unwrap();
    let by = Steward::begin(&tx, eva, AssignRoles::PERMISSION)
        .await
        .unwrap();
    let taken = staffing::set_roles(&by, luz, &Expected::Any, &[]).await;
    assert!(matches!(taken, Err(Denied::UserAboveOwn)), "{taken:?}");
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    let modules: ModuleSet = tenant.module_set();
    let one = [right("clients.view")];
    roles::set_permissions(&by, pilot, &Expected::Any, &one, &modules)
        .await
        .unwrap()
        .unwrap();
    let line = roles::line(&tx, pilot).await.unwrap();
    assert_eq!(line[0].permissions, ["clients.view", "ships.fly"]);
}

#[tokio::test]
async fn a_business_has_two_hundred_roles_at_most() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let by = Steward::begin(&tx, ana, ChangeRoles::PERMISSION)
        .await
        .unwrap();
    tx.execute_raw(sql_with(
        r#"INSERT INTO "tenant".roles (id, code, name)
           SELECT gen_random_uuid(), 'rol_' || n, 'Rol' FROM generate_series(1, $1 - (SELECT count(*) FROM "tenant".roles) - 1) n"#,
        [i64::try_from(MAX_ROLES).unwrap().into()],
    ))
    .await
    .unwrap();
    roles::create(&by, new_role("ultimo", None)).await.unwrap();
    let more = roles::create(&by, new_role("otro", None)).await;
    assert!(matches!(more, Err(Denied::RolesFull)), "{more:?}");
}

#[tokio::test]
async fn links_of_somebody_who_was_disabled_stay_dead() {
    let db = TestDb::new().await;
    let tx = db.begin(&db.tenant("uno").await).await;
    let ana = administrator(&tx).await;
    let eva = person(&tx, "eva", Vec::new()).await;
    let by = Steward::begin(&tx, ana, ChangeUsers::PERMISSION)
        .await
        .unwrap();
    let later = chrono::Utc::now() + chrono::TimeDelta::days(1);
    for (at, purpose) in (0_u8..).zip(user_tokens::CHOOSING) {
        user_tokens::issue(&tx, eva, *purpose, vec![at; 32], later)
            .await
            .unwrap();
    }
    let reset = LinkPurpose::PasswordReset;
    assert!(
        user_tokens::owner(&tx, &[1; 32], reset)
            .await
            .unwrap()
            .is_some()
    );
    staffing::disable(&by, eva).await.unwrap().unwrap();
    staffing::enable(&by, eva).await.unwrap().unwrap();
    for (at, purpose) in (0_u8..).zip(user_tokens::CHOOSING) {
        let owner = user_tokens::owner(&tx, &[at; 32], *purpose).await.unwrap();
        assert!(owner.is_none(), "{purpose}");
    }
}

/// As an injected statement would try: everything that the server itself has no business doing. Who has which role is
/// its business, so the tables of that are not among them.
#[tokio::test]
async fn the_tenants_own_role_makes_no_role_an_administrators_and_forges_no_permission_count_or_audit()
 {
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
