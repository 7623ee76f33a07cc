import type { Approval, GateResult, ModelVersion } from '../../domain/registry/records.js';
import type { Notification } from '../../ports/notifier.js';

/** What people read who may decide: what waits, on what evidence, who submitted it, until when, and how to answer. */
export function approvalMessage(version: ModelVersion, { required, expiresAt }: Approval): Notification {
  const { model, version: number, registeredBy, registeredAt, gates } = version;
  const quorum = required?.quorum ?? 1;
  const people = quorum === 1 ? 'One person' : `${quorum} different people`;
  const role = required?.role === undefined ? '' : `, in a session of the role ${required.role}`;
  const command = (verb: string): string => `  mlops ${verb} --model ${model} --version ${number} --reason "..."`;
  const text = [
    `Version ${number} of model ${model} passed its gates and waits for an approval.`,
    `Submitted by ${registeredBy} at ${registeredAt}.`,
    `Until ${expiresAt}; then it expires.`,
    `${people}${role} may release it; nobody who submitted it, in whichever role. One rejection rejects it.`,
    '',
    'Gates:',
    ...gates.map(gateLine),
    '',
    `Look: mlops show --model ${model} --version ${number}`,
    'Decide:',
    command('approve'),
    command('reject'),
  ];
  return { subject: `Approval wanted: model ${model}, version ${number}`, text: `${text.join('\n')}\n` };
}

function gateLine({ gate, verdict, reason, numbers }: GateResult): string {
  const measured = Object.entries(numbers).map(([name, value]) => `${name} ${value}`);
  return `- ${gate}: ${verdict}; ${reason}${measured.length === 0 ? '' : ` (${measured.join(', ')})`}`;
}
