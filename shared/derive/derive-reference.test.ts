import { describe, expect, it } from 'vitest';
import { greeting } from '../../test/support/greeting.ts';
import { deriveReference } from './derive-reference.ts';

const page = deriveReference(greeting, 'kind: Greeting\n');

describe('deriveReference()', () => {
  it('begins with the kind, its names and the example', () => {
    expect(page.startsWith('# Greeting\n\nSays hello.\n')).toBe(true);
    expect(page).toContain('for kubectl `greetings.platform.infraforge.io`, `gr`.');
    expect(page).toContain('```yaml\nkind: Greeting\n```');
  });

  it.each([
    '| `spec.environment` | string, at most 63 characters | required |',
    '| `spec.items` | list of object, 0–10 items | `[]` | Greetings |',
    '| `spec.items[].times` | integer, 0–9 |  | Number of repetitions \\| at most nine times |',
    '| `spec.items[].values` | object |  |',
    '| `spec.services[].size` | `small`, `medium`, `large` |',
    '| `spec.services[].resources.limits.cpu` | quantity |',
    '| `spec` | environment cannot be changed; create a new request and delete this one |',
  ])('prints the row %s', (row) => {
    expect(page).toContain(row);
  });

  it('groups fields by topic, and nested fields with their parent', () => {
    const topics = () => [
      { title: 'Greetings', fields: ['spec.items'] },
      { title: 'Sizes', fields: ['spec.services[].size'] },
    ];
    const [fields = ''] = deriveReference({ ...greeting, topics }, '').split('\n## Rules');
    const [general, greetings, sizes] = fields.split('\n### ');
    expect(general).toContain('| `spec.environment` |');
    expect(greetings).toMatch(/^Greetings\n[\s\S]*\| `spec\.items\[\]\.times` \|/);
    expect(greetings).not.toContain('| `spec.services');
    expect(sizes).toMatch(/^Sizes\n(?!.*`spec\.items)[\s\S]*\| `spec\.services\[\]\.size` \|/);
  });

  it('escapes every cell', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => ![3, 5].includes(row.replaceAll('\\|', '').split('|').length - 1))).toEqual(
      [],
    );
  });
});
