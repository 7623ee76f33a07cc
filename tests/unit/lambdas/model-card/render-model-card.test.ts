import { describe, expect, it } from 'vitest';
import { readModelCard } from '../../../../lambdas/application/control/model-cards.js';
import { renderModelCard } from '../../../../lambdas/application/model-card/render-model-card.js';
import { CardedModel } from '../../../fixtures/carded-model.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

async function champion() {
  const model = new CardedModel();
  await model.champion();
  return readModelCard(model.ports, 'bikes', 4);
}

describe('the page of a model card', () => {
  it('needs no other file and runs no script', async () => {
    const page = renderModelCard(await champion());
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|(src|href)=/);
  });

  it('says how the version stands before all else, and has its sections in the order in which people ask', async () => {
    const page = renderModelCard(await champion());
    const headings = [...page.matchAll(/<h([12])[^>]*>(.*?)<\/h\1>/g)].map(([, , text]) => text);
    expect(headings).toEqual([
      '<small>Model card</small>bikes, version 4',
      'Intended use and limits',
      'Data and lineage',
      'Performance',
      'Segments',
      'Bias',
      'Approvals and release history',
      'Drift since release',
      'Reproduce',
    ]);
    const places = ['>Deployed<', 'It serves as champion', 'Forecasts the hires', 'Mobility team', '<h2'];
    const found = places.map((text) => page.indexOf(text));
    expect(found.every((place) => place > 0)).toBe(true);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('warns in its head when the newest window of what serves is violated', async () => {
    const page = renderModelCard(await champion());
    const head = page.slice(page.indexOf('<header'), page.indexOf('</header>'));
    expect(head).toContain('class="warn"');
    expect(head).toContain('The newest window of its traffic is violated (drift), and the drift alarm is on.');
  });

  it('gives every table a caption, and every cell of a row the name of its column', async () => {
    const page = renderModelCard(await champion());
    const tables = page.match(/<table/g)?.length ?? 0;
    expect(tables).toBeGreaterThan(8);
    expect(page.match(/<table class="stack"><caption>[^<]+<\/caption>/g)).toHaveLength(tables);
    expect(page.match(/<td /g)?.length).toBe(page.match(/<td class="[a-z]*" data-label="[^"]+"/g)?.length);
  });

  it('has whole version ids and hashes in titles', async () => {
    const card = await champion();
    const page = renderModelCard(card);
    expect(page).toContain(`title="${card.reproduction.manifest.sha256}"`);
    expect(page).toContain(`title="${card.data.evaluationSet?.versionId}"`);
  });

  it('of a version that could not be read has no invented number in it', async () => {
    const model = new CardedModel();
    const { contents: _contents, ...bare } = modelVersion(1, { status: 'Rejected', reasons: ['integrity: x'] });
    await put(model.registry, bare);
    const page = renderModelCard(await readModelCard(model.ports, 'bikes', 1));
    expect(page).toContain('It was rejected and serves nobody.');
    expect(page).toContain('<li>integrity: x</li>');
    expect(page).toContain('not measured: it never was the champion');
    expect(page).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });

  it('shows what a gate of segments or bias measured, whatever its numbers are', async () => {
    const card = await champion();
    const gates = [
      {
        gate: 'bias',
        passed: false,
        verdict: 'failed' as const,
        reason: 'DPL 0.4',
        advisory: true as const,
        numbers: { 'age>60.DPL': 0.4, evaluationSet: 3, 'age>60.CI': 'Infinity' },
      },
    ];
    const page = renderModelCard({ ...card, bias: { measured: true, note: '', gates } });
    const bias = page.slice(page.indexOf('id="bias"'), page.indexOf('id="releases"'));
    expect(bias).toMatch(/>failed<\/span> <small>advisory</);
    expect(bias).toMatch(/age&gt;60<\/caption>.*CI<\/th>.*?Infinity<.*?DPL<\/th>.*?0\.4<.*?share of positive labels/s);
    expect(bias).toMatch(/evaluationSet<\/th>.*?3</s);
  });

  it('sums up the columns beyond the twentieth', async () => {
    const card = await champion();
    const importance = Array.from({ length: 25 }, (_, i) => ({ column: `c${i}`, share: 0.04 }));
    const page = renderModelCard({ ...card, performance: { ...card.performance, importance } });
    expect(page.match(/<rect class="current"/g)).toHaveLength(20);
    expect(page).toContain('And 5 more with 20 % together.');
  });
});
