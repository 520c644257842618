import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../promises/services.ts';
import type { Values } from '../shared/helm/chart.ts';
import { mergeValues } from '../shared/helm/merge-values.ts';
import { containerAmounts } from '../shared/release/container-amounts.ts';
import { parseQuantity } from '../shared/release/quantity.ts';
import { stringAt } from '../shared/release/value-access.ts';
import type { ServiceDefinition } from '../shared/service/define-service.ts';
import { instances } from '../shared/service/service-pods.ts';
import { chart } from './support/charts.ts';
import { servicesWithImages } from './support/services-with-images.ts';

/** Returns the sums of a service in production: CPU requests, memory requests in Gi, pods, volumes, and their Gi. */
function demandOf(service: ServiceDefinition, changes: Values = {}): number[] {
  const { values, production } = chart(service.type);
  const { values: merged } = mergeValues({ name: service.type, values } as never, [
    { name: 'production', values: production },
    { name: 'request', values: changes },
  ]);
  const sums = [0, 0, 0, 0, 0];
  for (const { count, containers, volumes } of service.pods?.(merged) ?? [instances(merged)]) {
    const amounts = (resource: 'cpu' | 'memory') =>
      containers.map((path) => {
        const { request } = containerAmounts(merged, { path, resource });
        expect(request, `${path} of ${service.type}`).toBeDefined();
        return parseQuantity(request!)!;
      });
    const sizes = volumes.map((path) => parseQuantity(stringAt(merged, path) ?? path)! / 2 ** 30);
    const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
    const added = [sum(amounts('cpu')), sum(amounts('memory')) / 2 ** 30, 1, sizes.length, sum(sizes)];
    for (const [index, one] of added.entries()) sums[index]! += count * one;
  }
  return sums.map((total) => Math.round(total * 1000) / 1000);
}

const serviceOf = (type: string): ServiceDefinition => services.find((one) => one.type === type)!;

describe('pods() of a service', () => {
  it('adds up to the amounts of production on the page about tenants', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/tenancy.md'), 'utf8');
    const row = /^\| `([a-z]+)`.* \| ([0-9.]+) \| ([0-9.]+)Gi \| ([0-9]+) \| ([0-9]+), ([0-9]+)Gi \|$/gm;
    const rows = [...page.matchAll(row)].map(([, type = '', ...sums]) => [type, sums.map(Number)] as const);
    const roundUp = (sum: number): number => Math.ceil(sum * 100) / 100;
    const types = rows.map(([type]) => type);
    for (const { type } of servicesWithImages) expect(types).toContain(type);
    expect(rows).toEqual(types.map((type) => [type, demandOf(serviceOf(type)).map(roundUp)]));
  });

  it.each<[type: string, changes: Values, expected: number[]]>([
    ['mongodb', { backup: { enabled: true } }, [6.15, 12.75, 3, 3, 300]],
    [
      'postgresql',
      { backup: { enabled: true }, postgresql: { walStorage: { size: '10Gi' } } },
      [6.25, 12.875, 5, 6, 330],
    ],
    ['redis', { mode: 'cluster' }, [6, 12, 6, 12, 306]],
    ['redis', { mode: 'standalone', replicas: 1 }, [1, 2, 1, 1, 50]],
    ['redis', { mode: 'standalone', replicas: 1, persistence: { enabled: false } }, [1, 2, 1, 0, 0]],
    ['kafka', { replicas: 1 }, [2.2, 9, 2, 1, 100]],
    ['objectstorage', { replicas: 1 }, [1.55, 3.25, 4, 2, 120]],
  ])('follows the values of %s: %j', (type, changes, expected) => {
    expect(demandOf(serviceOf(type), changes)).toEqual(expected);
  });
});
