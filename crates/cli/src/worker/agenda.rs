use super::{
    queue::enqueue_for,
    tools::{JobError, Tools},
};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::{Country, TenantState, TimeZone, industry::Module};
use panal_persistence::{
    Actor, ActorKind,
    tenant::scheduling::{
        Clock,
        generation::{self, Generated, Place},
    },
};
use panal_provisioner::TenantFilter;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Tenants whose availability is kept: one that is suspended may be back tomorrow.
const AT_WORK: [TenantState; 2] = [TenantState::Active, TenantState::Suspended];

/// Makes a tenant's availability from today to the end of its booking window.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GenerateTenant {
    tenant_id: Uuid,
}

impl TaskHandler for GenerateTenant {
    const IDENTIFIER: &'static str = "generate_tenant";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenant = tools.tenant(self.tenant_id).await?;
        if !AT_WORK.contains(&tenant.state) || !tenant.module_set().contains(Module::Scheduling) {
            // Otherwise since.
            return Ok::<(), JobError>(());
        }
        let place = Place {
            clock: Clock::of(TimeZone::parse(&tenant.time_zone)?),
            country: Country::parse(&tenant.country).ok(),
        };
        let scope = tenant.scope();
        let begin = || tools.tenants.begin(&scope, Actor::of(ActorKind::Job));
        let tx = begin().await?;
        let (first, last) = generation::window(&tx, place).await?;
        let professionals = generation::professionals(&tx, None).await?;
        tx.commit().await?;
        let mut all = Generated::default();
        let mut failed = None;
        // A transaction for each, so that bookings wait for one professional's at most; and that what fails for one is
        // made for the others.
        for professional in professionals {
            let one = async || {
                let tx = begin().await?;
                let made = generation::generate(&tx, place, professional, first, last).await?;
                tx.commit().await?;
                Ok::<_, JobError>(made)
            };
            match Box::pin(one()).await {
                Ok(made) => all += made,
                Err(error) => {
                    tracing::warn!(
                        task = Self::IDENTIFIER,
                        job = context.job().id(),
                        tenant = tenant.slug,
                        professional = %professional.0,
                        ?error,
                        "availability of one professional was not made"
                    );
                    failed.get_or_insert(error);
                }
            }
        }
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            tenant = tenant.slug,
            professionals = all.professionals,
            created = all.created,
            removed = all.removed,
            kept_days = all.kept_days,
            "made availability"
        );
        failed.map_or(Ok(()), Err)
    }
}

/// Enqueues the making of every tenant's availability.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct GenerateAll {}

impl TaskHandler for GenerateAll {
    const IDENTIFIER: &'static str = "generate_all";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let tenants = tools
            .provisioner
            .tenants(&TenantFilter {
                states: AT_WORK.to_vec(),
                ..TenantFilter::default()
            })
            .await?;
        let ids = tenants
            .iter()
            .filter(|tenant| tenant.module_set().contains(Module::Scheduling))
            .map(|tenant| tenant.id);
        enqueue_for(&tools.provisioner, GenerateTenant::IDENTIFIER, ids).await?;
        Ok::<(), JobError>(())
    }
}
