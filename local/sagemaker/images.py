"""Images: an image's digest is that of a folder of ``containers/``; its Dockerfile says which program it runs."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from image_digest import folder_digest

from .errors import RunFailed

#: Where our Dockerfiles copy their folder to.
PROGRAM_FOLDER = "/opt/program"
_ML_FOLDER = re.compile(r"(?<![\w./-])/opt/ml(?=/|$)")


@dataclass(frozen=True)
class Program:
    """What an image runs, before it is told where ``/opt/ml`` lies."""

    folder: Path
    entrypoint: list[str]
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, base: Path, entrypoint: list[str] | None, arguments: list[str] | None) -> list[str]:
        """The command line, with ``/opt/ml`` and ``/opt/program`` relocated, and the interpreters of this machine."""
        words = (entrypoint or self.entrypoint) + (arguments if arguments is not None else self.arguments)
        if not words:
            raise RunFailed(f"ClientError: {self.folder}/Dockerfile has no ENTRYPOINT, and the request none either.")
        relocated = [_ML_FOLDER.sub(str(base), self._located(word)) for word in words]
        return [_interpreter(relocated[0]), *relocated[1:]]

    def _located(self, word: str) -> str:
        inside = word == PROGRAM_FOLDER or word.startswith(f"{PROGRAM_FOLDER}/")
        return f"{self.folder}{word[len(PROGRAM_FOLDER) :]}" if inside else word


class ImageCatalog:
    """The folders with a Dockerfile under ``containers``. Digests are taken at each look-up: the folders are small."""

    def __init__(self, containers: Path):
        self._containers = containers

    def program(self, image: str) -> Program:
        digest = re.search(r"@(sha256:[0-9a-f]{64})$", image)
        known = {folder_digest(folder): folder for folder in self._folders()}
        folder = known.get(digest.group(1)) if digest else None
        if folder is None:
            names = ", ".join(f"{path.name}@{value}" for value, path in known.items()) or "none"
            raise RunFailed(
                f"ClientError: Requested image {image} not found. Expected a URI that ends in @sha256:<digest> of a "
                f"folder of {self._containers}. Known images: {names}."
            )
        return read_dockerfile(folder)

    def _folders(self) -> list[Path]:
        if not self._containers.is_dir():
            return []
        return [path for path in sorted(self._containers.iterdir()) if (path / "Dockerfile").is_file()]


def read_dockerfile(folder: Path) -> Program:
    """ENTRYPOINT and CMD in their JSON form, and ENV; the last of each wins, as in Docker."""
    text = re.sub(r"\\\r?\n", " ", (folder / "Dockerfile").read_text("utf-8"))
    commands: dict[str, list[str]] = {"ENTRYPOINT": [], "CMD": []}
    environment: dict[str, str] = {}
    for line in text.splitlines():
        keyword, _, rest = line.strip().partition(" ")
        if keyword.upper() in commands:
            commands[keyword.upper()] = _json_words(folder, line, rest)
        elif keyword.upper() == "ENV":
            pairs = re.findall(r'(\w+)=("[^"]*"|\S*)', rest)
            environment.update({name: value.strip('"') for name, value in pairs if "$" not in value})
    return Program(folder, commands["ENTRYPOINT"], commands["CMD"], environment)


def _json_words(folder: Path, line: str, rest: str) -> list[str]:
    try:
        words = json.loads(rest)
    except ValueError:
        words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RunFailed(
            f"ClientError: {folder}/Dockerfile has {line.strip()!r}; expected the JSON form, "
            'for example ENTRYPOINT ["python", "/opt/program/train.py"].'
        )
    return words


def _interpreter(program: str) -> str:
    if program in ("python", "python3"):
        return sys.executable
    if program == "node":
        return os.environ.get("MLOPS_NODE", "node")
    return program
