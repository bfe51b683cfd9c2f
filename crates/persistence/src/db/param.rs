use sea_orm::Value;
use sea_query_postgres::PostgresValue;
use std::error::Error;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// A SeaORM value on its way to PostgreSQL. The parameter's type, which the server gave when the statement was
/// prepared, decides how it is written; a value that does not fit is refused here rather than misread there.
#[derive(Debug)]
pub struct Param(PostgresValue);

impl From<Value> for Param {
    fn from(value: Value) -> Self {
        Self(PostgresValue(value))
    }
}

type Boxed = Box<dyn Error + Sync + Send>;

impl ToSql for Param {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let value = &self.0.0;
        if let Some(integer) = integer(value) {
            return match *ty {
                Type::INT2 => i16::try_from(integer)?.to_sql(ty, out),
                Type::INT4 => i32::try_from(integer)?.to_sql(ty, out),
                Type::INT8 => integer.to_sql(ty, out),
                _ => Err(mismatch(value, ty)),
            };
        }
        if value == &value.as_null() {
            return Ok(IsNull::Yes);
        }
        if !fits(value, ty) {
            return Err(mismatch(value, ty));
        }
        self.0.to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::TinyInt(v) => v.map(i64::from),
        Value::SmallInt(v) => v.map(i64::from),
        Value::Int(v) => v.map(i64::from),
        Value::BigInt(v) => *v,
        Value::TinyUnsigned(v) => v.map(i64::from),
        Value::SmallUnsigned(v) => v.map(i64::from),
        Value::Unsigned(v) => v.map(i64::from),
        Value::BigUnsigned(v) => v.and_then(|v| i64::try_from(v).ok()),
        _ => None,
    }
}

fn fits(value: &Value, ty: &Type) -> bool {
    match value {
        Value::Bool(_) => *ty == Type::BOOL,
        Value::Float(_) => *ty == Type::FLOAT4,
        Value::Double(_) => *ty == Type::FLOAT8,
        Value::String(_) | Value::Char(_) | Value::Enum(_) => <&str as ToSql>::accepts(ty),
        Value::Bytes(_) => *ty == Type::BYTEA,
        Value::Json(_) => matches!(*ty, Type::JSON | Type::JSONB),
        Value::ChronoDate(_) => *ty == Type::DATE,
        Value::ChronoTime(_) => *ty == Type::TIME,
        Value::ChronoDateTime(_) => *ty == Type::TIMESTAMP,
        Value::ChronoDateTimeUtc(_) | Value::ChronoDateTimeWithTimeZone(_) => {
            *ty == Type::TIMESTAMPTZ
        }
        Value::Uuid(_) => *ty == Type::UUID,
        Value::Decimal(_) => *ty == Type::NUMERIC,
        Value::Array(_, items) => match ty.kind() {
            tokio_postgres::types::Kind::Array(member) => items.as_ref().is_none_or(|items| {
                items.iter().all(|item| {
                    item == &item.as_null() || fits(item, member) || integer_fits(item, member)
                })
            }),
            _ => false,
        },
        _ => false,
    }
}

/// Inside an array each integer is written as it is, so its width must be the member's.
fn integer_fits(value: &Value, member: &Type) -> bool {
    match value {
        Value::SmallInt(_) => *member == Type::INT2,
        Value::Int(_) => *member == Type::INT4,
        Value::BigInt(_) => *member == Type::INT8,
        _ => false,
    }
}

fn mismatch(value: &Value, ty: &Type) -> Boxed {
    // The value itself stays out of the message: messages are logged.
    let kind = format!("{:?}", value.as_null());
    format!("a parameter of PostgreSQL type {ty} cannot take {kind}").into()
}
