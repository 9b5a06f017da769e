#!/usr/bin/env node
// Starts the binary of the package for this platform.
const { spawnSync } = require('node:child_process');

const platform = `${process.platform}-${process.arch}`;
const name = process.platform === 'win32' ? 'thinktwice.exe' : 'thinktwice';
let binary;
try {
  binary = require.resolve(`@thinktwice-dev/${platform}/bin/${name}`);
} catch {
  console.error(`thinktwice: there is no package for ${platform}, or it was left out (--omit=optional): build it with cargo`);
  process.exit(2);
}
const ended = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
if (ended.error) {
  console.error(`thinktwice: ${ended.error.message}`);
  process.exit(2);
}
process.exit(ended.status ?? 2);
