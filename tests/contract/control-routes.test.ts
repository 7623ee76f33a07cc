import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routes } from '../../lambdas/handle-control-request/routes.js';
import { controlRoutes } from '../../lib/contracts/index.js';
import { packageRoot } from '../../lib/private/package-root.js';
import { resourcesOf } from '../fixtures/synthesis.js';
import { json } from './calls.js';

describe('the routes of the control API', () => {
  const contract = Object.values(controlRoutes).sort();

  test('are the ones that the handler answers', () => {
    expect(Object.keys(routes).sort()).toEqual(contract);
  });

  test('are the ones that the gateway has, each with IAM authorization', () => {
    const [apiId] = resourcesOf(json, 'AWS::ApiGatewayV2::Api').find(([id]) => id.includes('Control')) ?? [];
    const deployed = resourcesOf(json, 'AWS::ApiGatewayV2::Route')
      .map(([, { Properties }]) => Properties)
      .filter(({ ApiId }) => JSON.stringify(ApiId) === JSON.stringify({ Ref: apiId }));
    expect(deployed.map(({ RouteKey }) => RouteKey).sort()).toEqual(contract);
    expect(new Set(deployed.map(({ AuthorizationType }) => AuthorizationType))).toEqual(new Set(['AWS_IAM']));
  });

  test('have a line each in the page about the control API, which has no others', () => {
    const page = readFileSync(join(packageRoot(), 'docs/control-api.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual(contract);
  });
});
