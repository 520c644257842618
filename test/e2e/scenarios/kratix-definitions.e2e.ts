import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../cluster/layout.ts';
import { definitionsFolder } from '../kratix/definitions.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const promises = readdirSync(join(root, 'promises')).filter((name) =>
  existsSync(join(root, 'promises', name, 'generated/promise.yaml')),
);

const hasDefinitions = existsSync(definitionsFolder);

describeScenario("Kratix's own definitions", () => {
  test.skipIf(!hasDefinitions).for(promises)(
    'accept Promise %s without an unknown field',
    async (name, { scenario }) => {
      const file = join(root, 'promises', name, 'generated/promise.yaml');
      const flags = ['--server-side', '--force-conflicts', '--validate=strict', '--dry-run=server'];
      const output = await scenario.platform.cluster.kubectl(['apply', ...flags, '--filename', file]);
      expect(output.trim()).toBe(`promise.platform.kratix.io/${name} serverside-applied (server dry run)`);
    },
  );
});
