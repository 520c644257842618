import { describe, expect, it } from 'vitest';
import { scopesToRequest } from './scope.ts';

const own = 'repository:charts/web:pull';

describe('scopesToRequest()', () => {
  it.each([
    [undefined, [[own]]],
    ['', [[own]]],
    ['  ', [[own]]],
    [own, [[own]]],
    ['repository:charts/web:pull,push', [['repository:charts/web:pull,push']]],
    ['repository:other:pull', [['repository:other:pull'], [own, 'repository:other:pull']]],
    ['aws', [['aws'], [own, 'aws']]],
    [`aws  ${own}`, [['aws', own]]],
    ['repository:host:5000/a:pull', [['repository:host:5000/a:pull'], [own, 'repository:host:5000/a:pull']]],
  ])('returns the scopes for the challenge %j', (challenged, expected) => {
    expect(scopesToRequest(own, challenged)).toEqual(expected);
  });

  it('adds the actions of a push to the scope of the challenge', () => {
    const push = 'repository:charts/web:pull,push';
    expect(scopesToRequest(push, own)).toEqual([[push]]);
  });
});
