import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readModelCard } from '../../../lambdas/application/control/model-cards.js';
import type { ModelCard } from '../../../lambdas/application/documents/model-card.js';
import { renderModelCard } from '../../../lambdas/application/model-card/render-model-card.js';
import { stored } from '../../../lambdas/domain/stored-number.js';
import { CardedModel, EVALUATION } from '../../fixtures/carded-model.js';

let card: ModelCard;
beforeAll(async () => {
  const model = new CardedModel();
  await model.champion();
  const champion = await readModelCard(model.ports, 'bikes', 4);
  const bias = { measured: true, note: '', gates: champion.gates };
  card = { ...champion, reasons: ['one', 'two'], bias, segments: bias };
});

/** Words that the page's structure hangs on; all others may be anything. */
const FIXED = new Set(['status', 'verdict', 'decision', 'task', 'type', 'approval']);

/** The card with every other text, and every name of a free record, replaced. */
function withText(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return FIXED.has(key) ? value : text;
  if (Array.isArray(value)) return value.map((entry) => withText(entry, text, key));
  if (typeof value !== 'object' || value === null) return value;
  const free = ['tags', 'numbers', 'hyperparameters'].includes(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry], i) => [
      free ? `${i}${text}` : name,
      withText(entry, text, free ? '' : name),
    ]),
  );
}

/** The renderer has to hold for any text, where a time or a hash should be too. */
const pageWith = (text: string): string => renderModelCard(withText(card, text) as ModelCard);

/** Every tag of a page with its attributes, without their values. */
const skeleton = (page: string): string[] => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

const hostile = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<', '>', '"', "'", '&', '</style>', '<script>alert(1)</script>', '<!--', ']]>', '&lt;', '\u0000'),
    fc.constantFrom('" onload="x', '<img src=x onerror=x>', '$&', "$'"),
  ),
  { minLength: 1, maxLength: 6 },
);

describe('the page of a model card', () => {
  it('has the same tags and attributes whatever text stands in any field', () => {
    const expected = skeleton(pageWith('word'));
    expect(expected.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(hostile, (parts) => {
        expect(skeleton(pageWith(parts.join('')))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('shows a text as it is, escaped', () => {
    const page = pageWith('</td><script>alert("1")</script>');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });
});

describe('the JSON of a model card', () => {
  it('is the same to the byte, in whichever order the store gives names', async () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e120, max: 1e120 });
    const numbers = fc.uniqueArray(fc.tuple(fc.string(), value.map(stored)), {
      selector: ([name]) => name,
      minLength: 2,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(numbers, async (entries) => {
        const texts = await Promise.all(
          [entries, entries.toReversed()].map(async (ordered) => {
            const model = new CardedModel();
            const found = Object.fromEntries(ordered);
            const gate = { gate: 'quality', passed: true, verdict: 'passed', reason: '', numbers: found } as const;
            const metrics = { ...found };
            await model.version(1, { gates: [gate] }, { ...EVALUATION, metrics, importance: undefined });
            return JSON.stringify(await readModelCard(model.ports, 'bikes', 1), hashless);
          }),
        );
        expect(texts[0]).toBe(texts[1]);
      }),
      { numRuns: 60 },
    );
  });
});

/** The report itself has another hash when its names have another order. */
const hashless = (key: string, value: unknown): unknown => (key === 'evaluationReport' ? null : value);
