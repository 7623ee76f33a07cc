import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listFiles } from './imports.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pages = listFiles(root).filter((path) => path.endsWith('.md'));

/** Relative links and images of a Markdown page that lead nowhere. */
function brokenLinks(page: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target.replace(/#.*$/, ''))))
    .map((target) => `${page}: ${target}`);
}

describe('documents', () => {
  it('link to what is there', () => {
    expect(pages).toContain('README.md');
    expect(pages.flatMap((page) => brokenLinks(page, readFileSync(join(root, page), 'utf8')))).toEqual([]);
    expect(brokenLinks('docs/x.md', '[a](glossary.md) [b](no/where.md) [c](https://example.com)')).toEqual([
      'docs/x.md: no/where.md',
    ]);
  });

  it('have every runbook in their list', () => {
    const list = readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8');
    const runbooks = pages.filter((page) => /^docs\/runbooks\/(?!README)/.test(page));
    expect(runbooks.length).toBeGreaterThan(0);
    expect(runbooks.filter((page) => !list.includes(`(${page.split('/').at(-1)})`))).toEqual([]);
  });
});
