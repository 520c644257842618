import { describe, expect, it } from 'vitest';
import { listEntries, namedEntries, repeatedEntries } from './list-entries.ts';

const merged = { kafka: { topics: ['x', { name: 'a' }, { name: 5 }, { name: 'b' }, { name: 'a' }] } };

describe('listEntries()', () => {
  it('returns objects with their paths, and nothing of another value', () => {
    expect(listEntries(merged, 'kafka.topics').map(({ path }) => path)).toEqual([
      'kafka.topics[1]',
      'kafka.topics[2]',
      'kafka.topics[3]',
      'kafka.topics[4]',
    ]);
    expect(listEntries({ kafka: { topics: 'x' } }, 'kafka.topics')).toEqual([]);
  });

  it('returns the paths of a list inside an entry', () => {
    const [entry] = listEntries({ access: [{ topic: 'a' }] }, 'access', 'kafka.users[3].access');
    expect(entry).toEqual({ path: 'kafka.users[3].access[0]', values: { topic: 'a' } });
  });
});

describe('namedEntries()', () => {
  it('skips entries without a name, and keeps the positions of the others', () => {
    expect(namedEntries(merged, 'kafka.topics').map(({ path, name }) => [path, name])).toEqual([
      ['kafka.topics[1]', 'a'],
      ['kafka.topics[3]', 'b'],
      ['kafka.topics[4]', 'a'],
    ]);
  });
});

describe('repeatedEntries()', () => {
  it('returns every later entry with a key, and the first one with it', () => {
    const repeated = repeatedEntries(namedEntries(merged, 'kafka.topics'), ({ name }) => name);
    expect(repeated.map(({ path, first }) => [path, first.path])).toEqual([
      ['kafka.topics[4]', 'kafka.topics[1]'],
    ]);
  });
});
