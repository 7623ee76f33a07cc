"""Writes the columns of both sides as pandas writes Parquet by default: `write_parquet.py FOLDER ROWS 0 0`."""

from __future__ import annotations

from measure import Measures

measures = Measures()
for side in ("reference", "current"):
    measures.frame(side).to_parquet(measures.folder / f"{side}.parquet", index=False)
