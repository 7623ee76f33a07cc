import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTensors, encodeTensors } from '../../../lambdas/domain/inference/tensors.js';
import type { ColumnType, Value } from '../../../lambdas/domain/signature.js';

const values: Record<ColumnType, fc.Arbitrary<Value>> = {
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
  long: fc.integer(),
  string: fc.string(),
  boolean: fc.boolean(),
};
const columns = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1 }),
    type: fc.constantFrom<ColumnType>('double', 'long', 'string', 'boolean'),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
);
const table = columns.chain((cols) => {
  const row = fc
    .tuple(...cols.map(({ name, type }) => fc.option(values[type]).map((value) => [name, value] as const)))
    .map((cells) => Object.fromEntries(cells));
  return fc.record({ cols: fc.constant(cols), rows: fc.array(row, { minLength: 1, maxLength: 8 }) });
});

describe('tensors of the Open Inference Protocol V2', () => {
  it('carry any rows there and back, over JSON, missing values included', () => {
    fc.assert(
      fc.property(table, ({ cols, rows }) => {
        const sent = JSON.parse(JSON.stringify(encodeTensors(cols, rows)));
        expect(decodeTensors(sent)).toEqual(rows);
      }),
    );
  });

  it('mean the same with shape [rows, 1], flat or nested', () => {
    fc.assert(
      fc.property(table, ({ cols, rows }) => {
        const flat = encodeTensors(cols, rows).map((tensor) => ({ ...tensor, shape: [rows.length, 1] }));
        const nested = flat.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => [value]) }));
        expect(decodeTensors(flat)).toEqual(rows);
        expect(decodeTensors(nested)).toEqual(rows);
      }),
    );
  });
});
