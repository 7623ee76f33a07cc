"""SageMaker and SageMaker Runtime over the wire, running containers' programs as processes of this machine."""
