import type { Topic } from '../../shared/promise/define-promise.ts';
import { containerFields } from './containers/container-fields.ts';
import { furtherContainers } from './containers/further-containers.ts';
import { networkFields } from './network/network-fields.ts';
import { runningFields } from './running/running-fields.ts';
import { storageFields } from './storage/storage-fields.ts';

/** Returns the topics of the reference page: one for each folder of fields, and one for each of the largest fields. */
export function topics(): readonly Topic[] {
  const { jobs, ...running } = runningFields();
  const further = furtherContainers();
  const containers = Object.entries(containerFields()).filter(([name]) => !(name in further));
  return [
    { title: 'Applications', fields: ['spec.applications'] },
    topic('Container', Object.fromEntries(containers)),
    topic('Sidecars and init containers', further),
    topic('Scaling, rollouts and identity', running),
    topic('Jobs', { jobs }),
    topic('Bound services', { services: undefined }),
    topic('Files and volumes', storageFields()),
    topic('Network and metrics', networkFields()),
    { title: 'Platform services', fields: ['spec.components'] },
  ];
}

function topic(title: string, fields: object): Topic {
  return { title, fields: Object.keys(fields).map((name) => `spec.applications[].${name}`) };
}
