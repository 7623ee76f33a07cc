import { writeFile } from 'node:fs/promises';
import { CommandError } from './errors.js';

/** Writes a file that the person asked for. Throws CommandError where it can't be written. */
export async function saveText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: Error) => {
    throw new CommandError(`${file} can't be written (${cause.message})`, { cause });
  });
}
