import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import {
  defaultsOfPlacement,
  effectiveDefaults,
  hasNamespaceDefaults,
  namespacesWithDefaults,
  patternsWithoutDefaults,
} from './namespace-defaults.ts';
import type { Platform, Tenant } from './platform.ts';

const quota = { pods: 50 };
const namespaceDefaults = { quota };
const namesOf = (platform: Platform, platforms: readonly Platform[] = []): string[] =>
  namespacesWithDefaults(platform, platforms).map(({ name }) => name);
const tenantWith = (tenant: Partial<Tenant>): Tenant => ({
  name: 'pay',
  requestNamespaces: ['team-pay'],
  ...tenant,
});

describe('namespacesWithDefaults()', () => {
  it('returns no namespace of a platform without defaults', () => {
    expect(namesOf(platformWith())).toEqual([]);
    expect(namesOf(platformWith({ namespaceDefaults: { quota: {}, limits: { default: {} } } }))).toEqual([]);
  });

  it('returns the environments and the exact namespaces of a platform without tenants', () => {
    const platform = platformWith({ namespaceDefaults, gitOps: { namespaces: ['tools', 'team-*'] } });
    expect(namesOf(platform)).toEqual(['dev', 'qa', 'tools']);
  });

  it('returns the exact namespaces of each tenant in its environments', () => {
    const tenants = [
      tenantWith({ namespaces: ['pay-dev', 'pay-qa', 'pay-x-*', 'elsewhere'] }),
      tenantWith({ name: 'web', requestNamespaces: ['team-web', 'web-*'], environments: ['dev'] }),
    ];
    const platform = platformWith({ namespaceDefaults, tenants });
    expect(
      namespacesWithDefaults(platform, []).map(({ name, environment, tenant }) => [
        name,
        environment,
        tenant?.name,
      ]),
    ).toEqual([
      ['pay-dev', 'dev', 'pay'],
      ['pay-qa', 'qa', 'pay'],
      ['team-web-dev', 'dev', 'web'],
    ]);
    expect(patternsWithoutDefaults(platform)).toEqual(['pay-x-*', 'web-*-dev']);
  });

  it('returns a namespace of several environments once', () => {
    const tenants = [tenantWith({ namespaces: ['tools'] })];
    const platform = platformWith({ namespaceDefaults, tenants, gitOps: { namespaces: ['tools'] } });
    expect(namesOf(platform)).toEqual(['tools']);
  });

  it('returns no namespace that an environment of another platform owns', () => {
    const platform = platformWith({ namespaceDefaults, gitOps: { namespaces: ['team-eu-x', 'tools'] } });
    const other = platformWith({ gitOps: { clusterType: 'x', environments: ['eu-x'] } });
    expect(namesOf(platform, [other])).toEqual(['dev', 'qa', 'tools']);
  });
});

describe('effectiveDefaults()', () => {
  const networkPolicy = { denyIngress: true, allowedNamespaces: ['ingress-nginx'] };

  it('replaces each part by that of the tenant, and omits empty parts', () => {
    const platform = platformWith({ namespaceDefaults: { quota, networkPolicy } });
    const of = (defaults: Tenant['namespaceDefaults']) =>
      effectiveDefaults(platform, tenantWith({ namespaceDefaults: defaults }));
    expect(of(undefined)).toEqual({ quota, networkPolicy });
    expect(of({ quota: { pods: 100 } })).toEqual({ quota: { pods: 100 }, networkPolicy });
    expect(of({ quota: {} })).toEqual({ networkPolicy });
    expect(of({ quota: {}, networkPolicy: { ...networkPolicy, denyIngress: false } })).toBeUndefined();
  });

  it('gives defaults to one tenant of a platform without any', () => {
    const tenant = tenantWith({ namespaceDefaults, namespaces: ['pay-dev'] });
    const platform = platformWith({
      tenants: [tenant, tenantWith({ name: 'web', requestNamespaces: ['web'] })],
    });
    expect(hasNamespaceDefaults(platform)).toBe(true);
    expect(namesOf(platform)).toEqual(['pay-dev']);
    expect(hasNamespaceDefaults(platformWith())).toBe(false);
  });
});

describe('defaultsOfPlacement()', () => {
  it('returns the defaults of a namespace that the platform names exactly', () => {
    const platform = platformWith({ namespaceDefaults });
    const of = (namespace: string) => defaultsOfPlacement({ platform, environment: 'dev', namespace });
    expect([of('dev'), of('team-dev')]).toEqual([namespaceDefaults, undefined]);
  });

  it('agrees with the namespaces that get defaults', () => {
    const tenant = tenantWith({ namespaces: ['pay-dev', 'pay-x-*'] });
    const platform = platformWith({ namespaceDefaults, tenants: [tenant] });
    const of = (namespace: string) =>
      defaultsOfPlacement({ platform, environment: 'dev', namespace, tenant });
    expect(namesOf(platform)).toEqual(['pay-dev']);
    expect([of('pay-dev'), of('pay-x-dev')]).toEqual([namespaceDefaults, undefined]);
  });
});
