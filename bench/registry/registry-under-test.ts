/** What the benchmark asks of a model registry, in the words that both have in common. */
export interface RegistryUnderTest {
  readonly name: string;
  /** Makes a model ready to take versions. */
  createModel(model: string): Promise<void>;
  /** Registers the next version with a description of 2 KB; answers its number. */
  createVersion(model: string): Promise<number>;
  setAlias(model: string, alias: string, version: number): Promise<void>;
  readVersion(model: string, version: number): Promise<void>;
  /** Reads one page of 100, newest first; answers how many came, and where the next starts. */
  listVersions(
    model: string,
    cursor: string | undefined,
  ): Promise<{ readonly items: number; readonly cursor?: string }>;
  /** Ends its processes and removes its files. */
  stop(): Promise<void>;
}

export const PAGE = 100;
