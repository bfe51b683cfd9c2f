//! Rules and types of Panal; no input or output.
//!
//! Everything here is parsed once into a type that cannot be wrong. A parse function answers
//! [`Invalid`]: a stable code and a message, in Spanish and English, that says the cure.
//! Nothing reads a clock (save [`TenantId::generate`] and its siblings, whose UUIDs are
//! time-ordered), a file or a network: what a rule needs, it takes.

#[macro_use]
mod macros;

#[macro_use]
pub mod access;

pub mod api_key;
pub mod client;
pub mod color;
pub mod contact;
pub mod country;
pub mod document;
pub mod host;
pub mod id;
pub mod industry;
pub mod invalid;
pub mod letter;
pub mod link;
pub mod message;
pub mod money;
pub mod names;
pub mod password;
pub mod person;
pub mod plan;
pub mod scheduling;
pub mod slug;
pub mod state;
pub mod subscription;
pub mod tax_id;
pub mod timeline;

pub use access::{Action, BranchScope, Category, Permission, PermissionMarker, Rights, Role};
pub use api_key::ApiKey;
pub use client::{PreferredContact, Tag, Tags, check_birthday};
pub use color::Color;
pub use contact::{Email, Phone};
pub use country::{Country, CurrencyCode, Locale, TimeZone};
pub use document::{Document, DocumentKind};
pub use host::{BaseDomains, DomainName, Host, HostKind};
pub use id::{
    ApiKeyId, AppointmentId, BranchId, ClientId, JobId, NoteId, ProfessionalId, RoleId, RoomId,
    SeriesId, ServiceId, SessionId, SlotId, TenantId, UserId, WaitingId,
};
pub use industry::{Module, ModuleSet, Profile};
pub use invalid::Invalid;
pub use letter::{LetterKind, LetterTexts, Placeholder};
pub use link::{LinkPurpose, LinkSigner, LinkToken, SignedFor, SignedLink};
pub use message::{Language, Message};
pub use money::Amount;
pub use names::{RoleName, SchemaName};
pub use password::{HashError, Password, PasswordHash};
pub use person::{BusinessName, PersonName, Text};
pub use plan::{Limited, PlanCode, PlanLimits};
pub use slug::Slug;
pub use state::{StateConflict, TenantState};
pub use subscription::{Subscription, SubscriptionState};
pub use tax_id::{TaxId, TaxIdKind};
pub use timeline::TimelineKind;
