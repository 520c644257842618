import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { servicesWithImages } from '../test/support/services-with-images.ts';
import { chartKinds } from './chart-kinds.ts';
import { services } from './services.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/services.md'), 'utf8');

/** Returns the rows of the table with this header: the cells after the engines of the first cell, by engine. */
function rowsOf(header: string): Map<string, string[]> {
  const table = page.slice(page.indexOf(header)).split('\n\n', 1)[0]!;
  return new Map(
    table
      .split('\n')
      .slice(2)
      .flatMap((line) => {
        const [engines = '', ...cells] = line.split('|').slice(1, -1);
        return [...engines.matchAll(/`([a-z]+)`/g)].map(([, engine]) => [
          engine!,
          cells.map((cell) => cell.trim()),
        ]);
      }) as [string, string[]][],
  );
}

const engines = rowsOf('| engine | failover |');
const upgrades = rowsOf('| engine | later versions |');
const documented = services.filter(({ type }) => engines.has(type) && upgrades.has(type));

describe('the tables of docs/services.md', () => {
  it('have a row for each engine of this project, and for no unknown one', () => {
    const types = documented.map(({ type }) => type);
    expect([...engines.keys()].sort()).toEqual(types);
    expect([...upgrades.keys()].sort()).toEqual(types);
    for (const { type } of servicesWithImages) expect(types).toContain(type);
  });

  it.each(documented)('have the TLS and the metrics of the chart of $type', ({ type, ...service }) => {
    const [, tls, metrics = ''] = engines.get(type)!;
    const isNever =
      service.connection('db', {}).caSecret === undefined &&
      service.tls === undefined &&
      service.signIn === undefined;
    expect(tls === 'no', tls).toBe(isNever);
    const monitors = chartKinds[type]!.filter((kind) => /Monitor$/.test(kind)).map(
      (kind) => kind.split('/')[1]!,
    );
    expect(metrics === 'none', metrics).toBe(monitors.length === 0);
    for (const monitor of monitors) expect(metrics).toContain(monitor);
  });

  it.each(documented)('have the upgrades of $type', ({ type, versions }) => {
    const { outage, skipsSeries = false, onlyUp = false, keepsFormat = false, series } = versions;
    const [later = '', earlier = ''] = upgrades.get(type)!;
    const isAny = skipsSeries || series.length === 1;
    expect(later === 'any', later).toBe(isAny);
    expect(earlier === 'none', earlier).toBe(onlyUp);
    expect(/series before/.test(earlier), earlier).toBe(keepsFormat);
    expect(/allowMajor/.test(later), later).toBe(outage !== undefined);
    expect(/rollback/.test(earlier), earlier).toBe(outage !== undefined);
  });
});
