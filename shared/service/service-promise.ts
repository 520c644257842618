import { definePromise, type PromiseDefinition } from '../promise/define-promise.ts';
import { furtherSettings } from '../promise/further-settings.ts';
import { requestSpec } from '../promise/request-spec.ts';
import { objectName } from '../promise/vocabulary.ts';
import type { ServiceDefinition } from './define-service.ts';
import { featureFields, unsupportedField } from './engine-features.ts';
import { requestRules } from './request-rules.ts';
import { blockContents } from './service-contents.ts';
import { requestFields, type ServiceItem } from './service-fields.ts';
import { serviceRelease } from './service-release.ts';
import { requestMapping } from './service-values.ts';

/**
 * Defines the Promise of a platform service: a request is one service with the name of the request. Its fields are those of
 * an item of `services` that the engine supports.
 *
 * @param services every platform service
 */
export function servicePromise(
  service: ServiceDefinition,
  services: readonly ServiceDefinition[],
): PromiseDefinition {
  const { type, engine, kind, plural, nameLimit } = service;
  const spec = () =>
    requestSpec(
      {
        ...furtherSettings('request', {
          storageClass: objectName()
            .optional()
            .describe(
              "Storage class of the volumes, as storage.storageClass. Defaults to the platform's value",
            ),
        }),
        ...requestFields(service),
      },
      requestRules(service, services),
    );
  return definePromise({
    name: type,
    kind,
    plural,
    summary: `${engine} in an environment`,
    description: `One ${engine} service with the name of the request, which becomes a release of the chart \`${type}\` in the
namespace of the environment. Its storage can only increase, and its major version cannot be downgraded. In production it is
protected: set deletionProtection: false and wait until it is synced, then delete the request.`,
    spec,
    service: type,
    nameLimit,
    unsupportedFields: unsupportedFields(service),
    protectedItems: [{ name: (object) => `${object}.metadata.name` }],
    contents: () => blockContents([service]),
    releases: ({ name, spec: { owner, storageClass, ...own } }, placement) => {
      const item = { ...own, name, type } as unknown as ServiceItem;
      return own.enabled
        ? [
            serviceRelease(item, service, {
              path: 'spec',
              typePath: 'kind',
              mapping: requestMapping(service),
              placement,
              owner,
              storageClass,
            }),
          ]
        : [];
    },
  }) as PromiseDefinition;
}

/** Returns the messages about fields of other requests, which this one does not have. */
function unsupportedFields(service: ServiceDefinition): Readonly<Record<string, string>> {
  const features = featureFields.flatMap((field) => {
    const message = unsupportedField(service, field);
    return message === undefined ? [] : [[field, message]];
  });
  return {
    name: 'metadata.name is the name of the service',
    type: `the kind ${service.kind} is the type`,
    config: 'use values',
    ...Object.fromEntries(features),
  };
}
