import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE_NAME = 'cdk-mlops';

/** The folder of this package, found from the running file: `lib/` in the repository, `dist/lib` once compiled. */
export function packageRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === PACKAGE_NAME) {
      return folder;
    }
    if (dirname(folder) === folder) {
      throw new Error(`No package.json named ${PACKAGE_NAME} at or above ${from}: is the package installed whole?`);
    }
  }
}

/** A folder of this package that must exist at synthesis; `remedy` says how it comes to be. */
export function packageFolder(path: string, remedy: string): string {
  const folder = join(packageRoot(), path);
  if (!existsSync(folder)) {
    throw new Error(`${folder} does not exist; ${remedy}`);
  }
  return folder;
}
