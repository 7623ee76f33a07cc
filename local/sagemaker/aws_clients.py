"""Clients of the emulated AWS, which nobody's own AWS settings or proxies can reach."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config


def aws_client(service: str, endpoint_url: str) -> Any:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        os.environ.pop(name, None)
    return boto3.client(
        service,
        endpoint_url=endpoint_url,
        region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID") or "test",
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY") or "test",
        aws_session_token=os.environ.get("AWS_SESSION_TOKEN"),
        config=Config(
            proxies={},
            s3={"addressing_style": "path"},
            retries={"mode": "standard", "max_attempts": 4},
            max_pool_connections=32,
        ),
    )
