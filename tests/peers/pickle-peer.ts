import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../local/environment/project-root.js';
import { preparePythonEnvironment } from '../../local/environment/python-environment.js';

const folder = join(import.meta.dirname, 'pickle');
const answersSchema = z.array(
  z.object({
    /** A hash of names and positions; null where pickletools gives up. */
    opcodes: z.string().nullable(),
    /** `module.name` of all that Python's two unpicklers ask for. */
    imports: z.array(z.string()),
    /** What picklescan calls dangerous. */
    flagged: z.array(z.string()),
  }),
);

export type PickleAnswer = z.infer<typeof answersSchema>[number];

async function runPython(program: string, args: readonly string[], input = ''): Promise<string> {
  const { python } = await preparePythonEnvironment({
    folder: join(projectRoot(), '.local/peers/pickle'),
    requirements: [join(folder, 'requirements.txt')],
    log: (line) => console.log(line),
  });
  return execFileSync(python, [join(folder, program), ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Lets scikit-learn, NumPy and joblib write pickles to a folder; answers with the number of estimators. */
export const makeModels = async (to: string): Promise<number> => Number(await runPython('make_models.py', [to]));

/** What Python and picklescan find in files. A file `.packed` holds many pickles, each after its length in four bytes. */
export async function askPython(paths: readonly string[]): Promise<PickleAnswer[]> {
  return answersSchema.parse(JSON.parse(await runPython('answer.py', [], paths.join('\n'))));
}
