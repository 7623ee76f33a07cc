import { type Command, InvalidArgumentError, Option } from 'commander';
import { aliasNameSchema } from '../../lambdas/application/documents/alias-name.js';
import { modelName, tagKey, tagValue } from '../../lambdas/application/documents/manifest.js';

export const withModel = (command: Command): Command =>
  command.requiredOption('--model <name>', 'the model', parseModel);

export function parseModel(text: string): string {
  const result = modelName.safeParse(text);
  if (result.success) return result.data;
  throw new InvalidArgumentError(result.error.issues[0]?.message ?? '');
}

export const withVersion = (command: Command): Command =>
  withModel(command).requiredOption('--version <number>', 'the version', parseCount);

/** Why; it goes into the audit record. */
export const withReason = (command: Command): Command =>
  command.requiredOption('--reason <text>', 'why; it goes into the audit record', parseReason);

export function parseReason(text: string): string {
  if (text.trim() !== '' && text.length <= 1_000) return text;
  throw new InvalidArgumentError(`expected 1 to 1,000 characters, found ${text.trim() === '' ? 'none' : text.length}`);
}

/** Adds a `key=value` to those before it; a key that comes again has the last value. */
export function parseTag(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const split = text.indexOf('=');
  const [key, value] = [text.slice(0, split), text.slice(split + 1)];
  if (split > 0 && tagKey.safeParse(key).success && tagValue.safeParse(value).success)
    return { ...before, [key]: value };
  throw new InvalidArgumentError(
    'expected key=value: a key of 1 to 128 of A-Z, a-z, 0-9 and "_ . : / + @ -", a value of 256 characters at most',
  );
}

export function parseAlias(text: string): string {
  const result = aliasNameSchema.safeParse(text);
  if (result.success) return result.data;
  throw new InvalidArgumentError(result.error.issues[0]?.message ?? '');
}

export const timeout = (seconds: number): Option =>
  new Option('--timeout-seconds <number>', 'how long to wait').argParser(parseCount).default(seconds);

export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number above 0');
}

/** Names with commas between. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('expected names with commas between, such as age,job');
}

/** How a CSV of rows is read: `TableOptions` of `readTable`. */
export const withTableOptions = (command: Command): Command =>
  command
    .option('--columns <names>', 'the names of the columns, where the file has no header', parseNames)
    .option('--na <text>', "what stands for a missing value, such as '?' (again for more)", collect)
    .option('--trim', 'spaces around a value do not count');

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

export function parseTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('expected a time such as 2026-01-01T00:00:00Z');
}

const examples = new WeakMap<Command, readonly string[]>();

/** Shows how a command is called, in its own help and in the help of `mlops`. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  examples.set(command, lines);
  return command.addHelpText('after', `\n${exampleText(lines)}`);
}

/** The examples of a command and of those below it. */
export function examplesOf(command: Command): readonly string[] {
  return [...(examples.get(command) ?? []), ...command.commands.flatMap(examplesOf)];
}

export const exampleText = (lines: readonly string[]): string =>
  ['Examples:', ...lines.map((line) => `  $ mlops ${line}`)].join('\n');
