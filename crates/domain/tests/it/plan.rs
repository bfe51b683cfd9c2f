//! What plans allow.

use panal_domain::{Limited, PlanCode, PlanLimits};

const LADDER: [PlanCode; 3] = [
    PlanCode::Basico,
    PlanCode::Profesional,
    PlanCode::Empresarial,
];

#[test]
fn each_plan_allows_more_than_the_one_before_and_costs_more() {
    for pair in LADDER.windows(2) {
        let [less, more] = pair else { unreachable!() };
        assert!(less.monthly_price_usd_cents() < more.monthly_price_usd_cents());
        for limited in Limited::ALL {
            assert!(
                less.limits().of(*limited) < more.limits().of(*limited),
                "{limited}"
            );
        }
    }
}

#[test]
fn a_trial_is_the_professional_plan_for_nothing() {
    assert_eq!(PlanCode::Trial.limits(), PlanCode::Profesional.limits());
    assert_eq!(PlanCode::Trial.monthly_price_usd_cents(), Some(0));
}

#[test]
fn what_is_made_to_measure_has_no_limits_of_its_own() {
    assert_eq!(PlanCode::Custom.limits(), PlanLimits::default());
    for limited in Limited::ALL {
        assert_eq!(PlanCode::Custom.limits().of(*limited), None);
    }
}

#[test]
fn businesses_choose_among_what_has_a_price() {
    let chosen: Vec<PlanCode> = PlanCode::ALL
        .iter()
        .copied()
        .filter(|plan| plan.is_chosen())
        .collect();
    assert_eq!(chosen, LADDER);
}

#[test]
fn an_agreement_changes_one_limit_and_no_other() {
    let plan = PlanCode::Basico.limits();
    for agreed in Limited::ALL {
        for most in [None, Some(0), Some(7)] {
            let limits = plan.with(*agreed, most);
            for limited in Limited::ALL {
                let expected = if limited == agreed {
                    most
                } else {
                    plan.of(*limited)
                };
                assert_eq!(limits.of(*limited), expected, "{agreed} {limited}");
            }
        }
    }
}
