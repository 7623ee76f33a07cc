"""AWS fails an execution with States.DataLimitExceeded when a state's data exceeds 262,144 bytes of UTF-8.

MiniStack has no limit. Here the effective input, the result and the output of every state are measured, and the
input of StartExecution is refused as AWS does. States.ALL does not catch this error, nor States.Runtime.
"""

import json

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

from patching import replace

LIMIT_BYTES = 262_144
UNCATCHABLE = ("States.DataLimitExceeded", "States.Runtime")


def _size(value):
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def check(value, what):
    """Raises States.DataLimitExceeded when the value's JSON is over the limit."""
    size = _size(value)
    if size > LIMIT_BYTES:
        raise stepfunctions._ExecutionError(
            "States.DataLimitExceeded",
            f"The {what} has {size} bytes, which exceeds the maximum number of bytes service limit of {LIMIT_BYTES}.",
        )
    return value


def _check_parameters(original):
    def apply_parameters(state_def, data, ctx=None):
        return check(original(state_def, data, ctx), "state's input")

    return apply_parameters


def _check_result(original):
    def apply_result_selector(state_def, data):
        return original(state_def, check(data, "state's result"))

    return apply_result_selector


def _check_output(original):
    def apply_output_path(state_def, data, ctx=None):
        return check(original(state_def, data, ctx), "state's output")

    return apply_output_path


def _check_input(original):
    def start_execution(data):
        size = len(str(data.get("input") or "").encode())
        if size > LIMIT_BYTES:
            return error_response_json(
                "ValidationException",
                "1 validation error detected: Value at 'input' failed to satisfy constraint: "
                f"Member must have length less than or equal to {LIMIT_BYTES} (it has {size})",
                400,
            )
        return original(data)

    return start_execution


def _uncatchable(original):
    def error_matches(error_equals, error):
        return error in error_equals if error in UNCATCHABLE else original(error_equals, error)

    return error_matches


def apply():
    replace(stepfunctions, "_apply_parameters", _check_parameters, parameters=("state_def", "data", "ctx"))
    replace(stepfunctions, "_apply_result_selector", _check_result, parameters=("state_def", "data"))
    replace(stepfunctions, "_apply_output_path", _check_output, parameters=("state_def", "data", "ctx"))
    replace(stepfunctions, "_start_execution", _check_input, parameters=("data",))
    replace(stepfunctions, "_error_matches", _uncatchable, parameters=("error_equals", "error"))
