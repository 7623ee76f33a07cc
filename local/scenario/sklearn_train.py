"""Makes the modules of `containers/sklearn-train` importable: import this one first."""

import sys
from pathlib import Path

# That folder is an image's content: its digest must not depend on whether it has run.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "containers" / "sklearn-train"))
