import { expect, it } from 'vitest';
import { releaseWith } from '../../test/support/platform.ts';
import { describeDelivery } from './describe-delivery.ts';

const releases = (applications: number, services: number) => [
  ...Array.from({ length: applications }, () => releaseWith()),
  ...Array.from({ length: services }, () => releaseWith({ category: 'platform' })),
];

it.each([
  [5, 0, '5 applications delivered to dev'],
  [1, 2, '1 application and 2 services delivered to dev'],
  [0, 1, '1 service delivered to dev'],
  [0, 0, 'Nothing delivered to dev: no application or service is enabled'],
])(
  'describeDelivery() describes %i applications and %i services as %s',
  (applications, services, message) => {
    expect(describeDelivery(releases(applications, services), 'dev')).toBe(message);
  },
);
