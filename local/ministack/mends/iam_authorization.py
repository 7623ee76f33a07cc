"""AWS lets a caller reach an HTTP API route with AWS_IAM only with a right signature and a policy that allows it.

MiniStack takes any request that has an Authorization header (its AUTH switch would enforce IAM on every service,
the emulator's own calls included). Here a route with AWS_IAM verifies the SigV4 signature over what was sent,
then asks MiniStack's policy evaluation for `execute-api:Invoke` on the route's ARN. Anything else gets AWS's
answer, 403 `{"message":"Forbidden"}`. The key `test` (and an account id as key) is the account's administrator.
"""

import hashlib
import hmac
import logging
from urllib.parse import quote

from ministack import app
from ministack.core import iam_evaluator, sigv4
from ministack.core.arn import execute_api_arn
from ministack.core.responses import get_account_id
from ministack.services import apigateway

from patching import replace, require

logger = logging.getLogger("mends.iam_authorization")


class Refused(Exception):
    """Why a request is not authorized; logged, never sent."""


def _signature_matches(signature, secret, method, raw_path, query_params, headers, body):
    """Whether the secret signs this request.

    The canonical path of every service but S3 is the sent path encoded again. Signers disagree about the `$` in
    `$default`, which only the emulator's path form has, so the path as sent is accepted too.
    """
    payload_hash = hashlib.sha256(body).hexdigest()
    for path in (sigv4.uri_encode(raw_path, encode_slash=False), raw_path):
        canonical_request = "\n".join(
            [
                method,
                path,
                sigv4.build_canonical_query_string(query_params),
                sigv4.build_canonical_headers(headers, signature.signed_headers),
                signature.signed_headers,
                payload_hash,
            ]
        )
        expected = sigv4.calculate_signature(
            secret,
            signature.date_stamp,
            signature.region,
            signature.service,
            sigv4.build_string_to_sign(
                signature.amz_date, signature.date_stamp, signature.region, signature.service, canonical_request
            ),
        )
        if hmac.compare_digest(expected.encode(), signature.signature.encode()):
            return True
    return False


def authenticate(region, method, raw_path, query_params, headers, body):
    """The caller's credential, after its signature was verified; raises Refused."""
    if not headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        raise Refused("no SigV4 signature in the Authorization header")
    signature = sigv4.parse_header_signature(headers)
    if isinstance(signature, tuple):
        raise Refused(signature[1])
    if (signature.service, signature.region) != ("execute-api", region):
        raise Refused(f"signed for {signature.service} in {signature.region}, expected execute-api in {region}")
    if signature.date_stamp != signature.amz_date[:8]:
        raise Refused(f"the scope's date {signature.date_stamp} is not that of {signature.amz_date}")
    if "host" not in signature.signed_headers.split(";"):
        raise Refused("the Host header is not signed")
    skewed = sigv4.request_time_failure(signature)
    if skewed:
        raise Refused(skewed[1])
    key = signature.access_key_id
    account = iam_evaluator.find_iam_access_key_account(key) or get_account_id()
    credential = iam_evaluator.resolve_credential(key, account, headers.get("x-amz-security-token", ""))
    if isinstance(credential, iam_evaluator.CredentialResolutionError):
        raise Refused(f"{credential.code}: {credential.message}")
    secret = credential.secret_access_key
    if not _signature_matches(signature, secret, method, raw_path, query_params, headers, body):
        raise Refused(f"the signature of {key} does not match the request")
    return credential


def authorize(credential, resource_arn, region):
    """Raises Refused unless the caller's policies allow execute-api:Invoke on the resource."""
    principal = iam_evaluator.resolve_principal(credential.access_key_id, credential.account_id, credential)
    if isinstance(principal, iam_evaluator.AuthError):
        raise Refused(f"{principal.code}: {principal.message}")
    if principal.policies is None:
        return  # the account's administrator
    context = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action="execute-api:Invoke",
        resource_arn=resource_arn,
        region=region,
        principal_keys=principal.keys,
    )
    result = iam_evaluator.evaluate(context, principal.policies, *principal.limits)
    if result.decision != "Allow":
        raise Refused(f"{result.decision} for {principal.arn}: execute-api:Invoke on {resource_arn}")


def _check(host, path, method, headers, body, query_params, raw_path):
    parsed = app._parse_execute_api_url(host, path)
    scope = apigateway.find_api_scope(parsed[0]) if parsed else None
    if scope is None:
        return
    api_id, tentative_stage, execute_path = parsed
    account, region = scope
    stage, execute_path = app._resolve_stage_and_path(api_id, tentative_stage, execute_path)
    if apigateway.route_authorization_type(api_id, stage, method, execute_path) != "AWS_IAM":
        return
    sent_path = raw_path if raw_path is not None else quote(path)
    credential = authenticate(region, method, sent_path, query_params, headers, body)
    authorize(credential, execute_api_arn(region, account, api_id, stage, method, execute_path), region)


def _enforce(original):
    async def handle_execute_api_request(
        host, path, method, headers, body, query_params, raw_path=None, raw_query_string=None
    ):
        try:
            _check(host, path, method, headers, body, query_params, raw_path)
        except (Refused, iam_evaluator.AmbiguousAccessKeyError) as refusal:
            logger.info("403 %s %s: %s", method, path, refusal)
            return 403, {"Content-Type": "application/json"}, b'{"message":"Forbidden"}'
        return await original(host, path, method, headers, body, query_params, raw_path, raw_query_string)

    return handle_execute_api_request


def _with_cognito_identity(original):
    def iam_caller_identity_v2(headers, query_params):
        identity = original(headers, query_params)
        return None if identity is None else {"cognitoIdentity": None, **identity}

    return iam_caller_identity_v2


def apply():
    require(app, "_parse_execute_api_url", "_resolve_stage_and_path")
    require(apigateway, "find_api_scope", "route_authorization_type")
    require(iam_evaluator, "resolve_credential", "resolve_principal", "evaluate", "find_iam_access_key_account")
    require(sigv4, "parse_header_signature", "request_time_failure", "calculate_signature")
    parameters = ("host", "path", "method", "headers", "body", "query_params", "raw_path", "raw_query_string")
    replace(app, "_handle_execute_api_request", _enforce, parameters=parameters)
    replace(apigateway, "_iam_caller_identity_v2", _with_cognito_identity, parameters=("headers", "query_params"))
