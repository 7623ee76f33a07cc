import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapedJson, escapedLines } from '../../../bin/output/escaped.js';
import { styleFor } from '../../../bin/output/style.js';
import { runCommand } from './run-command.js';

const HOSTILE = 'a\u001b]0;owned\u0007\u009b2J\u202eb\u2066c\r\u2028d';
const ESCAPED = 'a\\u001b]0;owned\\u0007\\u009b2J\\u202eb\\u2066c\\u000d\\u2028d';

describe('what the command line prints', () => {
  it('shows control characters and marks of direction as escapes, and keeps lines and tabs', () => {
    expect(escapedLines(`${HOSTILE}\n\tx`, false)).toBe(`${ESCAPED}\n\tx`);
  });

  it('keeps its own colours on a terminal, and takes none from elsewhere', () => {
    const coloured = styleFor(true, {}).bad('failed');
    expect(escapedLines(coloured, true)).toBe(coloured);
    expect(escapedLines(coloured, false)).toBe('\\u001b[31mfailed\\u001b[39m');
    expect(escapedLines(`\u001b[2K${coloured}`, true)).toBe(`\\u001b[2K${coloured}`);
  });

  it('is the same value as JSON', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE));
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = escapedJson(JSON.stringify(value));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[\p{Cc}\u2028\u202e\u2066]/u);
      }),
    );
  });

  it('is so in errors', async () => {
    const { err } = await runCommand(['models', '--missing\u202eoption']);
    expect(err).toMatch(/^error: .*missing\\u202eoption/);
  });
});
