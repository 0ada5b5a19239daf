import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, statSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';

const COMPILERS = ['g++', 'c++', 'clang++'];

/** Compiles a C++ file with -O2 into `.build`, unless that is up to date, or says what is missing to do so. */
export function buildCpp(source: URL): {path: string} | {missing: string} {
  const path = fileURLToPath(new URL(`.build/${basename(source.pathname, '.cpp')}`, source));
  if (existsSync(path) && statSync(path).mtimeMs > statSync(source).mtimeMs) return {path};
  const compiler = COMPILERS.find(name => spawnSync(name, ['--version']).status === 0);
  if (!compiler) return {missing: `no C++ compiler (${COMPILERS.join(', ')})`};
  mkdirSync(new URL('.build/', source), {recursive: true});
  const {status, stderr} = spawnSync(compiler, ['-O2', '-std=c++17', '-o', path, fileURLToPath(source)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${compiler} could not compile ${fileURLToPath(source)}:\n${stderr}`);
  return {path};
}
