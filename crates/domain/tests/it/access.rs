use crate::code;
use panal_domain::{
    Action, BranchId, BranchScope, Category, Module, ModuleSet, Permission, Profile, Rights, Role,
    access::{HeldRole, RoleCode, catalogue},
};
use proptest::{collection::btree_set, prelude::*, sample::subsequence};
use std::collections::BTreeSet;
use uuid::Uuid;

fn branch(number: u128) -> BranchId {
    BranchId(Uuid::from_u128(number))
}

fn only(numbers: &[u128]) -> BranchScope {
    BranchScope::Only(numbers.iter().copied().map(branch).collect())
}

fn permission(code: &str) -> &'static Permission {
    Permission::parse(code).unwrap()
}

fn role(permissions: &[&str], branches: BranchScope) -> HeldRole {
    HeldRole {
        grants_all: false,
        permissions: permissions.iter().map(ToString::to_string).collect(),
        branches,
    }
}

fn codes() -> Vec<String> {
    catalogue().iter().map(|one| one.code.to_owned()).collect()
}

fn any_scope() -> impl Strategy<Value = BranchScope> {
    prop_oneof![
        1 => Just(BranchScope::All),
        3 => btree_set(0_u128..4, 0..=4)
            .prop_map(|some| BranchScope::Only(some.into_iter().map(branch).collect())),
    ]
}

fn any_role() -> impl Strategy<Value = HeldRole> {
    (
        prop::bool::weighted(0.1),
        subsequence(codes(), 0..=4),
        any_scope(),
    )
        .prop_map(|(grants_all, permissions, branches)| HeldRole {
            grants_all,
            permissions,
            branches,
        })
}

fn any_roles() -> impl Strategy<Value = Vec<HeldRole>> {
    prop::collection::vec(any_role(), 0..4)
}

proptest! {
    #[test]
    fn whoever_may_give_rights_away_is_in_a_partial_order(
        a in any_roles(), b in any_roles(), c in any_roles(),
    ) {
        let (a, b, c) = (Rights::of(&a), Rights::of(&b), Rights::of(&c));
        prop_assert!(a.covers(&a));
        prop_assert!(a.covers(&Rights::default()));
        prop_assert_eq!(a.covers(&b) && b.covers(&a), a == b);
        if a.covers(&b) && b.covers(&c) {
            prop_assert!(a.covers(&c));
        }
        prop_assert_eq!(a.covers(&b), a.missing(&b).next().is_none());
    }

    #[test]
    fn a_further_role_only_adds_rights(a in any_roles(), b in any_roles()) {
        let both = Rights::of(a.iter().chain(&b));
        prop_assert!(both.covers(&Rights::of(&a)) && both.covers(&Rights::of(&b)));
        prop_assert_eq!(&both, &Rights::of(b.iter().chain(&a)), "in whichever order");
        for one in catalogue().iter() {
            let somewhere = |roles: &[HeldRole]| Rights::of(roles).may(one);
            prop_assert_eq!(both.may(one), somewhere(&a) || somewhere(&b));
        }
    }

    #[test]
    fn a_right_holds_where_one_of_the_roles_that_give_it_does(roles in any_roles(), at in 0_u128..6) {
        let rights = Rights::of(&roles);
        for one in catalogue().iter() {
            let given = roles.iter().any(|role| {
                (role.grants_all || role.permissions.iter().any(|code| code == one.code))
                    && role.branches.allows(Some(branch(at)))
            });
            let holds = rights.scope(one).is_some_and(|scope| scope.allows(Some(branch(at))));
            prop_assert_eq!(holds, given, "{} at {}", one, at);
        }
    }

    #[test]
    fn less_is_covered_by_more(roles in any_roles(), keep in subsequence(codes(), 0..20)) {
        let all = Rights::of(&roles);
        let some = all.clone().only(|one| keep.iter().any(|code| code == one.code));
        prop_assert!(all.covers(&some));
        for one in catalogue().iter() {
            prop_assert_eq!(some.may(one), all.may(one) && keep.iter().any(|code| code == one.code));
        }
    }

    #[test]
    fn a_scope_covers_what_it_allows(a in any_scope(), b in any_scope()) {
        let allowed = |scope: &BranchScope| -> BTreeSet<u128> {
            (0..6).filter(|at| scope.allows(Some(branch(*at)))).collect()
        };
        if a.covers(&b) {
            prop_assert!(allowed(&b).is_subset(&allowed(&a)));
        } else {
            prop_assert!(b == BranchScope::All || !allowed(&b).is_subset(&allowed(&a)));
        }
        prop_assert!(a.allows(None), "what belongs to no branch is everybody's");
    }
}

#[test]
fn rights_in_some_branches_are_not_enough_to_give_them_in_others() {
    let north = Rights::of([&role(&["clients.view"], only(&[1]))]);
    let south = Rights::of([&role(&["clients.view"], only(&[2]))]);
    let everywhere = Rights::of([&role(&["clients.view"], BranchScope::All)]);
    assert!(!north.covers(&south) && !north.covers(&everywhere));
    assert!(everywhere.covers(&north) && everywhere.covers(&south));
    assert_eq!(north.missing(&south).collect::<Vec<_>>(), ["clients.view"]);
    let both = Rights::of([
        &role(&["clients.view"], only(&[1])),
        &role(&["clients.view"], only(&[2])),
    ]);
    assert_eq!(both.scope(permission("clients.view")), Some(&only(&[1, 2])));
    assert!(both.covers(&north) && both.covers(&south));
}

