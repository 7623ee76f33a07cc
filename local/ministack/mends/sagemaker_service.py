"""AWS has SageMaker and SageMaker Runtime; MiniStack has neither.

Here requests for them (target `SageMaker.*`, or credentials for `sagemaker`) go to the SageMaker server, so that
one endpoint serves every service.
"""

import asyncio

import sagemaker_client
from ministack import app
from ministack.core import router
from patching import require

SERVICE = "sagemaker"


async def handle_request(method, path, headers, body, query_params):
    return await asyncio.to_thread(sagemaker_client.forward, method, path, headers, body, query_params)


def apply():
    require(app, "SERVICE_HANDLERS")
    require(router, "SERVICE_PATTERNS", "detect_service")
    sagemaker_client.address()
    app.SERVICE_HANDLERS[SERVICE] = handle_request
    router.SERVICE_PATTERNS[SERVICE] = {
        "host_patterns": [r"(api|runtime)\.sagemaker\."],
        "target_prefixes": ["SageMaker."],
    }
