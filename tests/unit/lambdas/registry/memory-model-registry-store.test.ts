import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { registryStoreSuite } from '../../../fixtures/registry-store-suite.js';

registryStoreSuite('the registry in memory', async () => new MemoryModelRegistryStore());
