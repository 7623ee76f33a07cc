"""DescribeExecution has an output on AWS if the execution succeeded, and no field without a value.

MiniStack answers with the error as the output of an execution that failed, and with nulls while it runs.
"""

import json

from ministack.services import stepfunctions

from patching import replace


def _as_aws(original):
    def describe_execution(data):
        status, headers, body = original(data)
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        if answer["status"] != "SUCCEEDED":
            answer.pop("output", None)
            answer.pop("outputDetails", None)
        return status, headers, json.dumps({k: v for k, v in answer.items() if v is not None}).encode()

    return describe_execution


def apply():
    replace(stepfunctions, "_describe_execution", _as_aws, ["data"])
