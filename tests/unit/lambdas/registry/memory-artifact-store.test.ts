import { artifactStoreSuite } from '../../../fixtures/artifact-store-suite.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';

artifactStoreSuite('the artifacts in memory', async () => ({ store: new MemoryArtifactStore(), prefix: 'p/' }));
