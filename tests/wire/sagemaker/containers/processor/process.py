"""A processing program: copies its input in upper case, or does what ``--then`` says."""

import argparse
import os
import pathlib
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--from", dest="source", type=pathlib.Path)
parser.add_argument("--to", dest="target", type=pathlib.Path)
parser.add_argument("--then", default="end")
options = parser.parse_args()
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])

if options.then == "sleep":
    time.sleep(600)
for file in sorted(options.source.rglob("*.txt")):
    target = options.target / file.relative_to(options.source)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(file.read_text().upper() + os.environ.get("SUFFIX", ""))
(base / "output/message").write_text(f"processed {len(list(options.source.rglob('*.txt')))} files")
if options.then == "fail":
    sys.exit("no rows left")
