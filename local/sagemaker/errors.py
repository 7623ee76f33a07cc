"""Errors as AWS sends them: a code, a message and an HTTP status."""

from __future__ import annotations

from typing import Any


class ServiceError(Exception):
    """An error that goes to the client. ``details`` are further members of the error's shape."""

    def __init__(self, code: str, message: str, status: int = 400, details: dict[str, Any] | None = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.details = details or {}


class RunFailed(Exception):
    """A job or a deployment can't succeed; the message becomes its FailureReason."""


class Interrupted(Exception):
    """A job was asked to stop, or ran out of time, before its program ended."""


def validation_exception(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


def unsupported(what: str, offered: str) -> ServiceError:
    """A request that AWS would take and that this server can't honour: said at once, never ignored."""
    return validation_exception(f"The local SageMaker does not support {what}. It supports {offered}.")
