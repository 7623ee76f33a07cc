import { describe, expect, it } from 'vitest';
import { buildContainerImage } from '../../../../lambdas/application/build-container-image.js';
import type { ImageBuild, ImageBuilder } from '../../../../lambdas/ports/image-builder.js';
import { ManualClock } from '../../../fixtures/manual-clock.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const input = { project: 'p', requestId: 'r1', repositoryUri: '1.dkr.ecr/repo' };

/** Answers with the given states one after the other, the last for ever; a token is one build. */
class ScriptedBuilder implements ImageBuilder {
  readonly tokens: string[] = [];
  constructor(private readonly states: ImageBuild[]) {}

  async start(project: string, token: string): Promise<string> {
    this.tokens.push(token);
    return `${project}:${token.slice(0, 8)}`;
  }

  async read(): Promise<ImageBuild> {
    const [next, ...rest] = this.states;
    if (rest.length > 0) this.states.shift();
    if (next === undefined) throw new Error('no state');
    return next;
  }
}

function build(...states: ImageBuild[]) {
  const clock = new ManualClock();
  const builder = new ScriptedBuilder(states);
  const sleep = async (ms: number) => clock.advance(ms / 1000);
  return { builder, built: () => buildContainerImage(builder, clock, input, sleep) };
}

describe('the build of a container image', () => {
  it('waits for the build and pins what it pushed by its digest', async () => {
    const { built } = build({ status: 'IN_PROGRESS' }, { status: 'SUCCEEDED', digest: DIGEST });
    expect(await built()).toEqual({ imageUri: `1.dkr.ecr/repo@${DIGEST}`, imageDigest: DIGEST });
  });

  it('is the same build when the same request comes again', async () => {
    const { builder, built } = build({ status: 'SUCCEEDED', digest: DIGEST });
    await built();
    await built();
    expect(builder.tokens[0]).toBe(builder.tokens[1]);
    expect(builder.tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, ImageBuild, string]>([
    [
      'names the phase and the log of a failure',
      { status: 'FAILED', reason: 'FAILED in BUILD: no space', logUrl: 'https://log' },
      'FAILED in BUILD: no space): build p:',
    ],
    ['refuses a build that exports no digest', { status: 'SUCCEEDED' }, 'expected sha256:<hex>'],
    ['gives up after 14 minutes', { status: 'IN_PROGRESS', logUrl: 'https://log' }, 'within 14 minutes'],
  ])('%s', async (_name, state, message) => {
    await expect(build(state).built()).rejects.toThrow(message);
  });
});
