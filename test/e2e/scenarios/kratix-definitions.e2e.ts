import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, skipReason } from '../cluster/place.ts';
import { definitionsFolder } from '../kratix/definitions.ts';
import { type Platform, platform } from '../support/platform.ts';

const promises = readdirSync(join(root, 'promises')).filter((name) =>
  existsSync(join(root, 'promises', name, 'generated/promise.yaml')),
);

describe.skipIf(skipReason || !existsSync(definitionsFolder))("Kratix's own definitions", () => {
  let running: Platform;
  beforeAll(async () => {
    running = await platform();
  });

  it.each(promises)('take Promise %s without an unknown field', async (name) => {
    const file = join(root, 'promises', name, 'generated/promise.yaml');
    const flags = ['--server-side', '--force-conflicts', '--validate=strict', '--dry-run=server'];
    const said = await running.cluster.kubectl(['apply', ...flags, '--filename', file]);
    expect(said.trim()).toBe(`promise.platform.kratix.io/${name} serverside-applied (server dry run)`);
  });
});
