import { furtherSettings } from '../../../shared/promise/further-settings.ts';
import { lazy } from '../../../shared/promise/lazy.ts';
import { ingress } from './ingress.ts';
import { monitoring } from './monitoring.ts';
import { dnsConfig, hostAliases } from './name-resolution.ts';
import { networkPolicy } from './network-policy.ts';
import { service } from './service.ts';

/** Returns the fields for traffic to and from an application. */
export function networkFields() {
  return {
    ingress: lazy(ingress).optional().describe('Access from outside the cluster'),
    ...furtherSettings('network', {
      service: lazy(service).optional().describe('Service of the ports'),
      networkPolicy: lazy(networkPolicy)
        .optional()
        .describe('Traffic that the pods accept and send. Without from or to, it is not limited'),
      monitoring: lazy(monitoring)
        .optional()
        .describe('Metrics for Prometheus, if the platform has monitoring'),
      hostAliases: lazy(hostAliases).optional().describe('Entries of /etc/hosts in the pods'),
      dnsConfig: lazy(dnsConfig)
        .optional()
        .describe('DNS settings of the pods, in addition to those of the cluster'),
    }),
  };
}
