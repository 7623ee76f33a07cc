import type { Command } from 'commander';
import { defineAliases } from './aliases.js';
import { defineApprovals } from './approvals.js';
import { defineCard } from './card.js';
import type { Run } from './command.js';
import { defineReleases } from './releases.js';
import { defineRollbacks } from './rollbacks.js';
import { defineRuns } from './runs.js';
import { defineShow } from './show.js';
import { defineSubmit } from './submit.js';
import { defineVersions } from './versions.js';

/** Every family of commands, in the order in which the help lists them. */
const families: readonly ((program: Command, run: Run) => void)[] = [
  defineSubmit,
  defineVersions,
  defineShow,
  defineCard,
  defineApprovals,
  defineAliases,
  defineRollbacks,
  defineReleases,
  defineRuns,
];

/** Adds every command with its options; `run` carries one out. */
export function defineCommands(program: Command, run: Run): void {
  for (const define of families) define(program, run);
}
