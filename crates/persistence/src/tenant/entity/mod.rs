//! Tables of a tenant's schema, as SeaORM entities. Their schema, `tenant`, never exists: [`crate::TenantTx`] puts the
//! tenant's own in its place. Generated columns (`clients.search`) are not read, and so are no fields here.

pub mod api_keys;
pub mod appointment_history;
pub mod appointment_series;
pub mod appointments;
pub mod audit_log;
pub mod branches;
pub mod brand;
pub mod client_consents;
pub mod client_notes;
pub mod clients;
pub mod document_sequences;
pub mod edited_days;
pub mod holidays;
pub mod idempotency_keys;
pub mod professionals;
pub mod refresh_tokens;
pub mod roles;
pub mod rooms;
pub mod schedule_exceptions;
pub mod service_professionals;
pub mod service_rooms;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod time_slots;
pub mod users;
pub mod waiting_list;
pub mod weekly_schedules;
