// A control group with Kratix's default limits: 200m CPU and 256Mi memory.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mount = '/sys/fs/cgroup';
const period = 100_000;
const quota = period / 5;
const memory = 256 * 1024 * 1024;
const name = `infraforge-bench-${process.pid}`;

/**
 * @returns how to run a command inside the limits and how to take them away again, or why that is not possible here
 */
export function makeLimits() {
  try {
    return existsSync(join(mount, 'cgroup.controllers')) ? unified() : legacy();
  } catch (error) {
    return { skipped: `no control group can be made here (${error.code ?? error.message})` };
  }
}

/** Version 2: one group. The controllers must be handed down from the root. */
function unified() {
  const group = join(mount, name);
  writeFileSync(join(mount, 'cgroup.subtree_control'), '+cpu +memory');
  return limited([group], () => {
    writeFileSync(join(group, 'cpu.max'), `${quota} ${period}`);
    writeFileSync(join(group, 'memory.max'), String(memory));
  });
}

/** Version 1: a group for each controller. */
function legacy() {
  const [cpu, mem] = [join(mount, 'cpu', name), join(mount, 'memory', name)];
  return limited([cpu, mem], () => {
    writeFileSync(join(cpu, 'cpu.cfs_period_us'), String(period));
    writeFileSync(join(cpu, 'cpu.cfs_quota_us'), String(quota));
    writeFileSync(join(mem, 'memory.limit_in_bytes'), String(memory));
  });
}

function limited(groups, setLimits) {
  for (const group of groups) mkdirSync(group);
  const remove = () => {
    for (const group of groups) rmdirSync(group);
  };
  try {
    setLimits();
  } catch (error) {
    remove();
    throw error;
  }
  const enter = groups.map((group) => `echo $$ > ${group}/cgroup.procs`).join(' && ');
  return { wrap: (command) => ['/bin/sh', '-c', `${enter} && exec "$@"`, 'sh', ...command], remove };
}
