import * as z from 'zod';
import {
  type EnvironmentVariable,
  environmentVariables,
  type HandlerName,
  handlerEnvironment,
  type OptionalEnvironment,
  optionalEnvironment,
} from '../../lib/contracts/index.js';
import { monitorSettingsSchema } from '../application/documents/monitor-settings.js';
import { Internal } from '../domain/errors.js';

const text = z.string().min(1);

/** How the text of each variable becomes a value. */
const variables = {
  artifactBucket: text,
  registryTable: text,
  anchorBucket: text,
  modelPolicyPrefix: text,
  retrainingStateMachineArn: text,
  notificationTopicArn: text,
  servingImage: text,
  trainingImage: text,
  resourceNamePrefix: text,
  monitorSettings: text
    .transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.addIssue('expected JSON');
        return z.NEVER;
      }
    })
    .pipe(monitorSettingsSchema),
  codeBuildProject: text,
  artifactLimit: z.coerce.number().int().min(1),
  bigArtifacts: z.enum(['process', 'reject']),
  trafficSplitCacheSeconds: z.coerce.number().min(0),
} satisfies Record<EnvironmentVariable, z.ZodType>;

type Values = { readonly [V in EnvironmentVariable]: z.output<(typeof variables)[V]> };

type Listed<H extends HandlerName> = (typeof handlerEnvironment)[H][number];
type Optional<H extends HandlerName> = H extends keyof OptionalEnvironment ? OptionalEnvironment[H][number] : never;
/** The parsed environment of one handler: exactly the variables that the contract lists for it. */
export type HandlerEnvironment<H extends HandlerName> = Pick<Values, Exclude<Listed<H>, Optional<H>>> &
  Partial<Pick<Values, Optional<H>>>;

/**
 * Parses the environment of a handler, once at start. Throws an error that names every variable that is missing or
 * wrong, so that a deployment that forgot one fails at its first call with the reason.
 */
export function parseEnvironment<H extends HandlerName>(
  handler: H,
  source: Readonly<Record<string, string | undefined>> = process.env,
): HandlerEnvironment<H> {
  const names: readonly EnvironmentVariable[] = handlerEnvironment[handler];
  const problems: string[] = [];
  const entries = names.map((name) => {
    const variable = environmentVariables[name];
    if (source[variable] === undefined && optionalEnvironment[handler]?.includes(name)) return [name, undefined];
    const result = variables[name].safeParse(source[variable]);
    if (!result.success) {
      const found = source[variable] === undefined ? 'is not set' : 'is not valid';
      const reasons = result.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
      problems.push(`${variable} ${found} (${reasons.join('; ')})`);
    }
    return [name, result.data];
  });
  if (problems.length > 0) throw new Internal(`The environment of ${handler} is incomplete: ${problems.join('; ')}`);
  return Object.fromEntries(entries) as HandlerEnvironment<H>;
}
