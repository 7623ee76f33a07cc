"""On AWS a template's Object Lock properties lock the bucket; MiniStack's CloudFormation ignores them."""

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from patching import replace, require


def _lock_of(props):
    """The lock as MiniStack's S3 keeps it, or None."""
    configuration = props.get("ObjectLockConfiguration") or {}
    enabled = str(props.get("ObjectLockEnabled", "")).lower() == "true"
    if not enabled and configuration.get("ObjectLockEnabled") != "Enabled":
        return None
    retention = (configuration.get("Rule") or {}).get("DefaultRetention")
    if retention:
        retention = {"Mode": retention["Mode"], **{k: int(retention[k]) for k in ("Days", "Years") if k in retention}}
    return {"enabled": True, "default_retention": retention}


def _with_lock(original):
    def s3_apply_configurations(name, props, old_props=None):
        original(name, props, old_props)
        lock = _lock_of(props)
        if lock:
            s3._bucket_versioning[name] = "Enabled"
            s3._bucket_object_lock[name] = lock

    return s3_apply_configurations


def apply():
    require(s3, "_bucket_versioning", "_bucket_object_lock")
    replace(provisioners, "_s3_apply_configurations", _with_lock, parameters=("name", "props", "old_props"))
