"""Writes the same table as Parquet in each of the ways that are asked for: JSON questions in, the rows of each file out."""

import datetime
import decimal
import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 1000
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def column(kind, value):
    return pa.array([value(i) for i in range(ROWS)], kind)


TABLE = pa.table(
    {
        "double": column(pa.float64(), lambda i: None if i % 7 == 0 else i * 0.5),
        "float": column(pa.float32(), lambda i: i * 0.25),
        "int64": column(pa.int64(), lambda i: None if i % 11 == 0 else i - 500),
        "int8": column(pa.int8(), lambda i: i % 100),
        "uint32": column(pa.uint32(), lambda i: 4_000_000_000 + i),
        "decimal": column(pa.decimal128(12, 2), lambda i: decimal.Decimal(i) / 4),
        "text": column(pa.string(), lambda i: None if i % 5 == 0 else f"c{i % 9}"),
        "coded": column(pa.string(), lambda i: f"k{i % 3}").dictionary_encode(),
        "boolean": column(pa.bool_(), lambda i: None if i % 13 == 0 else i % 2 == 0),
        "list": column(pa.list_(pa.int64()), lambda i: [i]),
        "inference_time": column(pa.timestamp("us", tz="UTC"), lambda i: START + datetime.timedelta(milliseconds=i)),
    }
)


def answer(question):
    pq.write_table(TABLE, question["path"], row_group_size=300, data_page_size=500, **question["options"])
    return {"rows": pq.read_metadata(question["path"]).num_rows}


print(json.dumps([answer(question) for question in json.load(sys.stdin)]))
