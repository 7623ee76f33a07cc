"""AWS's EventBridge event of an object in a versioned bucket carries its `version-id`; MiniStack's does not."""

import contextvars
import json

from ministack.services import eventbridge, s3

from patching import replace

_version = contextvars.ContextVar("s3_event_version", default=None)


def _remember_version(original):
    def fire_s3_event(*args, version_id=None, **kwargs):
        token = _version.set(version_id)
        try:
            return original(*args, version_id=version_id, **kwargs)
        finally:
            _version.reset(token)

    return fire_s3_event


def _add_version(original):
    def dispatch_event(event, *args, **kwargs):
        version = _version.get()
        if version and event.get("Source") == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"].setdefault("version-id", version)
            event = {**event, "Detail": json.dumps(detail)}
        return original(event, *args, **kwargs)

    return dispatch_event


def apply():
    replace(s3, "_fire_s3_event", _remember_version, parameters=("bucket_name", "key", "event_name"))
    replace(eventbridge, "_dispatch_event", _add_version)
