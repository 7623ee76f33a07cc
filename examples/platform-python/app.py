"""The whole platform with one regression model."""

from aws_cdk import App, Duration, Stack
from cdk_mlops import (
    DatasetProps,
    GateProps,
    MetricBounds,
    MlopsPlatform,
    ModelProps,
    ModelTask,
    RolloutProps,
)

app = App()
stack = Stack(app, "BikeRentals")
MlopsPlatform(
    stack,
    "Mlops",
    models=[
        ModelProps(
            name="bikes",
            task=ModelTask.REGRESSION,
            dataset=DatasetProps(target="cnt", time="dteday", exclude=["casual", "registered"]),
            gates=GateProps(metrics={"r2": MetricBounds(minimum=0.5)}),
            rollout=RolloutProps(canary_traffic_percent=20, bake=Duration.minutes(10)),
        )
    ],
    notification_emails=["oncall@example.com"],
)
app.synth()
