import { expect, it } from 'vitest';
import * as z from 'zod';
import { requestRules } from './request-rules.ts';

it.each([
  ['https://registry.example.com', 'registry.example.com/*'],
  ['https://registry.example.com/acme/*', 'registry.example.com/acme/*'],
])('requestRules() refuses the pattern of images %s, and names it without its scheme', (pattern, fixed) => {
  const parsed = z.object(requestRules()).safeParse({ imageRegistries: [pattern] });
  expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['imageRegistries.0', `Invalid pattern "${pattern}"; write "${fixed}" without a scheme`],
  ]);
});
