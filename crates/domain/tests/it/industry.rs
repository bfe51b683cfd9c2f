use panal_domain::{Module, ModuleSet, PlanCode, Profile, Role};

#[test]
fn the_fourteen_industries_are_written_as_the_documents_do() {
    let texts: Vec<&str> = Profile::ALL.iter().map(|p| p.as_str()).collect();
    assert_eq!(
        texts.join(" "),
        "barberia salon_belleza estetica spa podologia consultorio_medico academia taller_tecnico centro_fitness \
         veterinaria otro clinica_dental estudio_fotografico comida_rapida"
    );
}

#[test]
fn modules_by_industry() {
    let common = "analytics,core,crm,finance,messaging";
    let own = |profile: Profile| {
        let key = profile.module_set().key();
        for module in common.split(',') {
            assert!(
                key.split(',').any(|name| name == module),
                "{profile} lacks {module}"
            );
        }
        key.split(',')
            .filter(|m| !common.split(',').any(|c| c == *m))
            .collect::<Vec<_>>()
            .join(",")
    };
    for profile in Profile::ALL {
        let expected = match profile {
            Profile::ClinicaDental | Profile::ConsultorioMedico => "clinical,inventory,scheduling",
            Profile::EstudioFotografico => "commerce,inventory,scheduling,studio",
            Profile::ComidaRapida => "commerce,delivery,inventory,kitchen,ordering,printing",
            _ => "commerce,inventory,scheduling",
        };
        assert_eq!(own(*profile), expected, "{profile}");
        assert!(!Role::for_profile(*profile).is_empty());
    }
}

#[test]
fn no_industry_lacks_what_its_modules_require() {
    for profile in Profile::ALL {
        assert_eq!(
            profile.module_set().with_requirements(),
            profile.module_set(),
            "{profile}"
        );
        assert!(profile.modules().is_sorted(), "{profile}");
    }
}

#[test]
fn every_module_comes_after_what_it_requires() {
    for module in Module::ALL {
        assert!(
            module.requires().iter().all(|required| required < module),
            "{module}"
        );
        assert!(
            *module == Module::Core || module.requires().contains(&Module::Core),
            "{module}"
        );
    }
}

#[test]
fn requirements_are_added_however_deep() {
    let set: ModuleSet = [Module::Kitchen, Module::Clinical].into_iter().collect();
    let full = set.with_requirements();
    assert_eq!(full.key(), "clinical,commerce,core,crm,kitchen,scheduling");
    assert_eq!(
        ModuleSet::parse("kitchen, crm,core,clinical,commerce,scheduling").unwrap(),
        full
    );
    assert_eq!(full.iter().next(), Some(Module::Core));
    assert_eq!(ModuleSet::parse("").unwrap().len(), 0);
    assert_eq!(
        crate::code(ModuleSet::parse("core,magic")),
        "module_unknown"
    );
    assert_eq!(
        serde_json::to_string(&ModuleSet::parse("crm,core").unwrap()).unwrap(),
        r#"["core","crm"]"#
    );
}

#[test]
fn plans_have_the_numbers_of_the_documents() {
    let row = |plan: PlanCode| {
        let limits = plan.limits();
        (limits.users, limits.clients, plan.monthly_price_usd_cents())
    };
    assert_eq!(row(PlanCode::Basico), (Some(5), Some(50), Some(2_900)));
    assert_eq!(
        row(PlanCode::Profesional),
        (Some(10), Some(100), Some(7_900))
    );
    assert_eq!(
        row(PlanCode::Empresarial),
        (Some(50), Some(500), Some(19_900))
    );
    assert_eq!(row(PlanCode::Custom), (None, None, None));
    assert_eq!(PlanCode::Trial.limits(), PlanCode::Profesional.limits());
    let texts: Vec<&str> = PlanCode::ALL.iter().map(|p| p.as_str()).collect();
    assert_eq!(
        texts.join(" "),
        "trial basico profesional empresarial custom"
    );
}
