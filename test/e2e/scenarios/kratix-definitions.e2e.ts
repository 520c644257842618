import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../cluster/place.ts';
import { definitionsFolder } from '../kratix/definitions.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const promises = readdirSync(join(root, 'promises')).filter((name) =>
  existsSync(join(root, 'promises', name, 'generated/promise.yaml')),
);

const hasDefinitions = existsSync(definitionsFolder);

describeScenario("Kratix's own definitions", () => {
  test.skipIf(!hasDefinitions).for(promises)(
    'take Promise %s without an unknown field',
    async (name, { scenario }) => {
      const file = join(root, 'promises', name, 'generated/promise.yaml');
      const flags = ['--server-side', '--force-conflicts', '--validate=strict', '--dry-run=server'];
      const said = await scenario.platform.cluster.kubectl(['apply', ...flags, '--filename', file]);
      expect(said.trim()).toBe(`promise.platform.kratix.io/${name} serverside-applied (server dry run)`);
    },
  );
});
