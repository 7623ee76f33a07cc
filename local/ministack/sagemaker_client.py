"""HTTP to the SageMaker server, whose address is in MLOPS_LOCAL_SAGEMAKER_URL."""

import os
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 90
_HOP_BY_HOP = {"connection", "content-length", "host", "transfer-encoding", "keep-alive", "date", "server"}
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def address():
    """The SageMaker server's URL; a launcher without one has no SageMaker."""
    url = os.environ.get("MLOPS_LOCAL_SAGEMAKER_URL")
    if not url:
        raise RuntimeError("MLOPS_LOCAL_SAGEMAKER_URL is not set; expected the URL of the SageMaker server")
    return url.rstrip("/")


def forward(method, path, headers, body, query_params):
    """Sends the request on, and returns (status, headers, body) of the answer, whatever its status."""
    query = urllib.parse.urlencode(query_params or {}, doseq=True)
    url = address() + urllib.parse.quote(path, safe="/%:@$&+,;=~!*'()") + (f"?{query}" if query else "")
    sent = {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
    data = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(url, data=data or None, headers=sent, method=method)
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return response.status, _kept(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _kept(error.headers), error.read()


def _kept(headers):
    return {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
