import { type AuditFinding, AuditFindings } from '../../domain/audit/audit-finding.js';
import { ChainCheck } from '../../domain/audit/check-chain.js';
import { ModelReplay } from '../../domain/audit/replay-model.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { AuditTrail } from '../../ports/audit-trail.js';
import type { RegistryArchive } from '../../ports/registry-archive.js';
import { ItemCheck } from './check-items.js';
import { readTrail } from './read-trail.js';

/** What was looked at of a model, and what is wrong. */
export interface ModelVerdict {
  readonly model: string;
  readonly records: number;
  readonly anchors: number;
  readonly copies: number;
  /** Records too young to miss their anchor or copy. */
  readonly pending: number;
  readonly findings: readonly AuditFinding[];
}

export interface VerifyPorts {
  readonly archive: RegistryArchive;
  readonly trail: AuditTrail;
}

export interface VerifyModelOptions {
  /** Items of the model that were seen outside of its partition. */
  readonly seen: readonly RecordKey[];
  /** ISO time; records from before it must have their anchor and their copy. */
  readonly settledBefore: string;
  readonly onRecord?: (seq: number) => void;
}

/** Compares the chain, the items, the anchors and the copies of a model. It may change meanwhile. */
export async function verifyModel(
  ports: VerifyPorts,
  model: string,
  options: VerifyModelOptions,
): Promise<ModelVerdict> {
  const { archive, trail } = ports;
  const findings = new AuditFindings(model);
  const check = new ChainCheck(findings, options.settledBefore);
  const replay = new ModelReplay(model);
  const strays: RecordKey[] = [];
  for await (const entry of readTrail(archive, trail, model, { onStray: (key) => strays.push(key), lookAgain: true })) {
    const record = check.take(entry);
    if (record !== undefined) replay.apply(record);
    options.onRecord?.(entry.seq);
  }
  const items = new ItemCheck(archive, model, replay, check);
  await items.readAll([...options.seen, ...strays]);
  const verdict = {
    model,
    records: check.records,
    anchors: check.anchors,
    copies: check.copies,
    pending: check.pending,
  };
  if (check.records === 0 && items.present === 0 && check.last > 0) {
    const what = `${check.last} audit records were written, and the table has neither them nor any item of the model`;
    const gone: AuditFinding = { kind: 'model-missing', model, message: `${what}: it was deleted as a whole` };
    return { ...verdict, findings: [gone] };
  }
  await items.settle();
  items.report(findings);
  return { ...verdict, records: check.records, pending: check.pending, findings: findings.all };
}
