import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../../../promises/index.ts';
import { promisesFolder } from '../../../../test/support/cases.ts';
import { runInfraforge } from '../../../../test/support/run-infraforge.ts';

describe('infraforge schema', () => {
  it.each(definitions)('prints the generated schema of $kind', async ({ name, kind, shortNames }) => {
    const generated = readFileSync(join(promisesFolder, name, 'generated', 'schema.json'), 'utf8');
    for (const wanted of [kind, kind.toLowerCase(), name, ...shortNames]) {
      const { printed } = await runInfraforge(['schema', wanted]);
      expect(`${printed.join('\n')}\n`, wanted).toEqual(generated);
    }
  });

  it('suggests a kind for an unknown one', async () => {
    const { code, complaints } = await runInfraforge(['schema', 'AplicationClaim']);
    expect(code).toBe(64);
    expect(complaints.join('')).toContain('Unknown kind "AplicationClaim"; did you mean "ApplicationClaim"?');
  });
});
