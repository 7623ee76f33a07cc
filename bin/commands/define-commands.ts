import type { Command } from 'commander';
import { defineAliases } from './aliases.js';
import { defineApprovals } from './approvals.js';
import { defineAudit } from './audit.js';
import { defineBias } from './bias.js';
import { defineCard } from './card.js';
import type { Run, RunDirectly } from './command.js';
import { defineDrift } from './drift.js';
import { defineLineage } from './lineage.js';
import { defineRegistry } from './registry.js';
import { defineReleases } from './releases.js';
import { defineRollbacks } from './rollbacks.js';
import { defineRuns } from './runs.js';
import { defineShow } from './show.js';
import { defineSubmit } from './submit.js';
import { defineValidate } from './validate.js';
import { defineVersions } from './versions.js';

/** Every family of commands, in the order in which the help lists them. */
const families: readonly ((program: Command, run: Run) => void)[] = [
  defineSubmit,
  defineVersions,
  defineShow,
  defineLineage,
  defineCard,
  defineApprovals,
  defineAliases,
  defineRollbacks,
  defineReleases,
  defineRuns,
];

/** The families that need no control API. */
const directFamilies: readonly ((program: Command, run: RunDirectly) => void)[] = [
  defineAudit,
  defineRegistry,
  defineValidate,
  defineBias,
  defineDrift,
];

/** Adds every command with its options; `run` or `runDirectly` carries one out. */
export function defineCommands(program: Command, run: Run, runDirectly: RunDirectly): void {
  for (const define of families) define(program, run);
  for (const define of directFamilies) define(program, runDirectly);
}
