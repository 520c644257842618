import { describe, expect, it } from 'vitest';
import { parseGitURL } from './git-url.ts';

describe('parseGitURL()', () => {
  it('takes an address apart as a BootstrapClaim has it', () => {
    expect(parseGitURL('https://git.example.com:3000/acme/voltran.git')).toEqual({
      giteaURL: 'https://git.example.com:3000',
      organization: 'acme',
      repository: 'voltran',
    });
    expect(parseGitURL('https://git.example.com/group/part/voltran.git')?.organization).toBe('group/part');
  });

  it.each([
    'http://git.example.com/acme/voltran.git',
    'ssh://git@git.example.com/acme/voltran.git',
    'https://user:canary@git.example.com/acme/voltran.git',
    'https://git.example.com/voltran.git',
    'https://git.example.com/acme/voltran',
    'voltran',
  ])('takes no %s', (url) => {
    expect(parseGitURL(url)).toBeUndefined();
  });
});
