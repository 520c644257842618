// Preloaded into a measured process: prints its processor time and peak memory on stderr at its end.
const { readFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  process._rawDebug(JSON.stringify({ processor: (user + system) / 1000, peakMiB: Number(peak) / 1024 }));
});
