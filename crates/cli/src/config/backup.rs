use serde::Deserialize;
use std::path::PathBuf;

/// Section `[backup]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BackupConfig {
    /// Where backups are kept.
    pub(crate) directory: PathBuf,
    /// Days after which a backup may go.
    pub(crate) keep_days: u32,
    /// Backups of each tenant that stay however old they are.
    pub(crate) keep_at_least: usize,
    /// When the worker saves every tenant, as crontab writes it, in UTC. Empty: never.
    pub(crate) schedule: String,
}

impl BackupConfig {
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.directory.as_os_str().is_empty() {
            faults
                .push("backup.directory: missing; give a directory to keep backups in".to_owned());
        }
        if !(1..=3650).contains(&self.keep_days) {
            faults.push(format!(
                "backup.keep_days: {} is not between 1 and 3650",
                self.keep_days
            ));
        }
        if !(1..=1000).contains(&self.keep_at_least) {
            faults.push(format!(
                "backup.keep_at_least: {} is not between 1 and 1000",
                self.keep_at_least
            ));
        }
        if !self.schedule.is_empty()
            && graphile_worker::parse_crontab(&crontab(&self.schedule)).is_err()
        {
            faults.push(format!(
                "backup.schedule: '{}' is not five fields of a crontab; every night at 03:15 UTC: 15 3 * * *",
                self.schedule
            ));
        }
        faults
    }
}

fn crontab(schedule: &str) -> String {
    format!("{schedule} backup_all")
}
