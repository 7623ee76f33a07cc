"""The service's own model, as botocore ships it: which requests it takes, and which members its answers have."""

from __future__ import annotations

import json
from typing import Any

from botocore.loaders import Loader

from .validation import validate


class ServiceModel:
    def __init__(self, service: str = "sagemaker"):
        model = Loader().load_service_model(service, "service-2")
        self._shapes = model["shapes"]
        self._operations = model["operations"]

    def parse(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        """The validated request, without members that the model doesn't know."""
        return validate(self._shapes, self._operations[operation]["input"]["shape"], body)

    def render(self, operation: str, answer: dict[str, Any] | None) -> bytes:
        """The answer as JSON, cut down to the operation's output shape; nothing where the operation has none."""
        output = self._operations[operation].get("output")
        if output is None:
            return b""
        return json.dumps(self._shaped(output["shape"], answer or {}), separators=(",", ":")).encode()

    def _shaped(self, name: str, value: Any) -> Any:
        shape = self._shapes[name]
        kind = shape["type"]
        if kind == "structure":
            members = shape.get("members", {})
            present = {key: value[key] for key in members if value.get(key) is not None}
            return {key: self._shaped(members[key]["shape"], item) for key, item in present.items()}
        if kind == "list":
            return [self._shaped(shape["member"]["shape"], item) for item in value]
        if kind == "map":
            return {key: self._shaped(shape["value"]["shape"], item) for key, item in value.items()}
        return float(value) if kind == "timestamp" else value
