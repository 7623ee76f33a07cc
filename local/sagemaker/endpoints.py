"""Endpoints: fleets of serving containers that are brought up, replaced and taken down in the background."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import RunFailed, ServiceError, unsupported, validation_exception
from .host import Host
from .jobs import REASON_LIMIT
from .models import EndpointConfig
from .resources import Caller, Resource
from .serving import ServingContainer

CHANGING = ("Creating", "Updating", "Deleting")


@dataclass(frozen=True)
class Variant:
    definition: dict[str, Any]
    image: str
    container: ServingContainer
    since: float

    @property
    def name(self) -> str:
        return self.definition["VariantName"]

    @property
    def weight(self) -> float:
        return self.definition["InitialVariantWeight"]

    @property
    def serverless(self) -> bool:
        return "ServerlessConfig" in self.definition

    def summary(self) -> dict[str, Any]:
        count = self.definition.get("InitialInstanceCount")
        serverless = self.definition.get("ServerlessConfig")
        image = {"SpecifiedImage": self.image, "ResolvedImage": self.image, "ResolutionTime": self.since}
        return {
            "VariantName": self.name,
            "DeployedImages": [image],
            "CurrentWeight": self.weight,
            "DesiredWeight": self.weight,
            "CurrentInstanceCount": count if count is not None else 0,
            "DesiredInstanceCount": count,
            "CurrentServerlessConfig": serverless,
            "DesiredServerlessConfig": serverless,
        }


#: The container definition of each variant, by the variant's name.
Containers = dict[str, dict[str, Any]]


def check_deployment(request: dict[str, Any]) -> None:
    """An update replaces the whole fleet at once, when the new one is healthy."""
    asked = [name for name in ("DeploymentConfig", "RetainAllVariantProperties") if request.get(name)]
    if asked:
        raise unsupported(", ".join(asked), "updates that replace all variants at once")


class Endpoint(Resource):
    """
    Creating, then InService or Failed; InService and Updating by turns; Deleting, then gone.

    An update that fails leaves the old configuration in service, with the FailureReason, as SageMaker does.
    """

    def __init__(self, name: str, caller: Caller, request: dict[str, Any], host: Host):
        super().__init__(name, caller.arn("endpoint", name), request)
        self._host = host
        self._region = caller.region
        self._lock = threading.Lock()
        self._status = "Creating"
        self._deployments = 0
        self._config_name: str = request["EndpointConfigName"]
        self._pending: dict[str, Any] | None = None
        self._fleet: list[Variant] = []
        self._failure_reason: str | None = None

    @property
    def status(self) -> str:
        return self._status

    def create(self, config: EndpointConfig, containers: Containers) -> None:
        self._begin("Creating", config, containers)

    def update(self, config: EndpointConfig, containers: Containers) -> None:
        with self._lock:
            self._refuse_change()
            if self._status == "Failed":
                raise validation_exception(
                    f'Cannot update failed endpoint "{self.arn}". Delete it and create it again.'
                )
            self._begin("Updating", config, containers)

    def delete(self, forget: Callable[[], object]) -> None:
        with self._lock:
            self._refuse_change()
            self._enter("Deleting")
        threading.Thread(target=self._take_down, args=(forget,), name=f"delete {self.name}", daemon=True).start()

    def choose(self, target: str | None) -> Variant:
        """The variant that answers: the one asked for, else one at random by weight."""
        fleet = self._fleet
        if target is not None:
            found = next((variant for variant in fleet if variant.name == target), None)
            if found is None:
                raise ServiceError("ValidationError", f"Variant {target} not found for Request")
            return found
        weights = [variant.weight for variant in fleet]
        if not any(weights):
            raise ServiceError(
                "ValidationError", f"No production variant of endpoint {self.name} has a weight above 0."
            )
        return random.choices(fleet, weights)[0]

    @property
    def serving(self) -> bool:
        return bool(self._fleet) and self._status in ("InService", "Updating")

    def describe(self) -> dict[str, Any]:
        with self._lock:
            return {
                "EndpointName": self.name,
                "EndpointArn": self.arn,
                "EndpointConfigName": self._config_name,
                "ProductionVariants": [variant.summary() for variant in self._fleet] or None,
                "PendingDeploymentSummary": self._pending,
                "EndpointStatus": self._status,
                "FailureReason": self._failure_reason,
                "CreationTime": self.created,
                "LastModifiedTime": self.modified,
            }

    def _refuse_change(self) -> None:
        if self._status in CHANGING:
            raise validation_exception(f'Cannot update in-progress endpoint "{self.arn}".')

    def _begin(self, status: str, config: EndpointConfig, containers: Containers) -> None:
        self._enter(status)
        self._failure_reason = None
        self._deployments += 1
        pending = [
            {"VariantName": v["VariantName"], "DesiredWeight": v["InitialVariantWeight"]} for v in config.variants
        ]
        self._pending = {
            "EndpointConfigName": config.name,
            "ProductionVariants": pending,
            "StartTime": self.modified,
        }
        arguments = (config, containers, self._deployments)
        threading.Thread(target=self._deploy, args=arguments, name=f"deploy {self.name}", daemon=True).start()

    def _deploy(self, config: EndpointConfig, containers: Containers, number: int) -> None:
        time.sleep(self._host.settings.settle)
        fleet: list[Variant] = []
        reason = None
        try:
            for definition in config.variants:
                fleet.append(self._bring_up(definition, containers[definition["VariantName"]], number))
        except RunFailed as failed:
            reason = str(failed)[:REASON_LIMIT]
        except Exception as error:
            traceback.print_exc()
            reason = f"InternalServerError: {error!r}"[:REASON_LIMIT]
        with self._lock:
            retired = fleet if reason else self._fleet
            self._pending = None
            self._failure_reason = reason
            if reason is None:
                self._fleet = fleet
                self._config_name = config.name
            self._enter("InService" if self._fleet else "Failed")
        for variant in retired:
            variant.container.stop(drain=self._host.settings.invocation)

    def _bring_up(self, definition: dict[str, Any], container: dict[str, Any], number: int) -> Variant:
        name = definition["VariantName"]
        startup = definition.get("ContainerStartupHealthCheckTimeoutInSeconds", self._host.settings.startup)
        serving = ServingContainer(
            self._host,
            self._region,
            container,
            self._host.folder("endpoint", self.name, f"{number}-{name}"),
            self._host.log("endpoints", self.name, name),
            startup,
        )
        serving.start(name)
        return Variant(definition, container["Image"], serving, time.time())

    def _take_down(self, forget: Callable[[], object]) -> None:
        time.sleep(self._host.settings.settle)
        for variant in self._fleet:
            variant.container.stop()
        forget()

    def _enter(self, status: str) -> None:
        self._status = status
        self.modified = time.time()
