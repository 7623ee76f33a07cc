"""The digest of a container's folder: what stands in for an image's digest where no image is built.

Of a folder and of the zip that CDK makes of it (an S3 asset) it is the same, so that a digest that the emulated
CodeBuild reports leads back to the folder.
"""

import hashlib
import io
import pathlib
import zipfile

EXCLUDED_FOLDERS = frozenset({"node_modules", "__pycache__", ".pytest_cache"})
EXCLUDED_SUFFIX = ".pyc"
"""What the assets of the container folders leave out."""


def _included(path):
    return not path.name.endswith(EXCLUDED_SUFFIX) and EXCLUDED_FOLDERS.isdisjoint(path.parts)


def _digest(contents):
    """`sha256:<hex>` over the sorted lines `<relative path>NUL<sha256 of the bytes>`."""
    lines = sorted(f"{path.as_posix()}\0{hashlib.sha256(content).hexdigest()}\n" for path, content in contents)
    return f"sha256:{hashlib.sha256(''.join(lines).encode()).hexdigest()}"


def folder_digest(folder):
    """The digest of the regular files under `folder`, less what the asset excludes."""
    root = pathlib.Path(folder)
    files = ((path.relative_to(root), path) for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return _digest((relative, path.read_bytes()) for relative, path in files if _included(relative))


def zip_digest(content):
    """The digest of the files in a zip, given as bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [(pathlib.PurePosixPath(i.filename), i) for i in archive.infolist() if not i.is_dir()]
        return _digest((path, archive.read(info)) for path, info in entries if _included(path))
