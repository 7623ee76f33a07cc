"""On AWS a Node handler's error carries `errorType`, the error's name, so that Retry and Catch match by it.

MiniStack's worker sends the message only, and every error is `Runtime.HandlerError`. Here the worker sends what
the AWS runtime sends (name, message, stack as lines; for what is not an Error, its type), and the invocation's
answer carries it.
"""

import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from patching import replace, replace_text

_last = threading.local()

_DESCRIBE = """
function _describeError(err) {
  if (err instanceof Error || (err && err.name && err.message !== undefined && err.stack)) {
    return { error: String(err.message), errorType: String(err.name), trace: err.stack || '' };
  }
  const text = err && typeof err === 'object' ? JSON.stringify(err) : String(err);
  return { error: text, errorType: typeof err, trace: '' };
}
let handlerFn = null;
"""


def _remember_error_type(original):
    def invoke(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        _last.error = result if isinstance(result, dict) and result.get("errorType") else None
        return result

    return invoke


def _with_error_type(original):
    def execute_function_warm(func, event, request_id):
        _last.error = None
        result = original(func, event, request_id)
        error, _last.error = _last.error, None
        body = result.get("body")
        if error and result.get("error") and isinstance(body, dict):
            body["errorType"] = error["errorType"]
            body["trace"] = error.get("trace", "").splitlines()
        return result

    return execute_function_warm


def apply():
    script = "_NODEJS_WORKER_SCRIPT"
    replace_text(lambda_runtime, script, "\nlet handlerFn = null;\n", _DESCRIBE, 1)
    replace_text(
        lambda_runtime,
        script,
        'status: "error", error: String(err.message || err), trace: err.stack || ""',
        'status: "error", ..._describeError(err)',
        1,
    )
    replace_text(
        lambda_runtime, script, 'status: "error", error: e.message, trace: e.stack', 'status: "error", ..._describeError(e)', 1
    )
    replace(lambda_runtime.Worker, "invoke", _remember_error_type, parameters=("self", "event", "request_id"))
    replace(lambda_svc, "_execute_function_warm", _with_error_type, parameters=("func", "event", "request_id"))
