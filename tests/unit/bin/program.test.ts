import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

describe('the command line', () => {
  it.each([
    [['submit', 'x'], "required option '--model <name>' not specified"],
    [['show', '--model', 'Big', '--version', '1'], 'expected 1 to 32 of a-z, 0-9 and inner hyphens'],
    [['show', '--model', 'a', '--version', '0'], 'expected a whole number above 0'],
    [['shwo'], "unknown command 'shwo'"],
    [['models', '--stack', 'a', '--environment', 'b'], 'cannot be used with option'],
  ])('refuses %j with 1', async (args, message) => {
    const ran = await runCommand(args);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(message);
  });

  it('explains itself, with examples and exit codes', async () => {
    const { code, out } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const part of ['submit', 'retrain', 'monitor', 'models', 'versions', 'show', 'Exit codes:', 'Examples:']) {
      expect(out).toContain(part);
    }
  });
});
