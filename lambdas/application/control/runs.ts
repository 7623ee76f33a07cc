import * as z from 'zod';
import { NotFound } from '../../domain/errors.js';
import { requireEnded } from '../../domain/monitoring/window.js';
import { reasonSchema } from '../documents/reason.js';
import type { ControlPorts } from './control-ports.js';

/** The body of `POST /models/{model}/retraining-runs`. */
export const startRetrainingBodySchema = z.strictObject({ reason: reasonSchema.optional() });

const time = z.iso.datetime({ offset: true });
/** The body of `POST /models/{model}/monitor-runs`: from start up to, and without, end, which has passed. */
export const startMonitorRunBodySchema = z.strictObject({
  window: z
    .strictObject({ start: time, end: time })
    .refine(({ start, end }) => Date.parse(start) < Date.parse(end), 'expected start before end'),
});

export async function startRetraining(
  ports: ControlPorts,
  actor: string,
  model: string,
  { reason }: z.infer<typeof startRetrainingBodySchema>,
) {
  await ports.policies.read(model);
  const input = { model, trigger: 'manual', startedBy: actor, ...(reason === undefined ? {} : { reason }) };
  return ports.workflows.start(ports.retrainingStateMachineArn, `manual-${ports.newId()}`, input);
}

export async function startMonitorRun(
  ports: ControlPorts,
  actor: string,
  model: string,
  { window }: z.infer<typeof startMonitorRunBodySchema>,
) {
  const { resources } = await ports.policies.read(model);
  const [start, end] = [new Date(window.start), new Date(window.end)];
  requireEnded({ start, end }, ports.clock.now());
  const input = { model, window: { start: start.toISOString(), end: end.toISOString() }, startedBy: actor };
  return ports.workflows.start(resources.monitorStateMachineArn, `manual-${ports.newId()}`, input);
}

export async function readRetraining(ports: ControlPorts, model: string, runId: string) {
  await ports.policies.read(model);
  return readRun(ports, ports.retrainingStateMachineArn, model, runId);
}

export async function readMonitorRun(ports: ControlPorts, model: string, runId: string) {
  const { resources } = await ports.policies.read(model);
  return readRun(ports, resources.monitorStateMachineArn, model, runId);
}

/** A run of another model is as good as none. */
async function readRun({ workflows }: ControlPorts, stateMachineArn: string, model: string, runId: string) {
  const { input, ...state } = await workflows.read(stateMachineArn, runId);
  const owner = z.object({ model: z.string() }).safeParse(input);
  if (owner.data?.model === model) return state;
  throw new NotFound(`There is no run "${runId}" of model ${model}`);
}
