import { expect, it } from 'vitest';
import { compareByAge } from './compare-by-age.ts';

const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'];

it('compareByAge() sorts by creation time, then by the code units of the uid', () => {
  const requests = [
    { creationTimestamp: late, uid: 'a' },
    { creationTimestamp: early, uid: 'b' },
    { creationTimestamp: early, uid: 'B' },
  ];
  const sorted = [requests[2], requests[1], requests[0]];
  expect(requests.toSorted(compareByAge)).toEqual(sorted);
  expect(requests.toReversed().toSorted(compareByAge)).toEqual(sorted);
  expect(compareByAge(requests[0]!, { ...requests[0]! })).toBe(0);
});
