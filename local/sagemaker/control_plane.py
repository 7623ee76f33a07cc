"""The control plane's operations, each a function of the validated request and its caller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .endpoints import Containers, Endpoint, check_deployment
from .errors import ServiceError, validation_exception
from .host import Host
from .models import EndpointConfig, Model, check_endpoint_config_request, check_model_request
from .processing import ProcessingJob, check_processing_request
from .resources import Caller, Collection
from .tags import Tags
from .training import TrainingJob, check_training_request

Request = dict[str, Any]
Answer = dict[str, Any] | None
Operation = Callable[[Request, Caller], Answer]


def _not_found(what: str) -> Callable[[str], ServiceError]:
    return lambda arn: validation_exception(f'Could not find {what} "{arn}".')


def _exists(what: str) -> Callable[[str], ServiceError]:
    return lambda arn: validation_exception(f'Cannot create already existing {what} "{arn}".')


def _job_exists(what: str) -> Callable[[str], ServiceError]:
    return lambda arn: ServiceError(
        "ResourceInUse",
        f"{what.capitalize()} job names must be unique within an AWS account and region, "
        f"and a {what} job with this name already exists ({arn})",
    )


class ControlPlane:
    """All resources, in memory, and ``operations`` by name."""

    def __init__(self, host: Host):
        self._host = host
        self._training: Collection[TrainingJob] = Collection(
            "training-job", lambda _: validation_exception("Requested resource not found."), _job_exists("training")
        )
        self._processing: Collection[ProcessingJob] = Collection(
            "processing-job",
            lambda arn: validation_exception(f"Could not find requested job with name: {arn.rpartition('/')[2]}"),
            _job_exists("processing"),
        )
        self._models: Collection[Model] = Collection("model", _not_found("model"), _exists("model"))
        what = "endpoint configuration"
        self._configs: Collection[EndpointConfig] = Collection("endpoint-config", _not_found(what), _exists(what))
        self.endpoints: Collection[Endpoint] = Collection("endpoint", _not_found("endpoint"), _exists("endpoint"))
        tags = Tags([self._training, self._processing, self._models, self._configs, self.endpoints])
        self.operations: dict[str, Operation] = {
            "CreateTrainingJob": self._create_training_job,
            "StopTrainingJob": self._stop(self._training, "TrainingJobName"),
            "CreateProcessingJob": self._create_processing_job,
            "StopProcessingJob": self._stop(self._processing, "ProcessingJobName"),
            "CreateModel": self._create_model,
            "DeleteModel": self._delete(self._models, "ModelName"),
            "CreateEndpointConfig": self._create_endpoint_config,
            "DeleteEndpointConfig": self._delete(self._configs, "EndpointConfigName"),
            "CreateEndpoint": self._create_endpoint,
            "UpdateEndpoint": self._update_endpoint,
            "DeleteEndpoint": self._delete_endpoint,
            **_read("TrainingJob", self._training, "TrainingJobSummaries", "Ascending"),
            **_read("ProcessingJob", self._processing, "ProcessingJobSummaries", "Ascending"),
            **_read("Model", self._models, "Models", "Descending"),
            **_read("EndpointConfig", self._configs, "EndpointConfigs", "Descending"),
            **_read("Endpoint", self.endpoints, "Endpoints", "Descending"),
            **tags.operations,
        }

    def _create_training_job(self, request: Request, caller: Caller) -> Answer:
        self._training.refuse_existing(request["TrainingJobName"], caller)
        check_training_request(request, self._host)
        job = TrainingJob(request, caller, self._host)
        self._training.add(job)
        job.start()
        return {"TrainingJobArn": job.arn}

    def _create_processing_job(self, request: Request, caller: Caller) -> Answer:
        self._processing.refuse_existing(request["ProcessingJobName"], caller)
        check_processing_request(request, self._host)
        job = ProcessingJob(request, caller, self._host)
        self._processing.add(job)
        job.start()
        return {"ProcessingJobArn": job.arn}

    def _create_model(self, request: Request, caller: Caller) -> Answer:
        self._models.refuse_existing(request["ModelName"], caller)
        check_model_request(request, self._host)
        model = Model(request, caller)
        self._models.add(model)
        return {"ModelArn": model.arn}

    def _create_endpoint_config(self, request: Request, caller: Caller) -> Answer:
        self._configs.refuse_existing(request["EndpointConfigName"], caller)
        check_endpoint_config_request(request)
        config = EndpointConfig(request, caller)
        self._containers(config, caller)
        self._configs.add(config)
        return {"EndpointConfigArn": config.arn}

    def _create_endpoint(self, request: Request, caller: Caller) -> Answer:
        check_deployment(request)
        name = request["EndpointName"]
        self.endpoints.refuse_existing(name, caller)
        config = self._configs.get(request["EndpointConfigName"], caller)
        containers = self._containers(config, caller)
        endpoint = Endpoint(name, caller, request, self._host)
        self.endpoints.add(endpoint)
        endpoint.create(config, containers)
        return {"EndpointArn": endpoint.arn}

    def _update_endpoint(self, request: Request, caller: Caller) -> Answer:
        check_deployment(request)
        endpoint = self.endpoints.get(request["EndpointName"], caller)
        config = self._configs.get(request["EndpointConfigName"], caller)
        endpoint.update(config, self._containers(config, caller))
        return {"EndpointArn": endpoint.arn}

    def _delete_endpoint(self, request: Request, caller: Caller) -> Answer:
        name = request["EndpointName"]
        endpoint = self.endpoints.get(name, caller)
        endpoint.delete(forget=lambda: self.endpoints.remove(name, caller))
        return None

    def _containers(self, config: EndpointConfig, caller: Caller) -> Containers:
        return {v["VariantName"]: self._models.get(v["ModelName"], caller).container for v in config.variants}

    @staticmethod
    def _stop(jobs: Collection[Any], key: str) -> Operation:
        def stop(request: Request, caller: Caller) -> Answer:
            jobs.get(request[key], caller).request_stop()
            return None

        return stop

    @staticmethod
    def _delete(resources: Collection[Any], key: str) -> Operation:
        def delete(request: Request, caller: Caller) -> Answer:
            resources.remove(request[key], caller)
            return None

        return delete


def _read(noun: str, resources: Collection[Any], list_member: str, order: str) -> dict[str, Operation]:
    """The Describe and List operations of a kind of resource."""

    def describe(request: Request, caller: Caller) -> Answer:
        return resources.get(request[f"{noun}Name"], caller).describe()

    def summaries(request: Request, _: Caller) -> Answer:
        if "WarmPoolStatusEquals" in request or "TrainingPlanArnEquals" in request:
            return {list_member: []}  # there are no warm pools and no training plans here
        page, following = resources.page(request, order)
        return {list_member: [item.describe() for item in page], "NextToken": following}

    return {f"Describe{noun}": describe, f"List{noun}s": summaries}
