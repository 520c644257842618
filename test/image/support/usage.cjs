// Preloaded into a measured process: at its end it says on stderr what it took.
const { readFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  process._rawDebug(JSON.stringify({ processor: (user + system) / 1000, peakMiB: Number(peak) / 1024 }));
});
