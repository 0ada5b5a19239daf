import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** Puts LICENSES.txt beside a bundle: the licence texts of its packages, which must stay with their code. */
export const licenses = {
  name: 'licenses',
  generateBundle(_, chunks) {
    const modules = Object.values(chunks).flatMap(chunk => Object.keys(chunk.modules ?? {}));
    const folders = new Set(modules.map(packageOf).filter(folder => folder !== null));
    if (folders.size === 0) return;
    this.emitFile({type: 'asset', fileName: 'LICENSES.txt', source: [...folders].sort().map(license).join('\n')});
  },
};

/** The folder of the package of a file; `null`: a file of this project. */
function packageOf(file) {
  if (!file.includes('/node_modules/')) return null;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (folder.endsWith('/node_modules')) return null;
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder;
  }
}

function license(folder) {
  const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `== ${name} ${version}, ${license}\n\n${text}\n`;
}
