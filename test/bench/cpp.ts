import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, statSync} from 'node:fs';

const FOLDER = 'test/bench';
const COMPILERS = ['g++', 'c++', 'clang++'];

/** Compiles a C++ file of this folder with -O2 into `.build`, unless that is up to date; else returns a sentence about the missing tool. */
export function buildCpp(name: string): {path: string} | {missing: string} {
  const source = `${FOLDER}/${name}.cpp`;
  const path = `${FOLDER}/.build/${name}`;
  if (existsSync(path) && statSync(path).mtimeMs > statSync(source).mtimeMs) return {path};
  const compiler = COMPILERS.find(name => spawnSync(name, ['--version']).status === 0);
  if (!compiler) return {missing: `no C++ compiler (${COMPILERS.join(', ')})`};
  mkdirSync(`${FOLDER}/.build`, {recursive: true});
  const {status, stderr} = spawnSync(compiler, ['-O2', '-std=c++17', '-o', path, source], {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${compiler} could not compile ${source}:\n${stderr}`);
  return {path};
}
