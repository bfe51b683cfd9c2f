//! Databases, tenants and HTTP clients for tests.
