import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { builtCluster } from '../support/platform.ts';

/** Work of Argo CD's processes since they started. */
export interface ArgocdWork {
  /** Processor time of the application controller in seconds. */
  readonly controller: number;
  /** Processor time of the repo server and the programs it ran, in seconds. */
  readonly repoServer: number;
  /** Number of charts that the repo server rendered. */
  readonly charts: number;
}

/** Ticks of the processor times in `/proc` (proc(5): USER_HZ, 100 on every architecture of Node). */
const ticksPerSecond = 100;

/** Reads the work so far. Needs the built cluster. */
export function readArgocdWork(): ArgocdWork {
  const { logs } = builtCluster().processes;
  const log = (component: string): string => join(logs, `argocd-${component}.log`);
  return {
    controller: processorSeconds(log('application-controller')),
    repoServer: processorSeconds(log('repo-server')),
    charts: readFileSync(log('repo-server'), 'utf8').split('"[helm template ').length - 1,
  };
}

/** Returns the work between two moments. */
export function workBetween(before: ArgocdWork, after: ArgocdWork): ArgocdWork {
  return {
    controller: after.controller - before.controller,
    repoServer: after.repoServer - before.repoServer,
    charts: after.charts - before.charts,
  };
}

/** Returns the processor time of the process that writes a log, and of its programs that have ended. */
function processorSeconds(log: string): number {
  const id = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && outputOf(entry) === log);
  if (id === undefined) throw new Error(`No process writes ${log}`);
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
  // the name of the program, in parentheses, may contain spaces
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}

function outputOf(id: string): string | undefined {
  try {
    return readlinkSync(`/proc/${id}/fd/1`);
  } catch {
    // it has ended
    return undefined;
  }
}
