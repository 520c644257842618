import * as z from 'zod';
import { definePromise, itemsOf } from '../../shared/promise/define-promise.ts';
import { placementFields, placementRules } from '../../shared/promise/placement.ts';
import { withRules } from '../../shared/promise/rule.ts';
import { objectName } from '../../shared/promise/vocabulary.ts';
import { serviceList } from '../../shared/service/service-item.ts';
import { serviceReleases } from '../../shared/service/service-release.ts';
import { services } from '../services.ts';

/** Platform services of one team in one environment. */
export const platformApplicationClaim = definePromise({
  name: 'platform-application-claim',
  kind: 'PlatformApplicationClaim',
  plural: 'platformapplicationclaims',
  shortNames: ['pac'],
  summary: 'Platform services in an environment: databases, caches and queues',
  description: `Each enabled service becomes a release of its engine's chart in the namespace of the environment. Its storage
only grows, its major version never goes down, and its engine and mode never change. In production a service is
protected: set deletionProtection: false on it, and let that be delivered, before it can go.`,
  columns: [{ name: 'Environment', type: 'string', jsonPath: '.spec.environment' }],
  spec: () => {
    const fields = z.strictObject({
      ...placementFields(),
      storageClass: objectName()
        .optional()
        .describe("Storage class of the services that name none; the platform's where absent"),
      services: serviceList(services, { min: 1, max: 50 }).describe('Platform services to deliver'),
    });
    return withRules(fields, placementRules<z.output<typeof fields>>());
  },
  services: ['services'],
  names: itemsOf('services'),
  ask({ spec }, place) {
    const { storageClass, owner = {} } = spec;
    const placement = place(spec);
    const context = { path: 'spec.services', placement, owner, storageClass };
    return { place: placement, releases: serviceReleases(spec.services, services, context) };
  },
});
