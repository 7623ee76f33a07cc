"""How long things may take, in seconds. SageMaker's own limits, each of which the environment can shorten."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    #: Between a request and the first change of state, so that a client sees Creating, Deleting and Starting.
    settle: float
    #: From the start of a serving container to its first healthy ping.
    startup: float
    #: A container's answer to an invocation (SageMaker: 60 s).
    invocation: float
    #: From SIGTERM to SIGKILL for a job's program (SageMaker: 120 s).
    job_stop: float
    #: From SIGTERM to SIGKILL for a serving container (SageMaker: 30 s).
    server_stop: float

    @staticmethod
    def from_environment() -> Settings:
        def seconds(name: str, default: float) -> float:
            text = os.environ.get(f"MLOPS_SAGEMAKER_{name}_SECONDS")
            if text is None:
                return default
            try:
                return float(text)
            except ValueError:
                raise SystemExit(f"MLOPS_SAGEMAKER_{name}_SECONDS is {text!r}; expected a number of seconds.") from None

        return Settings(
            settle=seconds("SETTLE", 0.3),
            startup=seconds("STARTUP", 60),
            invocation=seconds("INVOCATION", 60),
            job_stop=seconds("JOB_STOP", 120),
            server_stop=seconds("SERVER_STOP", 5),
        )
