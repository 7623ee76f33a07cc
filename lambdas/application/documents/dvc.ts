import { parse } from 'yaml';
import * as z from 'zod';
import { InvalidInput } from '../../domain/errors.js';
import type { DvcOutput } from '../../domain/manifest.js';
import { dvcOutputSchema } from './manifest.js';
import { parseDocument, requireUnicode } from './parse.js';

/** What DVC knows of a file or folder; it has other hashes of what lies in a cloud. */
const dependency = z.object({
  path: dvcOutputSchema.shape.path,
  md5: dvcOutputSchema.shape.md5.optional(),
  size: dvcOutputSchema.shape.size,
});
const output = dependency.extend({ md5: dvcOutputSchema.shape.md5 });

const dvcFileSchema = z.object({ deps: z.array(dependency).optional(), outs: z.array(output).min(1) });

const dvcLockSchema = z.object({
  schema: z.literal('2.0'),
  stages: z.record(z.string(), z.object({ deps: z.array(dependency).optional(), outs: z.array(output).optional() })),
});

/**
 * The files and folders that a `.dvc` file or a `dvc.lock` names by an MD5, its dependencies included, each once.
 * @throws InvalidInput that names the file and what is wrong with it
 */
export function parseDvcFile(path: string, text: string): DvcOutput[] {
  const value = requireUnicode(parseYaml(path, text), path);
  const stages =
    path.split('/').at(-1) === 'dvc.lock'
      ? Object.values(parseDocument(dvcLockSchema, value, path, { values: 'shown' }).stages)
      : [parseDocument(dvcFileSchema, value, path, { values: 'shown' })];
  const found = stages
    .flatMap(({ deps = [], outs = [] }) => [...deps, ...outs])
    .flatMap(({ md5, size, path: of }): DvcOutput[] =>
      md5 === undefined ? [] : [{ path: of, md5, ...(size === undefined ? {} : { size }), source: path }],
    );
  return [...new Map(found.map((entry) => [`${entry.md5} ${entry.path}`, entry])).values()];
}

/** DVC writes no aliases, so that none is resolved; keys aren't compared, which takes quadratic time. */
function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.split('\n')[0]?.slice(0, 200).toWellFormed() : String(cause);
    throw new InvalidInput(`${path} is not YAML as DVC writes it: ${problem}`, { cause });
  }
}
