"""SageMaker Runtime: InvokeEndpoint."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from .container_http import Reply
from .control_plane import ControlPlane
from .endpoints import Endpoint, Variant
from .errors import ServiceError
from .host import Host
from .resources import Caller

SERVERLESS_BODY_BYTES = 4 * 1024 * 1024
INSTANCE_BODY_BYTES = 6 * 1024 * 1024
#: The service model's limit of a message, less room for the sentence around the container's words.
MESSAGE_LIMIT = 1600

_CUSTOM_ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes"
_FORWARDED = ("Content-Type", "Accept", _CUSTOM_ATTRIBUTES, "X-Amzn-SageMaker-Inference-Id")


class Runtime:
    def __init__(self, control_plane: ControlPlane, host: Host):
        self._control_plane = control_plane
        self._host = host

    def invoke(
        self, name: str, headers: Mapping[str, str], body: bytes, caller: Caller
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body for the client; the container's errors as ModelError."""
        began = time.monotonic()
        endpoint = self._control_plane.endpoints.find(name)
        if endpoint is None or not endpoint.serving:
            raise ServiceError("ValidationError", f"Endpoint {name} of account {caller.account} not found.")
        variant = endpoint.choose(_present(headers, "X-Amzn-SageMaker-Target-Variant"))
        _check_request(variant, headers, body)
        forwarded = {key: headers[key] for key in _FORWARDED if _present(headers, key)}
        reply = variant.container.call("/invocations", forwarded, body)
        total = time.monotonic() - began
        self._host.metrics.invocation(name, variant.name, reply.status, reply.seconds, total - reply.seconds)
        if not 200 <= reply.status < 300:
            raise _model_error(endpoint, variant, reply, caller)
        answer = {"x-Amzn-Invoked-Production-Variant": variant.name}
        for key in ("Content-Type", _CUSTOM_ATTRIBUTES):
            if key.lower() in reply.headers:
                answer[key] = reply.headers[key.lower()]
        return answer, reply.body


def _present(headers: Mapping[str, str], key: str) -> str | None:
    return headers.get(key) or None


def _check_request(variant: Variant, headers: Mapping[str, str], body: bytes) -> None:
    limit = SERVERLESS_BODY_BYTES if variant.serverless else INSTANCE_BODY_BYTES
    constraint = None
    if len(body) > limit:
        constraint = (
            f"Value at 'body' failed to satisfy constraint: Member must have length less than or equal to {limit}"
        )
    attributes = _present(headers, _CUSTOM_ATTRIBUTES) or ""
    if len(attributes) > 1024 or not attributes.isascii():
        constraint = (
            "Value at 'customAttributes' failed to satisfy constraint: "
            "Member must have length less than or equal to 1024, and be ASCII"
        )
    inference_id = _present(headers, "X-Amzn-SageMaker-Inference-Id")
    if inference_id is not None and not re.fullmatch(r"[\x21-\x7e][\x20-\x7e]{0,63}", inference_id):
        constraint = (
            f"Value '{inference_id}' at 'inferenceId' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: \A\S[\p{Print}]*\z, and have 1 to 64 characters"
        )
    if constraint:
        raise ServiceError("ValidationError", f"1 validation error detected: {constraint}")


def _model_error(endpoint: Endpoint, variant: Variant, reply: Reply, caller: Caller) -> ServiceError:
    side = "client" if 400 <= reply.status < 500 else "server"
    container = "model" if variant.serverless else "primary"
    original = reply.body.decode("utf-8", "replace")
    if len(original) > MESSAGE_LIMIT:
        quoted, original = "and could not load the entire response body", original[:MESSAGE_LIMIT]
    else:
        quoted = f'with message "{original}"'
    details: dict[str, Any] = {
        "OriginalStatusCode": reply.status,
        "OriginalMessage": original,
        "LogStreamArn": (
            f"arn:{caller.partition}:logs:{caller.region}:{caller.account}:"
            f"log-group:/aws/sagemaker/Endpoints/{endpoint.name}"
        ),
    }
    message = (
        f"Received {side} error ({reply.status}) from {container} {quoted}. "
        f"See {variant.container.log} in account {caller.account} for more information."
    )
    return ServiceError("ModelError", message, 424, details)
