import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A CloudFormation value as cdk-nag writes it in a finding: `<LogicalId.Arn>/models/*`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') {
    return value.replace(/\$\{/g, '<').replace(/\}/g, '>');
  }
  if (typeof value === 'object' && value !== null) {
    const entries: Record<string, unknown> = { ...value };
    if (Array.isArray(entries['Fn::Join'])) {
      const [delimiter, parts]: [string, unknown[]] = [entries['Fn::Join'][0], entries['Fn::Join'][1]];
      return parts.map(flatten).join(delimiter);
    }
    if (Array.isArray(entries['Fn::GetAtt'])) {
      return `<${entries['Fn::GetAtt'].map(flatten).join('.')}>`;
    }
    if (entries.Ref !== undefined) {
      return `<${flatten(entries.Ref)}>`;
    }
  }
  return JSON.stringify(value);
}

/**
 * Acknowledges cdk-nag's finding on each of these ARNs or actions that holds a wildcard; the others have none.
 * The reason stands where the statement is made, so that it goes with it.
 */
export function acknowledgeWildcards(on: IConstruct, reason: string, arnsOrActions: readonly string[]): void {
  for (const value of arnsOrActions) {
    const flat = flatten(Stack.of(on).resolve(value));
    if (flat.includes('*')) {
      const kind = /^[a-z0-9-]+:[A-Za-z*]+$/.test(flat) ? 'Action' : 'Resource';
      Validations.of(on).acknowledge({ id: `AwsSolutions-IAM5[${kind}::${flat}]`, reason });
    }
  }
}
