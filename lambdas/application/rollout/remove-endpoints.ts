import { DependencyUnavailable } from '../../domain/errors.js';
import type { EndpointControl } from '../../ports/endpoint-control.js';

/** Removes each endpoint with its configuration and model; one that can't be removed does not keep the others. */
export async function removeEndpoints(
  control: EndpointControl,
  names: readonly string[],
): Promise<{ readonly removed: readonly string[] }> {
  const results = await Promise.allSettled(names.map((name) => control.remove(name)));
  const problems = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${names[index]}: ${String(result.reason?.message ?? result.reason)}`] : [],
  );
  if (problems.length > 0) throw new DependencyUnavailable(`Could not remove ${problems.join('; ')}`);
  return { removed: names };
}
