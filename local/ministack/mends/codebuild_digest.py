"""On AWS a build that exports variables reports them: here, `IMAGE_DIGEST` of the image that it pushed.

MiniStack's builds succeed at once and build nothing. The digest is then that of the container folder's content,
which the project's source (an S3 asset) holds, and by which the SageMaker server finds the folder.
"""

import zipfile

from image_digest import zip_digest
from ministack.services import codebuild, s3

from patching import replace, require


def _source_zip(project):
    """The bytes of the project's S3 source, or None if its source is something else."""
    source = project.get("source") or {}
    bucket, _, key = (source.get("location") or "").removeprefix("arn:aws:s3:::").partition("/")
    if source.get("type") != "S3" or not key:
        return None
    status, _headers, body = s3._get_object(bucket, key, {}, {})
    return bytes(body) if status == 200 else None


def _fail(build):
    build["buildStatus"] = "FAILED"
    for phase in build["phases"]:
        if phase["phaseType"] == "DOWNLOAD_SOURCE":
            phase["phaseStatus"] = "FAILED"


def _with_digest(original):
    def make_build_record(project, build_id, source_version=None):
        build = original(project, build_id, source_version)
        if (project.get("source") or {}).get("type") != "S3":
            return build
        try:
            digest = zip_digest(_source_zip(project) or b"")
        except zipfile.BadZipFile:
            _fail(build)
            return build
        build["exportedEnvironmentVariables"] = [{"name": "IMAGE_DIGEST", "value": digest}]
        return build

    return make_build_record


def apply():
    require(s3, "_get_object")
    replace(codebuild, "_make_build_record", _with_digest, parameters=("project", "build_id", "source_version"))
