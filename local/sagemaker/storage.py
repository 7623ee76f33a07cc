"""S3 as jobs and endpoints use it: prefixes to folders and back, archives packed and unpacked."""

from __future__ import annotations

import gzip
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlparse

from botocore.exceptions import BotoCoreError, ClientError

from .errors import RunFailed


def parse_uri(uri: str) -> tuple[str, str]:
    """Bucket and key (or prefix) of ``s3://bucket/key``."""
    parsed = urlparse(uri)
    if parsed.scheme != "s3" or not parsed.netloc:
        raise RunFailed(f"ClientError: {uri!r} is no S3 URI; expected s3://bucket/key.")
    return parsed.netloc, uri[len(f"s3://{parsed.netloc}") :].lstrip("/")


class Storage:
    def __init__(self, client: Any):
        self._client = client

    def has_prefix(self, uri: str) -> bool:
        bucket, prefix = parse_uri(uri)
        try:
            return self._client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount", 0) > 0
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchBucket", "AccessDenied"):
                return False
            raise

    def has_object(self, uri: str) -> bool:
        bucket, key = parse_uri(uri)
        try:
            self._client.head_object(Bucket=bucket, Key=key)
            return True
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
                return False
            raise

    def download_prefix(self, uri: str, folder: Path, checkpoint: Callable[[], None]) -> None:
        """
        All objects under an S3 prefix, by their path below it. ``checkpoint`` is called before each, and may raise.

        A prefix that is an object's whole key gives that object; one that ends inside a name (``data/tr``) gives
        paths below its last folder, as SageMaker does.
        """
        bucket, prefix = parse_uri(uri)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for item in page.get("Contents", []):
                    checkpoint()
                    if not item["Key"].endswith("/"):
                        self._download(bucket, item["Key"], _inside(folder, _below(prefix, item["Key"])))
        except (ClientError, BotoCoreError) as error:
            raise RunFailed(f"ClientError: Data download failed from {uri}: {error}") from error

    def download(self, uri: str, file: Path) -> None:
        bucket, key = parse_uri(uri)
        try:
            self._download(bucket, key, file)
        except (ClientError, BotoCoreError) as error:
            raise RunFailed(f"ClientError: Data download failed from {uri}: {error}") from error

    def _download(self, bucket: str, key: str, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        body = self._client.get_object(Bucket=bucket, Key=key)["Body"]
        with file.open("wb") as output:
            shutil.copyfileobj(body, output, 1024 * 1024)

    def upload(self, file: Path, uri: str, kms_key: str | None) -> None:
        bucket, key = parse_uri(uri)
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}
        try:
            with file.open("rb") as body:
                self._client.put_object(Bucket=bucket, Key=key, Body=body, **encryption)
        except (ClientError, BotoCoreError) as error:
            raise RunFailed(f"ClientError: Artifact upload failed to {uri}: {error}") from error

    def upload_folder(self, folder: Path, uri: str, kms_key: str | None) -> None:
        for file in files_of(folder):
            self.upload(file, f"{uri.rstrip('/')}/{file.relative_to(folder).as_posix()}", kms_key)


def files_of(folder: Path) -> list[Path]:
    """The regular files below a folder, in the order of their paths."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def pack(folder: Path, archive: Path) -> None:
    """A ``tar.gz`` of the folder's files that depends on their paths and bytes alone."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for file in files_of(folder):
            entry = tarfile.TarInfo(file.relative_to(folder).as_posix())
            entry.size = file.stat().st_size
            entry.mode = 0o755 if file.stat().st_mode & 0o100 else 0o644
            with file.open("rb") as content:
                tar.addfile(entry, content)


def unpack(archive: Path, folder: Path) -> None:
    """Extracts regular files and folders; refuses links, devices and paths that lead out of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for entry in tar:
                target = _inside(folder, entry.name)
                if entry.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                elif entry.isfile():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("wb") as output:
                        shutil.copyfileobj(tar.extractfile(entry), output)  # type: ignore[arg-type]
                    target.chmod(0o755 if entry.mode & 0o100 else 0o644)
                else:
                    raise RunFailed(f"ClientError: the model archive holds {entry.name!r}, neither file nor folder.")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise RunFailed(f"ClientError: the model archive is not a readable tar.gz: {error}.") from error


def _below(prefix: str, key: str) -> str:
    if key == prefix:
        return PurePosixPath(key).name
    folder = prefix.rstrip("/") + "/"
    if prefix and key.startswith(folder):
        return key[len(folder) :]
    return key[prefix.rfind("/") + 1 :]


def _inside(folder: Path, relative: str) -> Path:
    target = (folder / relative).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise RunFailed(f"ClientError: {relative!r} leads out of its folder.")
    return target
