import { DependencyUnavailable } from '../../domain/errors.js';
import { type RetiredVersions, type RetireVersionsPorts, retireVersions } from '../retirement/retire-versions.js';
import { type EndedVersions, endWaitingVersions } from './end-waiting-versions.js';

export type SweptVersions = EndedVersions & RetiredVersions;

/**
 * Ends what time has ended: versions that wait in vain, and versions that their policies retire. A run that was cut
 * short or came twice is made good by the next. What fails in one does not keep the other; then it throws.
 */
export async function sweepVersions(ports: RetireVersionsPorts): Promise<SweptVersions> {
  const [ended] = await Promise.allSettled([endWaitingVersions(ports)]);
  const [retired] = await Promise.allSettled([retireVersions(ports)]);
  if (ended.status === 'fulfilled' && retired.status === 'fulfilled') return { ...ended.value, ...retired.value };
  const problems = [ended, retired].flatMap((run): unknown[] => (run.status === 'rejected' ? [run.reason] : []));
  const sentences = problems.map((problem) => (problem instanceof Error ? problem.message : String(problem)));
  throw new DependencyUnavailable(sentences.join('; '), { cause: new AggregateError(problems) });
}
