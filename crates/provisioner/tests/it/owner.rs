//! The owner's connections.

use crate::story;
use futures_util::FutureExt as _;
use panal_provisioner::Owner;
use panal_test_support::TestDb;
use std::time::Duration;

#[tokio::test]
async fn a_transaction_given_up_while_it_begins_leaves_no_connection_inside_it() {
    let db = TestDb::new().await;
    let owner = Owner::new(&db.url().into(), 1, Duration::from_secs(10)).unwrap();
    owner.query("SELECT 1", &[]).await.unwrap();
    // BEGIN is on its way when the future is dropped.
    assert!(owner.begin().now_or_never().is_none());
    owner.query("SELECT 1", &[]).await.unwrap();
    assert_eq!(
        story::count(
            &db,
            "pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
        .await,
        0
    );
}
