// A control group with Kratix's default limits: 200m CPU and 256Mi memory.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mount = '/sys/fs/cgroup';
const period = 100_000;
const quota = period / 5;
const memory = 256 * 1024 * 1024;
const name = `infraforge-bench-${process.pid}`;

/**
 * Creates the control group.
 *
 * @returns `{ wrap, remove }`: wraps a command so that it runs inside the limits, and removes them; or `{ skipped }`,
 *   the reason why the machine allows no control group
 */
export function makeLimits() {
  try {
    return existsSync(join(mount, 'cgroup.controllers')) ? unified() : legacy();
  } catch (error) {
    return { skipped: `no control group can be created (${error.code ?? error.message})` };
  }
}

/** Creates one group (version 2). The root must enable the controllers for its children. */
function unified() {
  const group = join(mount, name);
  writeFileSync(join(mount, 'cgroup.subtree_control'), '+cpu +memory');
  return limited([group], () => {
    writeFileSync(join(group, 'cpu.max'), `${quota} ${period}`);
    writeFileSync(join(group, 'memory.max'), String(memory));
  });
}

/** Creates one group for each controller (version 1). */
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
