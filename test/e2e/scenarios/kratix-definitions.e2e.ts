import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { type Platform, platform } from '../support/platform.ts';

const definitions = process.env['KRATIX_CRDS'] ?? join(root, '../shared/crds/kratix');
const promises = readdirSync(join(root, 'promises')).filter((name) =>
  existsSync(join(root, 'promises', name, 'generated/promise.yaml')),
);

const reason = skipReason ?? (existsSync(definitions) ? undefined : `there is no ${definitions}`);
if (reason !== undefined)
  process.stdout.write(`skipped: Promises against Kratix's own definitions: ${reason}\n`);

describe.skipIf(reason)("Kratix's own definitions", () => {
  let running: Platform;
  beforeAll(async () => {
    running = await platform();
    const { kubectl } = running.cluster;
    await kubectl(['apply', '--server-side', '--filename', definitions]);
    await waitUntil({
      what: 'they are established',
      within: 30,
      probe: () => kubectl(['wait', '--for=condition=Established', '--timeout=10s', 'crd', '--all']),
    });
  });

  it.each(promises)('take Promise %s without an unknown field', async (name) => {
    const file = join(root, 'promises', name, 'generated/promise.yaml');
    const said = await running.cluster.kubectl([
      'apply',
      '--server-side',
      '--validate=strict',
      '--filename',
      file,
    ]);
    expect(said.trim()).toBe(`promise.platform.kratix.io/${name} serverside-applied`);
  });
});
