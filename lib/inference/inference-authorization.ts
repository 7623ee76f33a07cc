import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Construct } from 'constructs';

/** Who may call the inference gateway. */
export abstract class InferenceAuthorization {
  /** Requests signed by a principal that is allowed `execute-api:Invoke` on the route. */
  static iam(): InferenceAuthorization {
    return new Authorization(() => new HttpIamAuthorizer());
  }

  /** Requests with a bearer token of this issuer, for one of these audiences. The issuer is a URL. */
  static jwt(issuer: string, audience: string[]): InferenceAuthorization {
    return new Authorization(() => new HttpJwtAuthorizer('Jwt', issuer, { jwtAudience: audience }));
  }

  /** Anybody who reaches the URL: whoever chooses this stands for what is in front. */
  static none(): InferenceAuthorization {
    return new Authorization(() => new apigateway.HttpNoneAuthorizer());
  }

  /** The authorizer of the gateway's routes. */
  abstract bind(scope: Construct): apigateway.IHttpRouteAuthorizer;
}

class Authorization extends InferenceAuthorization {
  constructor(private readonly create: () => apigateway.IHttpRouteAuthorizer) {
    super();
  }

  bind(_scope: Construct): apigateway.IHttpRouteAuthorizer {
    return this.create();
  }
}
