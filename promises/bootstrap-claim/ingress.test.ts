import { expect, it } from 'vitest';
import { ingressDefaults } from './ingress.ts';

it('ingressDefaults() refuses a wildcard as the domain, with an example', () => {
  const parsed = ingressDefaults().safeParse({ domain: '*.apps.example.com' }, { reportInput: true });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
    'Invalid domain "*.apps.example.com"; use a name such as "apps.example.com"',
  ]);
});
