import { anchorKeys, objectKeys } from '../../../lib/contracts/index.js';
import type { AuditTrail } from '../../ports/audit-trail.js';
import { modelName } from '../documents/manifest.js';

/** Objects between anchors and copies that are neither, of one model's folders or of all. */
export async function* strayObjects(trail: AuditTrail, model?: string): AsyncIterable<string> {
  for await (const key of trail.objects(model)) if (!isOfRecord(key)) yield key;
}

function isOfRecord(key: string): boolean {
  const [, model = ''] = key.split('/');
  const seq = Number(/\/(\d+)\.json$/.exec(key)?.[1]);
  const keys = [objectKeys.auditRecord(model, seq), anchorKeys.anchor(model, seq)];
  return modelName.safeParse(model).success && seq > 0 && keys.includes(key);
}
