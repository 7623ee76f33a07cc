"""Drives the server with an unmodified boto3: one training job, one endpoint, waiters and paginators. Prints JSON."""

import json
import sys

import boto3

endpoint, region, bucket, role, trainer, server, model_url = sys.argv[1:]
session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=region)
sagemaker = session.client("sagemaker", endpoint_url=endpoint)
runtime = session.client("sagemaker-runtime", endpoint_url=endpoint)
often = {"Delay": 1, "MaxAttempts": 60}

sagemaker.create_training_job(
    TrainingJobName="from-boto3",
    RoleArn=role,
    AlgorithmSpecification={"TrainingImage": trainer, "TrainingInputMode": "File"},
    OutputDataConfig={"S3OutputPath": f"s3://{bucket}/boto3"},
    ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
    StoppingCondition={"MaxRuntimeInSeconds": 60},
)
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName="from-boto3", WaiterConfig=often)
job = sagemaker.describe_training_job(TrainingJobName="from-boto3")

names = [f"boto3-{number}" for number in range(3)]
for name in names:
    container = {"Image": server, "ModelDataUrl": model_url}
    sagemaker.create_model(ModelName=name, ExecutionRoleArn=role, PrimaryContainer=container)
pages = sagemaker.get_paginator("list_models").paginate(
    NameContains="boto3-", SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 1}
)
listed = [model["ModelName"] for page in pages for model in page["Models"]]

variant = {"VariantName": "A", "ModelName": names[0], "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1}}
sagemaker.create_endpoint_config(EndpointConfigName="from-boto3", ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName="from-boto3", EndpointConfigName="from-boto3")
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="from-boto3", WaiterConfig=often)


def invoke(ask):
    return runtime.invoke_endpoint(EndpointName="from-boto3", ContentType="application/json", Body=json.dumps(ask))


answer = invoke({"do": "echo"})
try:
    invoke({"do": "status", "status": 400, "message": "no such column"})
    failure = None
except runtime.exceptions.ModelError as error:
    failure = error.response
sagemaker.delete_endpoint(EndpointName="from-boto3")
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="from-boto3", WaiterConfig=often)
try:
    sagemaker.create_model(ModelName=names[0], ExecutionRoleArn=role, PrimaryContainer={"Image": server})
    collision = None
except sagemaker.exceptions.ClientError as error:
    collision = error.response["Error"]

print(
    json.dumps(
        {
            "jobStatus": job["TrainingJobStatus"],
            "jobSeconds": (job["TrainingEndTime"] - job["CreationTime"]).total_seconds(),
            "models": listed,
            "variant": answer["InvokedProductionVariant"],
            "model": json.loads(answer["Body"].read())["model"],
            "failure": {key: failure[key] for key in ("OriginalStatusCode", "OriginalMessage", "LogStreamArn")},
            "collision": collision,
        }
    )
)
