import type { Import } from './imports.js';

interface Rule {
  /** Start of the paths that it is for; the first rule that fits a file counts. */
  readonly from: string;
  /** Starts of what such a file may import; its own folder always. */
  readonly allowed: readonly string[];
}

const CONTRACTS = 'lib/contracts/';
const CONSTRUCTS = ['npm:aws-cdk-lib', 'npm:constructs', 'node:fs', 'node:path', 'node:crypto'];
/** Parts of Node that compute, and reach nothing outside the process. */
const COMPUTATION = ['node:crypto', 'node:stream', 'node:stream/promises', 'node:zlib', 'node:buffer'];
/** A format that is read by a library which computes, as documents are. */
const PARQUET = ['npm:hyparquet', 'npm:hyparquet-compressors', 'npm:fzstd'];
const DOCUMENTS = 'lambdas/application/documents/';
/** What the command line checks and restores the registry with, with its caller's own rights: docs/adr/0002. */
const AUDIT = ['application/audit', 'ports', 'adapters/dynamodb', 'adapters/s3'].map((folder) => `lambdas/${folder}/`);

/** What the command line validates a folder with: docs/adr/0004. */
const GATES = ['application/validation', 'adapters/onnxruntime'].map((folder) => `lambdas/${folder}/`);

/** What the command line reads local files with, and writes the page of a comparison with. */
const DRIFT = ['capture/', 'render-report/', 'line-splitter', 'magic-bytes'].map(
  (path) => `lambdas/application/${path}`,
);

/**
 * Dependencies point one way. What this holds beyond the short form of it, and why, is in docs/adr/0001:
 * `config` and `bin` parse documents with the handlers' own schemas, so that each has one definition.
 */
export const RULES: readonly Rule[] = [
  { from: CONTRACTS, allowed: [] },
  {
    from: 'lib/private/',
    allowed: [CONTRACTS, 'lib/artifact-store/', 'lib/inference/perms', 'lib/inference/container-image', ...CONSTRUCTS],
  },
  { from: 'lib/', allowed: ['lib/', ...CONSTRUCTS] },
  // What monitoring stands on: a column, its statistics, its summary.
  { from: 'lambdas/domain/columns/', allowed: ['lambdas/domain/signature', 'lambdas/domain/statistics/'] },
  {
    from: 'lambdas/domain/summaries/',
    allowed: ['lambdas/domain/columns/', 'lambdas/domain/statistics/', 'lambdas/domain/errors'],
  },
  { from: 'lambdas/domain/', allowed: [CONTRACTS, 'node:crypto'] },
  { from: 'lambdas/ports/', allowed: ['lambdas/domain/', CONTRACTS, 'node:stream'] },
  { from: DOCUMENTS, allowed: ['lambdas/domain/', CONTRACTS, 'npm:zod', 'npm:csv-parse', 'npm:yaml', 'node:zlib'] },
  {
    from: 'lambdas/application/capture/',
    allowed: [
      'lambdas/domain/',
      'lambdas/application/',
      'lambdas/ports/',
      CONTRACTS,
      'npm:zod',
      ...PARQUET,
      ...COMPUTATION,
    ],
  },
  {
    from: 'lambdas/application/',
    allowed: ['lambdas/domain/', 'lambdas/ports/', CONTRACTS, 'npm:zod', ...COMPUTATION],
  },
  { from: 'lambdas/adapters/', allowed: ['lambdas/ports/', 'lambdas/domain/', DOCUMENTS, CONTRACTS, 'npm:', 'node:'] },
  {
    from: 'lambdas/runtime/',
    allowed: ['lambdas/domain/', 'lambdas/adapters/aws-errors', DOCUMENTS, CONTRACTS, 'npm:', 'node:'],
  },
  {
    from: 'lambdas/',
    allowed: [
      ...['application', 'adapters', 'runtime', 'ports', 'domain'].map((folder) => `lambdas/${folder}/`),
      ...[CONTRACTS, 'npm:zod', 'npm:aws-lambda', 'npm:@aws-sdk/', 'node:crypto'],
    ],
  },
  { from: 'config/', allowed: [DOCUMENTS, CONTRACTS, 'npm:zod', 'node:fs'] },
  {
    from: 'bin/',
    allowed: [
      'config/',
      'lib/',
      'package.json',
      DOCUMENTS,
      'lambdas/domain/',
      'lambdas/adapters/archive/',
      ...AUDIT,
      ...GATES,
      ...DRIFT,
      'npm:',
      'node:',
    ],
  },
];

/** Why an import is not allowed; undefined when it is, or when no rule is for the file. */
export function violationOf({ from, to }: Import): string | undefined {
  const rule = RULES.find((candidate) => from.startsWith(candidate.from));
  if (rule === undefined) return undefined;
  const own = folderOf(from, rule.from);
  if (to.startsWith(own) || rule.allowed.some((start) => covers(start, to))) return undefined;
  return `${from} imports ${to}; ${rule.from} may import ${['its own folder', ...rule.allowed].join(', ')}`;
}

/** A start that ends in `/` or `:` covers what lies below it; any other one file, folder or package. */
const covers = (start: string, to: string): boolean =>
  /[/:]$/.test(start) ? `${to}/`.startsWith(start) : to.replace(/\.js$/, '') === start;

/** The folder that a file belongs to: of a handler its own, never that of another handler. */
const folderOf = (path: string, rule: string): string =>
  rule === 'lambdas/' ? `${path.split('/').slice(0, 2).join('/')}/` : rule;
