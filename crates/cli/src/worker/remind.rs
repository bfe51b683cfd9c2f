use super::tools::{JobError, Tools};
use futures_util::{StreamExt, stream};
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::{Module, TenantState, TimeZone};
use panal_persistence::{
    Actor, ActorKind,
    tenant::scheduling::{Clock, booking_settings, reminders, waiting_list},
};
use panal_provisioner::{TenantFilter, TenantRecord};
use serde::{Deserialize, Serialize};

/// Businesses looked at at a time.
const AT_A_TIME: usize = 4;

/// Asks for the reminders that are due, and ends offers to the waiting list that nobody answered, business by business.
/// What fails at one business is logged; its turn comes again with the others'.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct RemindAll {}

impl TaskHandler for RemindAll {
    const IDENTIFIER: &'static str = "remind_all";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let job = *context.job().id();
        let tenants = tools
            .provisioner
            .tenants(&TenantFilter {
                states: vec![TenantState::Active],
                ..TenantFilter::default()
            })
            .await?;
        stream::iter(tenants.iter().filter(|tenant| has_agenda(tenant)))
            .for_each_concurrent(AT_A_TIME, async |tenant| {
                note(job, tenant, &remind(tools, tenant).await);
            })
            .await;
        Ok::<(), JobError>(())
    }
}

/// What was done for a business.
struct Done {
    reminders: usize,
    ended: u64,
}

/// Whether a business takes appointments.
pub(super) fn has_agenda(tenant: &TenantRecord) -> bool {
    tenant
        .modules
        .iter()
        .any(|module| module == Module::Scheduling.as_str())
}

async fn remind(tools: &Tools, tenant: &TenantRecord) -> Result<Done, JobError> {
    let clock = Clock::of(TimeZone::parse(&tenant.time_zone)?);
    let tx = tools
        .tenants
        .begin(&tenant.scope(), Actor::of(ActorKind::Job))
        .await?;
    let settings = booking_settings(&tx).await?;
    let reminders = reminders::ask(&tx, clock.now, &settings.reminder_minutes).await?;
    tx.commit().await?;
    // On its own: an agenda that somebody else has locked holds no reminder up.
    let ended = end_offers(tools, tenant, clock).await?;
    Ok(Done { reminders, ended })
}

/// Ends what time has ended on the waiting list, offer by offer: one that fails is logged, and the others go on.
async fn end_offers(tools: &Tools, tenant: &TenantRecord, clock: Clock) -> Result<u64, JobError> {
    let begin = async || {
        let scope = tenant.scope();
        tools.tenants.begin(&scope, Actor::of(ActorKind::Job)).await
    };
    let tx = begin().await?;
    let unanswered = waiting_list::unanswered(&tx, clock).await?;
    let mut ended = waiting_list::expire_days(&tx, clock).await?;
    tx.commit().await?;
    for id in unanswered {
        let done = async {
            let tx = begin().await?;
            let done = waiting_list::expire_offer(&tx, clock, id).await?;
            tx.commit().await?;
            Ok::<bool, panal_persistence::Error>(done)
        };
        match done.await {
            Ok(done) => ended += u64::from(done),
            Err(error) => {
                tracing::warn!(entry = %id.0, tenant = tenant.slug, %error, "an offer was not ended; the others go on");
            }
        }
    }
    Ok(ended)
}

fn note(job: i64, tenant: &TenantRecord, done: &Result<Done, JobError>) {
    let task = RemindAll::IDENTIFIER;
    match done {
        Ok(Done {
            reminders: 0,
            ended: 0,
        }) => {}
        Ok(Done { reminders, ended }) => tracing::info!(
            task,
            job,
            tenant = tenant.slug,
            reminders,
            ended,
            "reminded"
        ),
        Err(error) => tracing::warn!(
            task,
            job,
            tenant = tenant.slug,
            ?error,
            "failed for this business; the others go on"
        ),
    }
}
