use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use sea_orm::{DbErr, ProxyRow, Value, sea_query::ArrayType};
use std::collections::BTreeMap;
use tokio_postgres::{
    Row,
    types::{FromSql, Type},
};
use uuid::Uuid;

/// Hands a row to SeaORM. `timestamptz` becomes `DateTimeUtc`; an entity that declares another type for it does not
/// read (proven for every type by the round-trip tests). Columns are found by name alone: SeaORM keeps them sorted.
pub fn proxy_row(row: &Row) -> Result<ProxyRow> {
    let mut values = BTreeMap::new();
    for (index, column) in row.columns().iter().enumerate() {
        values.insert(column.name().to_owned(), value(row, index, column.type_())?);
    }
    Ok(ProxyRow::new(values))
}

fn value(row: &Row, index: usize, ty: &Type) -> Result<Value> {
    Ok(match *ty {
        Type::BOOL => Value::Bool(get(row, index)?),
        Type::INT2 => Value::SmallInt(get(row, index)?),
        Type::INT4 => Value::Int(get(row, index)?),
        Type::INT8 => Value::BigInt(get(row, index)?),
        Type::FLOAT4 => Value::Float(get(row, index)?),
        Type::FLOAT8 => Value::Double(get(row, index)?),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => Value::String(get(row, index)?),
        Type::BYTEA => Value::Bytes(get(row, index)?),
        Type::JSON | Type::JSONB => {
            Value::Json(get::<serde_json::Value>(row, index)?.map(Box::new))
        }
        Type::UUID => Value::Uuid(get::<Uuid>(row, index)?),
        Type::DATE => Value::ChronoDate(get::<NaiveDate>(row, index)?),
        Type::TIME => Value::ChronoTime(get::<NaiveTime>(row, index)?),
        Type::TIMESTAMP => Value::ChronoDateTime(get::<NaiveDateTime>(row, index)?),
        Type::TIMESTAMPTZ => Value::ChronoDateTimeUtc(get::<DateTime<Utc>>(row, index)?),
        Type::NUMERIC => Value::Decimal(get::<Decimal>(row, index)?),
        Type::TEXT_ARRAY | Type::VARCHAR_ARRAY | Type::NAME_ARRAY => {
            array::<String>(row, index, ArrayType::String)?
        }
        Type::UUID_ARRAY => array::<Uuid>(row, index, ArrayType::Uuid)?,
        Type::INT2_ARRAY => array::<i16>(row, index, ArrayType::SmallInt)?,
        Type::INT4_ARRAY => array::<i32>(row, index, ArrayType::Int)?,
        Type::INT8_ARRAY => array::<i64>(row, index, ArrayType::BigInt)?,
        Type::BOOL_ARRAY => array::<bool>(row, index, ArrayType::Bool)?,
        Type::NUMERIC_ARRAY => array::<Decimal>(row, index, ArrayType::Decimal)?,
        Type::DATE_ARRAY => array::<NaiveDate>(row, index, ArrayType::ChronoDate)?,
        Type::VOID => Value::String(None),
        _ => {
            return Err(Error::Orm(DbErr::Type(format!(
                "column {} has PostgreSQL type {ty}, which no entity may use",
                row.columns().get(index).map_or("?", |column| column.name())
            ))));
        }
    })
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<Option<T>> {
    row.try_get(index)
        .map_err(|error| Error::Orm(DbErr::Type(error.to_string())))
}

fn array<'a, T: FromSql<'a> + Into<Value>>(
    row: &'a Row,
    index: usize,
    ty: ArrayType,
) -> Result<Value> {
    let items: Option<Vec<T>> = get(row, index)?;
    Ok(Value::Array(
        ty,
        items.map(|items| Box::new(items.into_iter().map(Into::into).collect())),
    ))
}
