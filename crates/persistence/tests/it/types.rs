//! Every PostgreSQL type that entities use goes there and back unharmed, and nothing is misread as another type.

use crate::support::{actor, sql_with};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use panal_persistence::{Error, TenantTx};
use panal_test_support::TestDb;
use proptest::{collection::vec, option, prelude::*, test_runner::TestRunner};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, Value,
    prelude::Json,
};
use uuid::Uuid;

mod sample {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(schema_name = "tenant", table_name = "samples")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub boolean: Option<bool>,
        pub small: Option<i16>,
        pub medium: Option<i32>,
        pub big: Option<i64>,
        pub double: Option<f64>,
        pub words: Option<String>,
        pub bytes: Option<Vec<u8>>,
        #[sea_orm(column_type = "JsonBinary")]
        pub json: Option<Json>,
        pub day: Option<Date>,
        pub hour: Option<Time>,
        pub moment: Option<DateTimeUtc>,
        pub amount: Option<Decimal>,
        pub texts: Option<Vec<String>>,
        pub ids: Option<Vec<Uuid>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const TABLE: &str = "CREATE TABLE \"tenant\".samples (
    id uuid PRIMARY KEY, boolean boolean, small smallint, medium integer, big bigint, double double precision,
    words text, bytes bytea, json jsonb, day date, hour time, moment timestamptz, amount numeric,
    texts text[], ids uuid[])";

async fn with_table(db: &TestDb) -> panal_provisioner::TenantRecord {
    let tenant = db.tenant("muestras").await;
    let schema = tenant.schema.quoted();
    let create = TABLE.replace("\"tenant\"", &schema);
    let grant = format!("GRANT ALL ON {schema}.samples TO {}", tenant.role.quoted());
    db.superuser()
        .await
        .batch_execute(&format!("{create}; {grant}"))
        .await
        .expect("table");
    tenant
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| text.replace('\0', "")),
        Just("José Ñandú 😀 \u{202e}\"'\\%_".to_owned()),
    ]
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::btree_map(text(), inner, 0..4)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// PostgreSQL counts microseconds; years 1 to 9999.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800_000_000_i64..253_402_300_800_000_000)
        .prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
}

fn sample() -> impl Strategy<Value = sample::Model> {
    let numbers = (
        option::of(any::<bool>()),
        option::of(any::<i16>()),
        option::of(any::<i32>()),
        option::of(any::<i64>()),
        option::of(prop_oneof![
            any::<f64>().prop_filter("comparable", |n| !n.is_nan()),
            Just(f64::INFINITY)
        ]),
        option::of(
            (any::<i64>(), 0..=28_u32).prop_map(|(number, scale)| Decimal::new(number, scale)),
        ),
    );
    let texts = (
        option::of(text()),
        option::of(vec(any::<u8>(), 0..64)),
        option::of(json()),
        option::of(vec(text(), 0..4)),
        option::of(vec(any::<u128>().prop_map(Uuid::from_u128), 0..4)),
    );
    let times = (
        option::of(
            (0..3_652_000_i32)
                .prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day + 1).unwrap()),
        ),
        option::of((0..86_400_000_000_u64).prop_map(|micros| {
            let seconds = u32::try_from(micros / 1_000_000).unwrap();
            let nanos = u32::try_from(micros % 1_000_000).unwrap() * 1000;
            NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos).unwrap()
        })),
        option::of(moment()),
    );
    (any::<u128>(), numbers, texts, times).prop_map(|(id, numbers, texts, times)| {
        let (boolean, small, medium, big, double, amount) = numbers;
        let (words, bytes, json, texts, ids) = texts;
        let (day, hour, moment) = times;
        // JSON's null and SQL's are one to SeaORM.
        let json = json.filter(|json| !json.is_null());
        let id = Uuid::from_u128(id);
        sample::Model {
            id,
            boolean,
            small,
            medium,
            big,
            double,
            words,
            bytes,
            json,
            day,
            hour,
            moment,
            amount,
            texts,
            ids,
        }
    })
}

#[test]
fn every_type_and_its_null_go_there_and_back() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(TestDb::new());
    let tenant = runtime.block_on(with_table(&db));
    let tenants = db.tenants();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(200));
    let result = runner.run(&sample(), |wanted| {
        let (inserted, updated, read) = runtime.block_on(async {
            let tx = tenants.begin(&tenant.scope(), actor()).await.unwrap();
            let inserted = wanted
                .clone()
                .into_active_model()
                .insert(&tx)
                .await
                .unwrap();
            let mut again = wanted.clone().into_active_model().reset_all();
            again.id = sea_orm::ActiveValue::Unchanged(wanted.id);
            let updated = again.update(&tx).await.unwrap();
            let read = sample::Entity::find_by_id(wanted.id)
                .one(&tx)
                .await
                .unwrap()
                .unwrap();
            tx.rollback().await.unwrap();
            (inserted, updated, read)
        });
        prop_assert_eq!(&inserted, &wanted);
        prop_assert_eq!(&updated, &wanted);
        prop_assert_eq!(&read, &wanted);
        Ok(())
    });
    drop(tenants);
    runtime.block_on(async { drop(db) });
    result.unwrap();
}

