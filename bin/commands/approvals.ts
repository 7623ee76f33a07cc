import type { Command } from 'commander';
import { approvalSchema } from '../client/documents.js';
import { approvalText } from './approval-text.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { withExamples, withReason, withVersion } from './options.js';

export function defineApprovals(program: Command, run: Run): void {
  const approve = withReason(withVersion(program.command('approve')))
    .description('Approves a version that waits for people. Who submitted it may not.')
    .action((options) => run((context) => decide(context, { ...options, decision: 'approve' })));
  withExamples(approve, 'approve --model churn --version 7 --reason "card read, segments hold"');

  const reject = withReason(withVersion(program.command('reject')))
    .description('Rejects a version that waits for people; one rejection is enough.')
    .action((options) => run((context) => decide(context, { ...options, decision: 'reject' })));
  withExamples(reject, 'reject --model churn --version 7 --reason "bias by age group"');
}

/** `mlops approve` and `mlops reject`. Sent again, a decision counts once; so it may be retried. */
export async function decide(
  { control, style }: CommandContext,
  options: {
    readonly model: string;
    readonly version: number;
    readonly decision: 'approve' | 'reject';
    readonly reason: string;
  },
): Promise<Outcome> {
  const { model, version, decision, reason } = options;
  const path = `/models/${model}/versions/${version}/approval`;
  const approval = await control.post(path, { decision, reason }, approvalSchema, { repeatable: true });
  const names = [
    ['model', model],
    ['version', String(version)],
  ] as const;
  return { json: approval, text: approvalText(approval, style, names), exitCode: EXIT.ok };
}
