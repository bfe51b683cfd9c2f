//! The routes: one file a feature.
//!
//! A feature gives a function `routes(&mut ServiceConfig)` whose paths are relative: the tenants' set hangs under
//! `/api/v1`, the platform's under `/api/v1/platform`.
