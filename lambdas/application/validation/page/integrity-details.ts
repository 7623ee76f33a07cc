import * as z from 'zod';
import type { Json } from '../../../domain/canonical-json.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { type Cell, cell, facts, short, table, unknown } from '../../page/parts.js';
import { anyDetails } from './any-details.js';

const entry = z.looseObject({ path: z.string(), size: z.number(), sha256: z.string().optional() });
const pickle = z.object({
  path: z.string(),
  imports: z.array(
    z.object({ opcode: z.string(), position: z.number(), module: z.string(), name: z.string(), allowed: z.boolean() }),
  ),
  calls: z.array(z.object({ opcode: z.string(), position: z.number(), callee: z.string(), allowed: z.boolean() })),
});
const artifact = z
  .looseObject({
    size: z.number(),
    sha256: z.string(),
    format: z.string().nullable(),
    entries: z.array(entry),
    code: z.array(entry),
    pickles: z.array(pickle),
  })
  .catchall(z.json());
const integritySchema = z.object({ problems: z.array(z.string()), artifact: artifact.optional() });
type Entry = z.infer<typeof entry>;
type Pickle = z.infer<typeof pickle>;

/** Entries, imports and calls that are shown; the JSON has all. */
const MOST = 200;

/** What is wrong, then what lies in the artifact: its files, its code, and what its pickles would import and call. */
export function integrityDetails(details: Json): Html | undefined {
  const parsed = integritySchema.safeParse(details);
  if (!parsed.success) return undefined;
  const { problems, artifact: found } = parsed.data;
  const wrong = html`<h3>Problems</h3><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
  return html`${problems.length === 0 ? null : wrong}${found === undefined ? null : artifactFound(found)}`;
}

function artifactFound({ size, sha256, format, entries, code, pickles, ...rest }: z.infer<typeof artifact>): Html {
  return html`<h3>Artifact</h3>${facts([
    ['Format', format ?? unknown('not recognised')],
    ['Size', `${count(size)} bytes`],
    ['SHA-256', html`<code>${sha256}</code>`],
  ])}
${fileTable('Files in it', entries)}${fileTable('Code in it, which runs when it serves', code)}
${pickles.map(pickleFound)}${anyDetails(rest)}`;
}

function fileTable(caption: string, files: readonly Entry[]): Html | null {
  if (files.length === 0) return null;
  const rows = files
    .slice(0, MOST)
    .map(({ path, size, sha256 = '' }): Cell[] => [
      cell(path),
      { content: count(size), kind: 'number' },
      cell(html`<code class="hash" title="${sha256}">${short(sha256)}</code>`),
    ]);
  return html`${table(caption, ['File', 'Bytes', 'SHA-256'], rows)}${left(files.length)}`;
}

/** What is not allowed first: it was read from the opcodes, and never run. */
function pickleFound({ path, imports, calls }: Pickle): Html {
  const refused = <T extends { readonly allowed: boolean }>(found: readonly T[]): T[] =>
    [...found].sort((a, b) => Number(a.allowed) - Number(b.allowed)).slice(0, MOST);
  const uses = [
    ...refused(imports).map((one) => ({ ...one, what: 'import', target: `${one.module}.${one.name}` })),
    ...refused(calls).map((one) => ({ ...one, what: 'call', target: one.callee })),
  ].sort((a, b) => Number(a.allowed) - Number(b.allowed));
  if (uses.length === 0) return html`<p>${path} imports and calls nothing.</p>`;
  const rows = uses.map(({ target, what, opcode, position, allowed }): Cell[] => [
    cell(html`<code>${target}</code>`),
    cell(what),
    cell(html`<code>${opcode}</code> at byte ${count(position)}`),
    cell(allowed ? html`<span class="pill good">allowed</span>` : html`<span class="pill bad">refused</span>`),
  ]);
  const caption = `What ${path} would import and call`;
  return html`${table(caption, ['Name', 'Use', 'Opcode', 'Verdict'], rows)}${left(Math.max(imports.length, calls.length))}`;
}

const left = (total: number): Html | null => (total <= MOST ? null : html`<p>And ${count(total - MOST)} more.</p>`);
