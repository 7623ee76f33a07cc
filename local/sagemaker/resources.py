"""Named resources: their ARNs, tags, and the listing that every List operation shares."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .errors import ServiceError, validation_exception

PAGE_SIZE = 10


@dataclass(frozen=True)
class Caller:
    """Who asks, as the request's signature says it."""

    region: str
    account: str

    def arn(self, kind: str, name: str) -> str:
        # SageMaker's ARNs are in lower case, whatever the name's case.
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account}:{kind}/{name.lower()}"

    @property
    def partition(self) -> str:
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"


class Resource:
    """What was asked for, and what became of it. Subclasses add states."""

    def __init__(self, name: str, arn: str, request: dict[str, Any]):
        self.name = name
        self.arn = arn
        self.request = request
        self.created = self.modified = time.time()
        self.tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}

    @property
    def status(self) -> str:
        return ""


R = TypeVar("R", bound=Resource)


class Collection(Generic[R]):
    """
    The resources of one kind, by name.

    ``missing`` and ``existing`` make the error for a name (and ARN) that isn't there, or that already is.
    """

    def __init__(
        self, kind: str, missing: Callable[[str], ServiceError], existing: Callable[[str], ServiceError]
    ) -> None:
        self.kind = kind
        self._missing = missing
        self._existing = existing
        self._lock = threading.Lock()
        self._items: dict[str, R] = {}

    def refuse_existing(self, name: str, caller: Caller) -> None:
        if name in self._items:
            raise self._existing(caller.arn(self.kind, name))

    def add(self, resource: R) -> None:
        with self._lock:
            if resource.name in self._items:
                raise self._existing(resource.arn)
            self._items[resource.name] = resource

    def get(self, name: str, caller: Caller) -> R:
        resource = self._items.get(name)
        if resource is None:
            raise self._missing(caller.arn(self.kind, name))
        return resource

    def find(self, name: str) -> R | None:
        return self._items.get(name)

    def find_arn(self, arn: str) -> R | None:
        return next((item for item in list(self._items.values()) if item.arn == arn), None)

    def remove(self, name: str, caller: Caller) -> R:
        with self._lock:
            resource = self.get(name, caller)
            del self._items[name]
            return resource

    def page(self, request: dict[str, Any], default_order: str) -> tuple[list[R], str | None]:
        """
        One page by the List operations' common members, and the token of the next.

        A token holds the last item's place in the order, so that what is created meanwhile neither hides nor repeats.
        """
        by = request.get("SortBy", "CreationTime")
        descending = request.get("SortOrder", default_order) == "Descending"
        with self._lock:
            items = [item for item in self._items.values() if _matches(item, request)]
        items.sort(key=lambda item: _place(item, by), reverse=descending)
        token = request.get("NextToken")
        if token:
            after = _decode(token)
            items = [i for i in items if (_place(i, by) < after if descending else _place(i, by) > after)]
        size = request.get("MaxResults", PAGE_SIZE)
        following = _encode(_place(items[size - 1], by)) if len(items) > size else None
        return items[:size], following


def _matches(item: Resource, request: dict[str, Any]) -> bool:
    return (
        request.get("NameContains", "") in item.name
        and request.get("StatusEquals", item.status) == item.status
        and request.get("CreationTimeAfter", float("-inf")) <= item.created
        and item.created <= request.get("CreationTimeBefore", float("inf"))
        and request.get("LastModifiedTimeAfter", float("-inf")) <= item.modified
        and item.modified <= request.get("LastModifiedTimeBefore", float("inf"))
    )


def _place(item: Resource, by: str) -> tuple[str, float, str]:
    text = {"Name": item.name, "Status": item.status}.get(by, "")
    return text, item.created, item.name


def _encode(place: tuple[str, float, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _decode(token: str) -> tuple[str, float, str]:
    try:
        text, created, name = json.loads(base64.urlsafe_b64decode(token.encode()))
        return str(text), float(created), str(name)
    except (ValueError, TypeError):
        raise validation_exception(
            f"Invalid pagination token given: {token!r}. Pass the NextToken of the last page."
        ) from None
