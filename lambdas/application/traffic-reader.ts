import { DependencyUnavailable } from '../domain/errors.js';
import type { TrafficVariant } from '../domain/registry/records.js';
import type { Signature } from '../domain/signature.js';
import type { Clock } from '../ports/clock.js';
import type { ModelRegistryStore } from '../ports/model-registry-store.js';

export interface TrafficReaderOptions {
  readonly registry: Pick<ModelRegistryStore, 'readTrafficSplit' | 'readVersion'>;
  readonly clock: Clock;
  /** Age up to which a split is answered from memory. */
  readonly cacheSeconds: number;
  /** Told when the registry failed and an older split is used in its place. */
  readonly onStale?: (model: string, error: unknown) => void;
}

interface Remembered {
  readonly variants: readonly TrafficVariant[];
  readonly readAt: number;
}

/** Who serves a model, out of the registry or of memory; one instance a process. */
export class TrafficReader {
  readonly #options: TrafficReaderOptions;
  readonly #splits = new Map<string, Remembered>();
  readonly #signatures = new Map<string, Signature>();

  constructor(options: TrafficReaderOptions) {
    this.#options = options;
  }

  /**
   * The variants that have weight; empty when nothing serves the model. That is never remembered, so that the first
   * champion answers at once. When the registry fails, what was read last is used, however old.
   */
  async variants(model: string, { fresh = false } = {}): Promise<readonly TrafficVariant[]> {
    const { registry, clock, cacheSeconds, onStale } = this.#options;
    const known = this.#splits.get(model);
    const now = clock.now().getTime();
    if (!fresh && known !== undefined && now - known.readAt < cacheSeconds * 1000) return known.variants;
    try {
      const split = await registry.readTrafficSplit(model);
      const variants = (split?.variants ?? []).filter((variant) => variant.weight > 0);
      if (variants.length > 0) this.#splits.set(model, { variants, readAt: now });
      else this.#splits.delete(model);
      return variants;
    } catch (error) {
      if (known === undefined) throw error;
      onStale?.(model, error);
      return known.variants;
    }
  }

  /** The signature of a version that serves; it never changes, so it is read once. */
  async signature(model: string, version: number): Promise<Signature> {
    const key = `${model}/${version}`;
    const known = this.#signatures.get(key);
    if (known !== undefined) return known;
    const signature = (await this.#options.registry.readVersion(model, version))?.contents?.signature;
    if (signature === undefined) {
      throw new DependencyUnavailable(
        `Version ${version} of model "${model}" serves, but the registry has no signature`,
      );
    }
    this.#signatures.set(key, signature);
    return signature;
  }
}
