// Builds dist/: one ESM bundle with lazy chunks. The packages that every start needs are in it: a hundred small modules of React, Ink and
// what they need take the loader longer than all the rest. What is CommonJS at heart and seldom wanted stays an import.
//
// The bundle is also what makes the simulator quick. V8 takes a top-level `const` for a constant only within one module, and each
// access to a field of a record or to a code (src/machine/memory/) costs it six instructions more than a number would, and the room to inline.
// rolldown keeps `const`, inlines what is exported, and the plugin below writes the numbers in: an event of the machine takes 0.5 of
// the time that it takes from separate modules.
//
// A built-in scenario is read and checked here: in dist/catalogue lie the YAML, to be printed, and what came of it, so that who starts one
// need not load what reads YAML (0.1 s).
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

/**
 * Bundles an entry of ours ({name: path from the root}) into a folder, which is emptied first; with `whole`, the packages too, as they
 * are in production.
 */
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

// The last one is a tool for whoever develops with Ink, and not installed.
const IMPORTED = /^(?:node:|blessed|execa$|react-devtools-core$)/;
const PRODUCTION = {define: {'process.env.NODE_ENV': '"production"'}};

const tables = {BIND, CPU, DEVICE, DOMAIN, HOST, LINE, ...codes};
const field = new RegExp(`\\b(${Object.keys(tables).join('|')})(?:\\.(\\w+)|\\['([\\w-]+)'\\])`, 'g');

/** Writes `LINE.held` and `ACK.eoi` as the numbers that they are. */
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

/** Ink's layout engine would fetch itself from a data: URL, for which Node loads all of its HTTP client: 50 ms. It can do without. */
const wasmWithoutFetch = {
  name: 'wasm-without-fetch',
  transform(code, id) {
    return id.endsWith('yoga-wasm-base64-esm.js') ? {code: code.replaceAll('"function"!=typeof fetch', 'true')} : null;
  },
};

/** Takes the built-in scenarios as they were read here. */
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
