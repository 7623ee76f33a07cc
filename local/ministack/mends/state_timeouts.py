"""AWS ends an execution after its state machine's TimeoutSeconds (TIMED_OUT), honours a task's TimeoutSecondsPath,
and StopExecution ends every branch and item of it; an ended execution's status never changes again.

MiniStack ignores both time-outs, lets branches and items of a stopped execution go on, sleeps through a stopped
Wait, and turns ABORTED into FAILED when the stopped execution's task fails afterwards.
"""

import json
import threading
import time

import executions
from ministack.core.responses import now_iso
from ministack.services import stepfunctions
from patching import replace, require

_HANDLERS = ("_execute_pass", "_execute_task", "_execute_choice", "_execute_wait", "_execute_parallel", "_execute_map")


def _time_out(execution):
    if execution["status"] != "RUNNING":
        return
    execution.update(status="TIMED_OUT", stopDate=now_iso(), error="States.Timeout", cause=None)
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)


def _timed(original):
    def run_execution(exec_arn):
        execution = stepfunctions._executions.get(exec_arn)
        executions.set_current(execution)
        machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
        seconds = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
        if not seconds:
            return original(exec_arn)
        # The timer's thread must run in this one's account and region.
        context = stepfunctions.contextvars.copy_context()
        timer = threading.Timer(float(seconds), context.run, args=(_time_out, execution))
        timer.daemon = True
        timer.start()
        try:
            return original(exec_arn)
        finally:
            timer.cancel()

    return run_execution


def _once(original):
    def fail_execution(execution, error, cause):
        if execution["status"] == "RUNNING":
            original(execution, error, cause)

    return fail_execution


def _unless_ended(original):
    def execute_state(state_def, raw_input, *args):
        if executions.has_ended():
            raise stepfunctions._ExecutionError("States.Runtime", "The execution has ended.")
        return original(state_def, raw_input, *args)

    return execute_state


def _no_handler_when_ended(original):
    def error_matches(error_equals, error):
        return not executions.has_ended() and original(error_equals, error)

    return error_matches


def _interruptible(_original):
    def scaled_sleep(seconds):
        end = time.monotonic() + seconds * stepfunctions._SFN_WAIT_SCALE
        while not executions.has_ended():
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.2))

    return scaled_sleep


def _with_timeout_path(original):
    def execute_task(state_def, raw_input, execution, ctx):
        path = state_def.get("TimeoutSecondsPath")
        if path:
            seconds = stepfunctions._resolve_path_or_ctx(path, raw_input, ctx)
            if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
                raise stepfunctions._ExecutionError(
                    "States.Runtime", f"TimeoutSecondsPath {path} must be a positive integer, got {json.dumps(seconds)}"
                )
            state_def = {**state_def, "TimeoutSeconds": seconds}
        return original(state_def, raw_input, execution, ctx)

    return execute_task


def apply():
    require(stepfunctions, "_executions", "_state_machines", "_add_event", "_emit_execution_status_event")
    require(stepfunctions, "_resolve_path_or_ctx", "_SFN_WAIT_SCALE", "contextvars")
    replace(stepfunctions, "_run_execution", _timed, parameters=("exec_arn",))
    replace(stepfunctions, "_fail_execution", _once, parameters=("execution", "error", "cause"))
    replace(stepfunctions, "_error_matches", _no_handler_when_ended, parameters=("error_equals", "error"))
    replace(stepfunctions, "_scaled_sleep", _interruptible, parameters=("seconds",))
    replace(stepfunctions, "_execute_task", _with_timeout_path, parameters=("state_def", "raw_input", "execution", "ctx"))
    for name in _HANDLERS:
        replace(stepfunctions, name, _unless_ended, parameters=("state_def", "raw_input"))
