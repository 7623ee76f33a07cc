import { createHash } from 'node:crypto';
import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Characters of a name made by `uniqueName`. SageMaker's names end at 63, and a model's name and version follow. */
export const UNIQUE_NAME_LENGTH = 12;

/**
 * A lower-case name, 12 characters, that is the same at each synthesis and differs between stacks and constructs.
 * For what is named while the stack runs, so that a role can be held to `<name>-*`.
 */
export function uniqueName(construct: IConstruct): string {
  const unique = Names.uniqueResourceName(construct, { maxLength: 240, separator: '-' });
  const hash = Number.parseInt(createHash('sha256').update(unique).digest('hex').slice(0, 12), 16);
  return `mlops-${hash.toString(36).padStart(6, '0').slice(-6)}`;
}
