// Builds everything that runs: lib (jsii), the Lambda bundles, the command lines. `node scripts/build.mjs [lib|lambdas|bin|bench …]`
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const parts = process.argv.length > 2 ? process.argv.slice(2) : ['lib', 'lambdas', 'bin'];

/**
 * Newest change of a file, or of anything below a folder, in milliseconds; 0 when it is not there. A folder changes when
 * a file of it is added or removed.
 */
function newest(path) {
  const full = join(root, path);
  if (!existsSync(full)) return 0;
  const { mtimeMs } = statSync(full);
  if (!statSync(full).isDirectory()) return mtimeMs;
  return readdirSync(full)
    .filter((name) => name !== '__pycache__')
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), mtimeMs);
}

/** Runs `make` unless its outputs are there, made since the newest change of its sources. */
async function unlessFresh(part, sources, outputs, make) {
  const stamp = join(root, `dist/.built-${part}`);
  const begun = new Date();
  const changed = Math.max(...[...sources, 'package.json', 'package-lock.json', 'scripts/build.mjs'].map(newest));
  const complete = [stamp, ...outputs.map((path) => join(root, path))].every(existsSync);
  if (complete && statSync(stamp).mtimeMs > changed) return;
  rmSync(stamp, { force: true });
  await make();
  writeFileSync(stamp, '');
  utimesSync(stamp, begun, begun);
}

function buildLib() {
  rmSync(join(root, 'dist/lib'), { recursive: true, force: true });
  const jsii = join(dirname(require.resolve('jsii/package.json')), 'bin/jsii');
  const options = ['--generate-tsconfig', 'tsconfig.jsii.json', '--silence-warnings=reserved-word'];
  execFileSync(process.execPath, [jsii, ...options], { cwd: root, stdio: 'inherit' });
}

/** Bundles beside `handler.ts` that SageMaker Processing jobs run: `lambdas/<name>/job.ts`. */
const isJob = (name) => existsSync(join(root, 'lambdas', name, 'job.ts'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Errors are matched by name, across the wire too.
  keepNames: true,
  logLevel: 'warning',
};

/** onnxruntime-node as Lambda needs it: its JavaScript and the one binary of 46 MB, out of 291. */
function addOnnxRuntime(folder) {
  for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
    const from = join(root, 'node_modules', name);
    const to = join(folder, 'node_modules', name);
    mkdirSync(to, { recursive: true });
    cpSync(join(from, 'package.json'), join(to, 'package.json'));
    cpSync(join(from, 'dist'), join(to, 'dist'), {
      recursive: true,
      filter: (path) => !/\.(map|d\.ts)$/.test(path) && !/\/dist\/(esm|.*\.min)/.test(path),
    });
  }
  const binary = 'onnxruntime-node/bin/napi-v6/linux/arm64';
  cpSync(join(root, 'node_modules', binary), join(folder, 'node_modules', binary), { recursive: true });
}

async function buildLambdas() {
  const lambdas = join(root, 'lambdas');
  const names = readdirSync(lambdas).filter((name) => existsSync(join(lambdas, name, 'handler.ts')));
  const fresh = `dist/lambdas-${process.pid}`;
  await Promise.all(
    names.map((name) =>
      build({
        ...shared,
        entryPoints: [`lambdas/${name}/handler.ts`],
        outfile: `${fresh}/${name}/index.js`,
        minifySyntax: true,
        minifyWhitespace: true,
        external: ['onnxruntime-node'],
      }),
    ),
  );
  // Outside the functions' folders: a job takes its one file alone, and onnxruntime-node from its image.
  const freshJobs = `dist/jobs-${process.pid}`;
  await Promise.all(
    names.filter(isJob).map((name) =>
      build({
        ...shared,
        entryPoints: [`lambdas/${name}/job.ts`],
        outfile: `${freshJobs}/${name}.js`,
        minifySyntax: true,
        minifyWhitespace: true,
        external: ['onnxruntime-node'],
      }),
    ),
  );
  const { ONNX_HANDLERS } = await contracts();
  for (const name of ONNX_HANDLERS) addOnnxRuntime(join(root, fresh, name));
  // In one move: who synthesizes meanwhile sees the old bundles or the new ones.
  rmSync(join(root, 'dist/lambdas'), { recursive: true, force: true });
  renameSync(join(root, fresh), join(root, 'dist/lambdas'));
  rmSync(join(root, 'dist/jobs'), { recursive: true, force: true });
  renameSync(join(root, freshJobs), join(root, 'dist/jobs'));
}

/** The constructs' contracts, without waiting for jsii. */
async function contracts() {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: ['lib/contracts/index.ts'],
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', outputFiles[0].text)(module, module.exports);
  return module.exports;
}

/** For ES modules out of packages that ask for `require`. */
const REQUIRE = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

function buildBench() {
  const entry = { entryPoints: ['bench/main.ts'], outfile: 'dist/bench/main.mjs' };
  return build({ ...shared, format: 'esm', ...entry, external: ['onnxruntime-node'], banner: { js: REQUIRE } });
}

async function buildBin() {
  const external = ['../lib/index.js', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];
  await Promise.all([
    build({
      ...shared,
      entryPoints: ['bin/mlops-app.ts', 'bin/mlops.ts'],
      outdir: 'dist/bin',
      external,
      banner: { js: '#!/usr/bin/env node' },
    }),
    build({
      ...shared,
      format: 'esm',
      entryPoints: ['local/main.ts'],
      outfile: 'dist/local/main.mjs',
      banner: { js: REQUIRE },
    }),
  ]);
  // npm links the commands of what is installed, not of the package itself: so that `npx mlops` runs in a clone too.
  chmodSync(join(root, 'dist/bin/mlops.js'), 0o755);
  const link = join(root, 'node_modules/.bin/mlops');
  rmSync(link, { force: true });
  if (process.platform !== 'win32') symlinkSync('../../dist/bin/mlops.js', link);
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  console.error(
    `error: Node ${process.versions.node} runs this; the pinned one does after \`npm ci\`: use \`npm run build\`.`,
  );
  process.exit(1);
}
const makers = {
  lib: [['lib'], ['.jsii', 'dist/lib/index.js'], buildLib],
  lambdas: [['lambdas', 'lib/contracts'], ['dist/lambdas', 'dist/jobs'], buildLambdas],
  bin: [
    ['bin', 'config', 'local', 'lambdas', 'lib/contracts'],
    ['dist/bin/mlops-app.js', 'dist/local/main.mjs'],
    buildBin,
  ],
  bench: [['bench', 'local', 'lambdas', 'lib/contracts', 'tests/fixtures'], ['dist/bench/main.mjs'], buildBench],
};
mkdirSync(join(root, 'dist'), { recursive: true });
for (const part of parts) await unlessFresh(part, ...makers[part]);
