// Loaded before a program (node --import): gives it a made-up terminal, and ends it with its first frame; prints how much CPU time it
// took to get there, in ms, on stderr.
import {EventEmitter} from 'node:events';
import {writeSync} from 'node:fs';

const nothing = () => {};
const write = (text, then) => {
  if (/\birqdeck\b/.test(text)) {
    const {user, system} = process.cpuUsage();
    writeSync(2, `${(user + system) / 1000}\n`);
    process.exit();
  }
  if (typeof then === 'function') queueMicrotask(then);
  return true;
};
const stdout = Object.assign(new EventEmitter(), {isTTY: true, columns: 200, rows: 60, write});
const keys = {isTTY: true, setRawMode: nothing, setEncoding: nothing, ref: nothing, unref: nothing, read: () => null};
const stdin = Object.assign(new EventEmitter(), keys);
Object.defineProperties(process, {stdout: {value: stdout}, stdin: {value: stdin}});
