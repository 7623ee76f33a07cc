"""What every job and endpoint needs of this machine and of the emulated AWS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .images import ImageCatalog
from .metrics import Metrics
from .processes import ProcessTable
from .settings import Settings
from .storage import Storage


@dataclass(frozen=True)
class Host:
    work_folder: Path
    images: ImageCatalog
    processes: ProcessTable
    storage: Storage
    metrics: Metrics
    settings: Settings

    def log(self, *parts: str) -> Path:
        """The file that keeps a program's output, for example ``logs/endpoints/<name>/<variant>.log``."""
        return self.work_folder.joinpath("logs", *parts).with_suffix(".log")

    def folder(self, *parts: str) -> Path:
        return self.work_folder.joinpath("run", *parts)