/// Column, a value that it takes.
fn fitting() -> Vec<(&'static str, Value)> {
    vec![
        ("boolean", true.into()),
        ("small", 1_i16.into()),
        ("medium", 1_i32.into()),
        ("big", 1_i64.into()),
        ("double", 1.5_f64.into()),
        ("words", "1".into()),
        ("bytes", vec![1_u8].into()),
        ("json", serde_json::json!(1).into()),
        ("id", Uuid::from_u128(1).into()),
        ("day", NaiveDate::MIN.into()),
        ("hour", NaiveTime::MIN.into()),
        ("moment", Utc::now().into()),
        ("amount", Decimal::ONE.into()),
        ("texts", vec!["1".to_owned()].into()),
        ("ids", vec![Uuid::from_u128(1)].into()),
    ]
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_rather_than_misread() {
    let db = TestDb::new().await;
    let tenant = with_table(&db).await;
    let tenants = db.tenants();
    let integers = ["small", "medium", "big"];
    for (column, _) in fitting() {
        for (origin, value) in fitting() {
            let tx = tenants.begin(&tenant.scope(), actor()).await.unwrap();
            let update = sql_with(
                &format!("UPDATE \"tenant\".samples SET {column} = $1"),
                [value],
            );
            let done = tx.execute_raw(update).await;
            let fits =
                column == origin || (integers.contains(&column) && integers.contains(&origin));
            // NaiveDate::MIN is before PostgreSQL's first day.
            let possible = fits && column != "day";
            assert_eq!(done.is_ok(), possible, "{origin} into {column}: {done:?}");
        }
    }
}

#[tokio::test]
async fn an_integer_too_large_for_its_column_is_refused() {
    let db = TestDb::new().await;
    let tenant = with_table(&db).await;
    let tx = db.begin(&tenant).await;
    let error = tx
        .execute_raw(sql_with(
            "UPDATE \"tenant\".samples SET small = $1",
            [70_000_i32.into()],
        ))
        .await
        .unwrap_err();
    assert!(matches!(Error::from(error), Error::Orm(_)));
    // The refusal never reached PostgreSQL, but the transaction counts as failed all the same.
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
}

#[tokio::test]
async fn a_column_is_not_read_as_another_type() {
    async fn read<T: sea_orm::TryGetable>(tx: &TenantTx, select: &str) -> bool {
        let row = tx
            .query_one_raw(crate::support::sql(select))
            .await
            .unwrap()
            .unwrap();
        row.try_get::<T>("", "it").is_ok()
    }
    let db = TestDb::new().await;
    let tenant = with_table(&db).await;
    let tx = db.begin(&tenant).await;
    assert!(read::<i64>(&tx, "SELECT 1::bigint AS it").await);
    assert!(!read::<i64>(&tx, "SELECT 1::integer AS it").await);
    assert!(!read::<i32>(&tx, "SELECT 1::bigint AS it").await);
    assert!(!read::<String>(&tx, "SELECT 1::bigint AS it").await);
    assert!(!read::<String>(&tx, "SELECT now() AS it").await);
    assert!(!read::<DateTime<Utc>>(&tx, "SELECT localtimestamp AS it").await);
    assert!(!read::<f64>(&tx, "SELECT 1.5::numeric AS it").await);
    assert!(!read::<Uuid>(&tx, "SELECT 'a'::text AS it").await);
    assert!(!read::<bool>(&tx, "SELECT NULL::boolean AS it").await);
    assert!(!read::<Vec<String>>(&tx, "SELECT ARRAY[1] AS it").await);
    // A type that no entity may use says so.
    let unknown = tx
        .query_one_raw(crate::support::sql("SELECT '1 day'::interval AS it"))
        .await
        .unwrap_err();
    assert!(unknown.to_string().contains("interval"), "{unknown}");
}

#[tokio::test]
async fn setting_and_clearing_an_array_and_a_null() {
    let db = TestDb::new().await;
    let tenant = with_table(&db).await;
    let tx = db.begin(&tenant).await;
    let id = Uuid::from_u128(9);
    let full = sample::ActiveModel {
        id: Set(id),
        texts: Set(Some(vec!["a,b".to_owned(), "{}".to_owned()])),
        ..Default::default()
    };
    let full = full.insert(&tx).await.unwrap();
    assert_eq!(
        full.texts.as_deref(),
        Some(&["a,b".to_owned(), "{}".to_owned()][..])
    );
    let cleared = sample::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(id),
        texts: Set(None),
        ..Default::default()
    };
    assert_eq!(cleared.update(&tx).await.unwrap().texts, None);
}
