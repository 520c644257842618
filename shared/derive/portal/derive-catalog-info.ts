import { group } from '../../api-version.ts';
import { entityApiVersion as apiVersion, platformTeam as owner } from '../../catalog/entity.ts';
import type { PromiseDefinition } from '../../promise/define-promise.ts';
import { printYaml } from '../../yaml.ts';
import { deriveCrd } from '../derive-crd.ts';
import type { SchemaNode } from '../open-api.ts';
import { techDocs, titleOf } from './catalog-metadata.ts';

/** Derives the catalog entities of a Promise: a Component, and its API, which is the CRD. */
export function deriveCatalogInfo(definition: PromiseDefinition): SchemaNode[] {
  const { name, plural, summary } = definition;
  const api = `${plural}.${group}`;
  const metadata = { title: titleOf(definition), description: summary, tags: ['infraforge'] };
  return [
    {
      apiVersion,
      kind: 'Component',
      metadata: { name, ...metadata, annotations: techDocs },
      spec: {
        type: 'kratix-promise',
        lifecycle: 'production',
        owner,
        providesApis: [`api:default/${api}`],
      },
    },
    {
      apiVersion,
      kind: 'API',
      metadata: { name: api, ...metadata },
      spec: { type: 'crd', lifecycle: 'production', owner, definition: printYaml(deriveCrd(definition)) },
    },
  ];
}

/** Derives the configuration of the documentation of a Promise (MkDocs): the reference page, and that of the services. */
export function deriveDocsSite(
  definition: PromiseDefinition,
  pages: readonly [string, string][],
): SchemaNode {
  return {
    site_name: titleOf(definition),
    nav: pages.map(([title, file]) => ({ [title]: file })),
    plugins: ['techdocs-core'],
    // Its font is loaded from the internet: without access to it, the page stays empty.
    theme: { name: 'material', font: false },
  };
}
