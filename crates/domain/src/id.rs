//! Identifiers: UUIDv7, so that new rows land at the end of their index.

use uuid::Uuid;

macro_rules! id {
    ($( $(#[$meta:meta])* $name:ident, )+) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new, time-ordered identifier (UUIDv7).
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The bare UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Invalid;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                // The cause says which character was odd; a caller only needs to know it is no UUID.
                Uuid::try_parse(raw).map(Self).map_err(|_cause| crate::Invalid::new(
                    "id_invalid",
                    "Indique un identificador UUID.",
                    "Give a UUID as identifier.",
                ))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+ };
}

id! {
    /// A tenant: one business, one schema, one database role.
    TenantId,
    /// A user, of the platform or of a tenant.
    UserId,
    /// A login session.
    SessionId,
    /// A role of a tenant.
    RoleId,
    /// A key with which a program acts.
    ApiKeyId,
    /// A client (or patient) of a tenant.
    ClientId,
    /// A note about a client.
    NoteId,
    /// A branch of a tenant.
    BranchId,
    /// A professional of a tenant.
    ProfessionalId,
    /// A service that a tenant gives.
    ServiceId,
    /// A room or chair of a tenant.
    RoomId,
    /// An appointment.
    AppointmentId,
    /// Appointments that recur.
    SeriesId,
    /// An interval in somebody's agenda.
    SlotId,
    /// Somebody who waits for a free time.
    WaitingId,
    /// A background job.
    JobId,
}