#[test]
fn a_permission_that_this_program_does_not_know_gives_nothing() {
    let rights = Rights::of([&role(&["spaceships.fly", "clients.view"], BranchScope::All)]);
    assert_eq!(
        rights,
        Rights::of([&role(&["clients.view"], BranchScope::All)])
    );
    let held = role(&["spaceships.fly", "clients.view"], BranchScope::All);
    assert_eq!(held.unknown().collect::<Vec<_>>(), ["spaceships.fly"]);
    assert_eq!(
        code(Permission::parse("spaceships.fly")),
        "permission_unknown"
    );
}

#[test]
fn permissions_of_modules_that_a_business_lacks_are_left_out() {
    let rights = Rights::of([&HeldRole {
        grants_all: true,
        permissions: Vec::new(),
        branches: BranchScope::All,
    }]);
    let modules: ModuleSet = [Module::Core].into_iter().collect();
    let listed: Vec<&str> = rights
        .permissions(&modules)
        .map(|(one, _)| one.resource)
        .collect();
    assert!(listed.contains(&"users") && !listed.contains(&"clients"));
}

#[test]
fn each_permission_is_declared_once_and_says_what_it_is_in_both_languages() {
    let mut seen = BTreeSet::new();
    for one in catalogue().iter() {
        assert!(seen.insert(one.code), "{one} twice");
        let (resource, verb) = one.code.split_once('.').unwrap();
        assert_eq!(resource, one.resource, "{one}");
        for part in [resource, verb] {
            assert!(!part.is_empty(), "{one}");
            assert!(
                part.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                "{one}"
            );
        }
        for text in [
            &one.name.es,
            &one.name.en,
            &one.resource_name.es,
            &one.resource_name.en,
        ] {
            assert!(!text.trim().is_empty(), "{one}");
        }
        assert_ne!(one.name.es, one.name.en, "{one} is not translated");
        // A verb that is an action's own name is of that class.
        if let Ok(action) = panal_domain::Action::parse(verb) {
            assert_eq!(action, one.action, "{one}");
        }
        assert_eq!(Permission::parse(one.code).unwrap(), one);
    }
    for category in Category::ALL {
        assert!(
            catalogue().iter().any(|one| one.category == *category),
            "{category} is empty"
        );
    }
}

#[test]
fn what_hands_rights_over_needs_a_person_in_their_own_session() {
    for code in [
        "users.add",
        "users.change",
        "users.delete",
        "roles.add",
        "roles.change",
        "roles.delete",
        "roles.assign",
        "api_keys.add",
        "api_keys.delete",
        "subscription.change",
    ] {
        assert!(permission(code).personal, "{code}");
    }
    for code in ["users.view", "roles.view", "clients.delete"] {
        assert!(!permission(code).personal, "{code}");
    }
}

#[test]
fn every_template_gives_what_its_row_of_the_matrix_says() {
    for role in Role::ALL {
        let given: BTreeSet<&str> = role.permissions().map(|one| one.code).collect();
        for one in catalogue().iter() {
            let books = *role == Role::Cashier
                && ["services", "professionals", "rooms", "schedules"].contains(&one.resource);
            let expected = role.actions(one.category).contains(&one.action)
                || books && one.action == Action::View;
            assert_eq!(given.contains(one.code), expected, "{role}: {one}");
        }
        assert_eq!(
            role.grants_all(),
            given.len() == catalogue().iter().count(),
            "{role}"
        );
        assert!(!role.label().es.is_empty() && !role.label().en.is_empty());
    }
    assert_eq!(Role::Cliente.permissions().count(), 0);
}

#[test]
fn every_industry_begins_with_somebody_who_may_do_everything() {
    let mut used: BTreeSet<Role> = BTreeSet::new();
    for profile in Profile::ALL {
        let roles = Role::for_profile(*profile);
        assert!(roles.iter().any(|role| role.grants_all()), "{profile}");
        assert!(roles.contains(&Role::Admin) && roles.contains(&Role::Propietario));
        let distinct: BTreeSet<_> = roles.iter().collect();
        assert_eq!(distinct.len(), roles.len(), "{profile}");
        used.extend(roles);
    }
    assert_eq!(used.len(), Role::ALL.len(), "a template that nobody gets");
}

#[test]
fn a_role_has_a_short_name_that_fits_in_an_address() {
    for good in ["r", "recepcion_norte", "a1", &"a".repeat(40)] {
        assert_eq!(RoleCode::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(RoleCode::parse(" caja ").unwrap().as_str(), "caja");
    for bad in [
        "",
        "Caja",
        "1a",
        "_a",
        "a-b",
        "recepción",
        "a b",
        &"a".repeat(41),
    ] {
        assert_eq!(code(RoleCode::parse(bad)), "role_code_invalid", "{bad}");
    }
}
