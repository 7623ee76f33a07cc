import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, AttributeValue>;

/** An item as DynamoDB takes it; a number beyond 2^53 is written as JavaScript has it. */
export const itemFrom = (plain: Readonly<Record<string, unknown>>): Item =>
  marshall(plain, { removeUndefinedValues: true, allowImpreciseNumbers: true });

/** What an item holds. Throws for a number that JavaScript can't hold, which is none that we wrote. */
export const plainOf = (item: Item): ReturnType<typeof unmarshall> => unmarshall(item, { wrapNumbers: numberOf });

function numberOf(text: string): number {
  const value = Number(text);
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+|0+$/g, '').length;
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || digits <= 17) return value;
  throw new RangeError(`A number of ${digits} digits`);
}
