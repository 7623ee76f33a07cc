import { DependencyUnavailable } from '../../domain/errors.js';

/**
 * Does the work of each model, one after the other. One that fails does not keep the others; then it throws
 * DependencyUnavailable with every problem, and with `details`, what was done all the same.
 */
export async function eachModel(
  models: readonly string[],
  doing: string,
  work: (model: string) => Promise<void>,
  details: Readonly<Record<string, number>>,
): Promise<void> {
  const problems: { readonly model: string; readonly error: unknown }[] = [];
  for (const model of models) {
    await work(model).catch((error: unknown) => problems.push({ model, error }));
  }
  if (problems.length === 0) return;
  const sentences = problems.map(({ model, error }) => `${model}: ${error instanceof Error ? error.message : error}`);
  throw new DependencyUnavailable(`Could not ${doing} of ${sentences.join('; ')}`, {
    cause: new AggregateError(problems.map(({ error }) => error)),
    details: { ...details },
  });
}
