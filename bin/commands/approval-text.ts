import type { Approval } from '../client/documents.js';
import { type Style, styledStatus } from '../output/style.js';
import { renderFields, renderTable } from '../output/table.js';

/** How an approval stands: what is asked for, who decided what, and how many are missing. */
export function approvalText(
  approval: Approval,
  style: Style,
  before: readonly (readonly [string, string])[] = [],
): string {
  const { status, versionStatus, required, decisions, approvalsMissing } = approval;
  const pending = status === 'Pending';
  const fields = renderFields(
    [
      ...before,
      ['approval', styledStatus(status, style)],
      ['version is', versionStatus === undefined ? undefined : styledStatus(versionStatus, style)],
      ['asked for', approval.requestedAt],
      ['expires', pending ? approval.expiresAt : undefined],
      ['asks for', required === undefined ? 'nobody: the policy approves' : askedFor(required)],
      ['missing', pending ? people(approvalsMissing) : undefined],
    ],
    style,
  );
  if (decisions.length === 0) return fields;
  const rows = decisions.map(({ decision, actor, at, reason }) => [decision, actor, at, reason]);
  return `${fields}\n\n${renderTable(['DECISION', 'BY', 'AT', 'REASON'], rows, style)}`;
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

const askedFor = ({ role, quorum }: NonNullable<Approval['required']>): string =>
  `${people(quorum)}${role === undefined ? '' : ` of the role ${role}`}, none of whom submitted it`;
