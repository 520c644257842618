import { expect, test } from 'vitest';
import { workPlacementFor } from './work-placement.ts';

const placed = {
  promise: 'redis',
  pipeline: 'configure',
  destination: 'state-store',
  namespace: 'team-a',
  name: 'cache',
};

test('workPlacementFor() joins the names like Kratix', () => {
  expect(workPlacementFor(placed)).toEqual({
    namespace: 'team-a',
    name: expect.stringMatching(/^redis-cache-configure-[0-9a-f]{5}\.state-store-5058f$/),
  });
});

test('workPlacementFor() cuts a long name like Kratix, and keeps two long names distinct', () => {
  const name = 'x'.repeat(60);
  const [one, other] = [`${name}1`, `${name}2`].map(
    (long) => workPlacementFor({ ...placed, name: long }).name,
  );
  expect(one).toMatch(/^redis-x{50}-[0-9a-f]{5}\.state-store-5058f$/);
  expect(one).not.toBe(other);
});

test('workPlacementFor() ends the cut name in a letter or a digit', () => {
  const { name } = workPlacementFor({ ...placed, name: `${'x'.repeat(49)}----y` });
  expect(name).toMatch(/^redis-x{49}-[0-9a-f]{5}\.state-store-/);
});
