import { S3Client } from '@aws-sdk/client-s3';
import { Application } from './application.js';
import { CommandLine } from './command-line.js';
import { Control } from './control.js';
import type { LoopContext } from './loop-context.js';
import { assumePersona } from './people.js';

type DeployedApp = Pick<
  LoopContext,
  'scenario' | 'outputs' | 'root' | 'workFolder' | 'python' | 'env' | 'signal' | 'log'
> & {
  /** Of the embedded AWS. */
  readonly endpoint: string;
};

/** Gives each person of the loop their role in a deployed app. */
export async function makeContext({ endpoint, ...app }: DeployedApp): Promise<LoopContext> {
  const { scenario, outputs, root, env, signal, log } = app;
  const region = env.AWS_REGION ?? 'us-east-1';
  const person = async (persona: string, sessionName: string, output: string) => {
    const policyArn = outputs[output];
    if (policyArn === undefined) throw new Error(`the stack has no output ${output}`);
    return assumePersona({ endpoint, region }, { roleName: `local-${persona}`, policyArn, sessionName });
  };
  const dataScientist = await person('data-scientist', 'dana', 'DataScientistPolicyArn');
  const operator = await person('operator', 'oscar', 'OperatorPolicyArn');
  const applicationDeveloper = await person('application', 'checkout-service', 'ApplicationPolicyArn');

  const gateway = (apiId: string | undefined): string => `${endpoint}/_aws/execute-api/${apiId}/$default`;
  const s3 = (credentials: typeof operator.credentials): S3Client =>
    new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const commandLine = (who: typeof operator): CommandLine => new CommandLine(root, who, env, signal, log);
  return {
    ...app,
    application: new Application(
      scenario,
      gateway(outputs.InferenceApiId),
      region,
      applicationDeveloper.credentials,
      s3(applicationDeveloper.credentials),
      outputs.ArtifactBucketName ?? '',
      signal,
    ),
    control: new Control(gateway(outputs.ControlApiId), region, operator.credentials, signal),
    dataScientist: commandLine(dataScientist),
    operator: commandLine(operator),
    dataScientistS3: s3(dataScientist.credentials),
    people: { dataScientist, operator, applicationDeveloper },
    client: { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  };
}
