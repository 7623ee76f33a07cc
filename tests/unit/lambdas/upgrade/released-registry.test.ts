import { releasedRegistry } from '../../../fixtures/release-0.1.0/registry-items.js';
import { releasedRegistrySuite } from '../../../fixtures/released-registry-suite.js';

releasedRegistrySuite('a registry of release 0.1.0 in memory', async () => releasedRegistry());
