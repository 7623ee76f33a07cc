"""AWS Step Functions creates SageMaker's jobs, models and endpoints, waits for jobs (`.sync`), and calls the rest
through `aws-sdk:sagemaker`; MiniStack has none of these integrations.

Optimized integrations fail with `SageMaker.AmazonSageMakerException`, or `SageMaker.<Name>Exception` for an
error that SageMaker's model names; `aws-sdk:sagemaker` with `SageMaker.SageMakerException` or the same. A `.sync`
job that fails is `States.TaskFailed` with the Describe output as cause; a stopped execution stops its job.
"""

import functools
import json
import time
import uuid

import botocore.session
import executions
import sagemaker_client
from ministack.core.responses import get_region
from ministack.services import stepfunctions
from patching import replace, require

POLL_SECONDS = 0.5
MANAGED_TAG = {"Key": "MANAGED_BY_AWS", "Value": "STARTED_BY_STEP_FUNCTIONS"}
JOBS = {
    "createTrainingJob": ("TrainingJobName", "TrainingJobStatus", "DescribeTrainingJob", "StopTrainingJob"),
    "createProcessingJob": ("ProcessingJobName", "ProcessingJobStatus", "DescribeProcessingJob", "StopProcessingJob"),
}
ACTIONS = (*JOBS, "createModel", "createEndpointConfig", "createEndpoint", "updateEndpoint")
PREFIX = "arn:aws:states:::sagemaker:"


@functools.cache
def _model():
    return botocore.session.get_session().get_service_model("sagemaker")


def _named_errors():
    return {shape.name for shape in _model().error_shapes}


def _error_name(code, fallback):
    """SageMaker.<Name>Exception for an error of the service model, else SageMaker.<fallback>."""
    if code not in _named_errors():
        return f"SageMaker.{fallback}"
    return f"SageMaker.{code if code.endswith('Exception') else f'{code}Exception'}"


def _call(action, parameters):
    """Calls the SageMaker server; raises the optimized integration's error."""
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": f"SageMaker.{action}",
        "authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{get_region()}/sagemaker/aws4_request",
    }
    status, _headers, body = sagemaker_client.forward("POST", "/", headers, json.dumps(parameters).encode(), {})
    answer = json.loads(body or b"{}")
    if status < 400:
        return answer
    code = str(answer.get("__type", "InternalFailure")).rpartition("#")[2]
    message = answer.get("message") or answer.get("Message") or ""
    raise stepfunctions._ExecutionError(
        _error_name(code, "AmazonSageMakerException"),
        f"{message} (Service: AmazonSageMaker; Status Code: {status}; Error Code: {code}; "
        f"Request ID: {uuid.uuid4()}; Proxy: null)",
    )


def _with_milliseconds(value, shape):
    """Timestamps as epoch milliseconds, as the optimized integrations return them."""
    if shape is None:
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        return {key: _with_milliseconds(item, shape.members.get(key)) for key, item in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_with_milliseconds(item, shape.member) for item in value]
    if shape.type_name == "timestamp" and isinstance(value, (int, float)):
        return int(value * 1000)
    return value


def _described(action, name_field, name):
    answer = _call(action, {name_field: name})
    return _with_milliseconds(answer, _model().operation_model(action).output_shape)


def _stop(action, name_field, name):
    try:
        _call(action, {name_field: name})
    except stepfunctions._ExecutionError:
        pass  # it has ended by itself


def _run_job(action, parameters):
    name_field, status_field, describe, stop = JOBS[action]
    tags = [*(parameters.get("Tags") or []), MANAGED_TAG]
    _call(action[0].upper() + action[1:], {**parameters, "Tags": tags})
    name = parameters[name_field]
    while True:
        job = _described(describe, name_field, name)
        if job[status_field] == "Completed":
            return job
        if job[status_field] in ("Failed", "Stopped"):
            raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(job))
        if executions.has_ended():
            _stop(stop, name_field, name)
            raise stepfunctions._ExecutionError("States.TaskFailed", "The execution has ended.")
        time.sleep(POLL_SECONDS)


def _integration(action):
    def invoke(resource, parameters):
        if resource == f"{PREFIX}{action}.sync" and action in JOBS:
            return _run_job(action, parameters)
        if resource == PREFIX + action:
            return _call(action[0].upper() + action[1:], parameters)
        raise stepfunctions._ExecutionError("States.Runtime", f"{resource} is not an integration of Step Functions.")

    return invoke


def _sdk_error(original):
    def prefix_sdk_error(service_name, error_code):
        if service_name != "sagemaker":
            return original(service_name, error_code)
        return _error_name(error_code.rpartition("#")[2], "SageMakerException")

    return prefix_sdk_error


def apply():
    require(stepfunctions, "_SERVICE_DISPATCH", "_AWS_SDK_SERVICE_MAP", "_ExecutionError")
    # The dispatch takes the first prefix that matches: createEndpointConfig before createEndpoint.
    for action in sorted(ACTIONS, key=len, reverse=True):
        stepfunctions._SERVICE_DISPATCH[PREFIX + action] = _integration(action)
    stepfunctions._AWS_SDK_SERVICE_MAP["sagemaker"] = {"target_prefix": "SageMaker", "protocol": "json"}
    replace(stepfunctions, "_prefix_sdk_error", _sdk_error, parameters=("service_name", "error_code"))
