import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { promisesFolder } from '../../../test/support/cases.ts';
import { openForm, parseReference, requestOf } from './request-form.ts';

const file = join(promisesFolder, 'application-claim/generated/backstage/edit-template.yaml');
const { spec: template } = parse(readFileSync(file, 'utf8')) as { spec: object };

const request = { kind: 'ApplicationClaim', namespace: 'team-a', name: 'shop' };
const spec = {
  environment: 'dev',
  giteaURL: 'https://git.example.com',
  applications: [{ name: 'web', image: { repository: 'web', tag: '1' }, values: { a: null } }],
};
const stored = { template: 'application-claim-edit', uid: 'u1', generation: 3, spec };

describe('openForm()', () => {
  const { values, changesOf } = openForm(request, stored, template);

  it('fills in the form, and keeps the state in which it was opened', () => {
    const { giteaURL: _, ...shown } = spec;
    expect(values).toMatchObject({
      requestName: 'shop',
      requestNamespace: 'team-a',
      environment: 'dev',
      applications: [
        {
          name: 'web',
          image: [{ repository: 'web', tag: '1' }],
          releaseSettings: [{ values: 'a: null\n' }],
        },
      ],
      opened: { uid: 'u1', generation: 3, spec: shown },
    });
    expect(values).not.toHaveProperty('giteaURL');
  });

  it('lists the changes of the user, and invalid YAML', () => {
    expect(changesOf(values)).toEqual([]);
    const [web] = values['applications'] as object[];
    expect(changesOf({ ...values, applications: [{ ...web, replicas: 3 }] })).toEqual([
      'spec.applications[web].replicas: unset → 3',
    ]);
    const releaseSettings = [{ values: 'a: [' }];
    expect(changesOf({ ...values, applications: [{ ...web, releaseSettings }] })).toEqual([
      expect.stringContaining('spec.applications[0].values: Invalid YAML'),
    ]);
  });

  it('refuses a template that does not edit a request', () => {
    expect(() => openForm(request, stored, undefined)).toThrow(
      'The catalog has no template that edits this request; ask the platform team',
    );
  });
});

describe('parseReference()', () => {
  it('parses the annotation of an entity', () => {
    const annotations = { 'infraforge.io/request': 'ApplicationClaim/team-a/shop' };
    expect(parseReference(requestOf(annotations) ?? null)).toEqual(request);
  });

  it.each([null, '', 'a/b', 'a/b/c/d', 'a//c'])('refuses %j', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });
});
