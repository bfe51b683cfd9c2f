//! HTTP: routing to a tenant, authentication, handlers, problems, OpenAPI.
