import { describe, expect, it } from 'vitest';
import { parseGitURL } from './git-url.ts';

describe('parseGitURL()', () => {
  it('splits an address into the fields of a BootstrapClaim', () => {
    expect(parseGitURL('https://git.example.com:3000/acme/state-store.git')).toEqual({
      giteaURL: 'https://git.example.com:3000',
      organization: 'acme',
      repository: 'state-store',
    });
    expect(parseGitURL('https://git.example.com/group/part/state-store.git')?.organization).toBe(
      'group/part',
    );
  });

  it.each([
    'http://git.example.com/acme/state-store.git',
    'ssh://git@git.example.com/acme/state-store.git',
    'https://user:canary@git.example.com/acme/state-store.git',
    'https://git.example.com/state-store.git',
    'https://git.example.com/acme/state-store',
    'state-store',
  ])('refuses %s', (url) => {
    expect(parseGitURL(url)).toBeUndefined();
  });
});
