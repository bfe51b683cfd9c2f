//! Life of a tenant: schemas, roles, migrations, backups.
