import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineCommands } from '../../../bin/commands/define-commands.js';
import { packageRoot } from '../../../lib/private/package-root.js';
import { runCommand } from './run-command.js';

const program = new Command();
const notRun = async () => {};
defineCommands(program, notRun, notRun);
const leaves = (command: Command, path: string): string[] =>
  command.commands.length === 0 ? [path] : command.commands.flatMap((sub) => leaves(sub, `${path} ${sub.name()}`));
const commands = program.commands.flatMap((command) => leaves(command, command.name()));

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

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
    expect(await runCommand(['-V'])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  it('explains itself, with exit codes', async () => {
    const { code, out } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const part of ['Exit codes:', 'NO_COLOR', ...program.commands.map((command) => command.name())]) {
      expect(out).toContain(part);
    }
  });

  it.each(commands)('has an example of mlops %s, in its help and in that of all', async (name) => {
    const { code, out } = await runCommand([...name.split(' '), '--help']);
    expect(code).toBe(0);
    const example = out.split('\n').find((line) => line.startsWith(`  $ mlops ${name}`));
    expect(example).toBeDefined();
    expect((await runCommand(['--help'])).out).toContain(`${example}\n`);
  });

  it.each(commands)('has a line about mlops %s in the README', (name) => {
    expect(readFileSync(join(packageRoot(), 'README.md'), 'utf8')).toMatch(
      new RegExp(`^\\|.*\`mlops ${name}[ \`].*\\|$`, 'm'),
    );
  });

  it.each(commands)('reads the options in the examples of mlops %s', async (name) => {
    const { out } = await runCommand([...name.split(' '), '--help']);
    const examples = [...out.matchAll(/^ {2}\$ mlops (.+)$/gm)].map((match) => match[1] ?? '');
    for (const example of examples) {
      const options = [...example.replace(/ \|.*$/, '').matchAll(/(--[a-z-]+)/g)].map((match) => match[1]);
      for (const option of options.filter((option) => option !== '--json')) expect(out).toMatch(`  ${option} `);
    }
  });
});
