import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChartsLock } from '../../shared/chart-files/charts-lock.ts';
import { promisesFolder } from './cases.ts';

const lock = parseChartsLock(readFileSync(join(promisesFolder, 'charts.lock'), 'utf8'));

/** Returns the current version of one of this project's charts. */
export function lockedVersion(chart: string): string {
  return lock[chart]!.version;
}

/** Number of this project's charts. */
export const lockedCharts = Object.keys(lock).length;
