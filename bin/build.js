// Builds dist/: one ESM bundle with lazy chunks. The packages that every start needs are in the bundle: React, Ink and their dependencies
// are a hundred small modules, and loading these takes longer than everything else. CommonJS packages that are seldom needed stay imports.
//
// The bundle also makes the simulator fast. V8 treats a top-level `const` as a constant only within one module. Otherwise each access to a
// field of a record or to a code (src/machine/memory/) costs six instructions more than a number would, and leaves less room for inlining.
// rolldown keeps `const` and inlines exported constants, and the plugin below writes the numbers in: an event of the machine takes half
// the time that it takes from separate modules.
//
// Built-in scenarios are read and checked here: dist/catalogue has the YAML, for printing, and the result of reading it, so that a start
// with a built-in scenario does not load the YAML reader (0.1 s).
import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'rolldown';
import {BUILT_IN_DRILLS} from '../src/drill/catalogue.ts';
import * as codes from '../src/machine/memory/codes.ts';
import {BIND, CPU, DEVICE, DOMAIN, HOST, LINE} from '../src/machine/memory/records.ts';
import {builtInDocument} from '../src/scenario/builtin.ts';
import {BUILT_IN} from '../src/scenario/catalogue.ts';
import {licenses} from './licenses.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles entries ({name: path from the root}) into a folder, which is emptied first; with `whole`, the packages too, as in production. */
export async function bundle(input, dir, {whole = false} = {}) {
  rmSync(`${root}${dir}`, {recursive: true, force: true});
  await build({
    cwd: root,
    input,
    external: id => (whole ? IMPORTED.test(id) : !id.startsWith('.') && !id.startsWith('/')),
    platform: 'node',
    transform: {jsx: 'react-jsx', target: 'node22', ...(whole && PRODUCTION)},
    optimization: {inlineConst: {mode: 'all', pass: 3}},
    plugins: [fieldsAsNumbers, scenariosAsRead, wasmWithoutFetch, licenses],
    output: {dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js'},
    logLevel: 'warn',
  });
  writeCatalogue(`${root}${dir}/catalogue`);
}

function writeCatalogue(dir) {
  mkdirSync(dir);
  for (const name of BUILT_IN_DRILLS) copyFileSync(`${root}src/drill/catalogue/${name}.yaml`, `${dir}/${name}.yaml`);
  for (const name of BUILT_IN) {
    copyFileSync(`${root}src/scenario/catalogue/${name}.yaml`, `${dir}/${name}.yaml`);
    writeFileSync(`${dir}/${name}.json`, JSON.stringify(builtInDocument(name)));
  }
}

// The last one is a development tool of Ink, and not installed.
const IMPORTED = /^(?:node:|blessed|execa$|react-devtools-core$)/;
const PRODUCTION = {define: {'process.env.NODE_ENV': '"production"'}};

const tables = {BIND, CPU, DEVICE, DOMAIN, HOST, LINE, ...codes};
const field = new RegExp(`\\b(${Object.keys(tables).join('|')})(?:\\.(\\w+)|\\['([\\w-]+)'\\])`, 'g');

/** Replaces `LINE.held` and `ACK.eoi` by their numbers. */
const fieldsAsNumbers = {
  name: 'fields-as-numbers',
  transform(code, id) {
    if (!id.includes('/src/machine/') || /\/(?:records|codes)\.ts$/.test(id)) return null;
    return {
      code: code.replace(field, (text, table, name, quoted) => {
        const number = tables[table][name ?? quoted];
        return typeof number === 'number' ? number : text;
      }),
    };
  },
};

/** Ink's layout engine would fetch itself from a data: URL, and Node would load all of its HTTP client for that: 50 ms. It works without. */
const wasmWithoutFetch = {
  name: 'wasm-without-fetch',
  transform(code, id) {
    return id.endsWith('yoga-wasm-base64-esm.js') ? {code: code.replaceAll('"function"!=typeof fetch', 'true')} : null;
  },
};

/** The bundle takes the built-in scenarios as they were read here. */
const scenariosAsRead = {
  name: 'scenarios-as-read',
  async resolveId(id, from) {
    return id.endsWith('/builtin.ts') ? this.resolve(id.replace('builtin.ts', 'compiled.ts'), from) : null;
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundle(
    {main: 'src/main.ts', worker: 'src/compare/worker.ts', 'judge-worker': 'src/stage/judge-worker.ts'},
    'dist',
    {whole: true},
  );
