import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A `model.tar.gz` of these files; `link` adds a symbolic link, which no model archive may hold. */
export async function modelArchive(files: Readonly<Record<string, string>>, link?: string): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  if (link !== undefined) tar.entry({ name: 'link', type: 'symlink', linkname: link });
  tar.finalize();
  return gzipSync(await buffer(tar));
}
