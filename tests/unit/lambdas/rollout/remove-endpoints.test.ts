import { describe, expect, it } from 'vitest';
import { removeEndpoints } from '../../../../lambdas/application/rollout/remove-endpoints.js';
import { MemoryEndpointControl } from '../../../fixtures/memory/memory-endpoint-control.js';

describe('the removal of endpoints', () => {
  it('removes those named, and does not mind one that is gone', async () => {
    const control = new MemoryEndpointControl('a', 'b');
    expect(await removeEndpoints(control, ['a', 'gone'])).toEqual({ removed: ['a', 'gone'] });
    expect(await removeEndpoints(control, ['a', 'gone'])).toEqual({ removed: ['a', 'gone'] });
    expect(await control.list('')).toEqual(['b']);
  });

  it('removes the others when one fails, and then says which', async () => {
    class Stubborn extends MemoryEndpointControl {
      override async remove(name: string): Promise<void> {
        if (name === 'a') throw new Error('is Creating');
        await super.remove(name);
      }
    }
    const control = new Stubborn('a', 'b');
    await expect(removeEndpoints(control, ['a', 'b'])).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      message: 'Could not remove a: is Creating',
    });
    expect([...control.names]).toEqual(['a']);
  });
});
