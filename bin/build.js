// Builds dist/: one ESM bundle of our own code with lazy chunks; packages stay imports, so that the tarball installs them.
import {rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, {recursive: true, force: true});
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  jsx: 'automatic',
  logLevel: 'warning',
});
