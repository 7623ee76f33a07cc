"""On AWS a function that fails under .waitForTaskToken fails its task, so that Retry and Catch see the error.

MiniStack drops the error and waits for the token. Here the failure answers the token as SendTaskFailure would.
"""

import threading

from ministack.services import stepfunctions

from patching import replace, require

_waiting = threading.local()


def _remember_token(original):
    def invoke_with_callback(resource, input_data, token, state_def):
        _waiting.token = token
        try:
            return original(resource, input_data, token, state_def)
        finally:
            _waiting.token = None

    return invoke_with_callback


def _fail_task(original):
    def call_lambda(func_ref, event):
        try:
            return original(func_ref, event)
        except stepfunctions._ExecutionError as failure:
            waiting = stepfunctions._task_tokens.get(getattr(_waiting, "token", None))
            if waiting is not None:
                waiting["error"] = {"Error": failure.error, "Cause": failure.cause}
                waiting["event"].set()
            raise

    return call_lambda


def apply():
    require(stepfunctions, "_task_tokens", "_ExecutionError")
    replace(
        stepfunctions,
        "_invoke_with_callback",
        _remember_token,
        parameters=("resource", "input_data", "token", "state_def"),
    )
    replace(stepfunctions, "_call_lambda", _fail_task, parameters=("func_ref", "event"))
