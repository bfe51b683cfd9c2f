//! The job queue and the fleet's migrations, as super admins see them.
