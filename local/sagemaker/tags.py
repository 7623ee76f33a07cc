"""AddTags, ListTags and DeleteTags on any resource."""

from __future__ import annotations

from typing import Any

from .errors import ServiceError, validation_exception
from .resources import Caller, Collection, Resource

MOST_TAGS = 50


class Tags:
    def __init__(self, collections: list[Collection[Any]]):
        self._collections = collections
        self.operations = {"AddTags": self._add, "ListTags": self._list, "DeleteTags": self._delete}

    def _resource(self, arn: str) -> Resource:
        for collection in self._collections:
            found = collection.find_arn(arn)
            if found is not None:
                return found
        raise validation_exception(f'Could not find resource "{arn}".')

    def _add(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        resource = self._resource(request["ResourceArn"])
        merged = {**resource.tags, **{tag["Key"]: tag["Value"] for tag in request["Tags"]}}
        if len(merged) > MOST_TAGS:
            raise ServiceError(
                "ResourceLimitExceeded",
                f'"{resource.arn}" would have {len(merged)} tags; at most {MOST_TAGS} are allowed.',
            )
        resource.tags = merged
        return {"Tags": _listed(resource)}

    def _list(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        return {"Tags": _listed(self._resource(request["ResourceArn"]))}

    def _delete(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        resource = self._resource(request["ResourceArn"])
        resource.tags = {key: value for key, value in resource.tags.items() if key not in request["TagKeys"]}
        return {}


def _listed(resource: Resource) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in resource.tags.items()]
