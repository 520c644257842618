import { stringify } from 'yaml';
import type { PromiseDefinition } from '../../promise/define-promise.ts';
import { parseRequestYaml } from '../../yaml.ts';
import { deriveOpenApi, type SchemaNode } from '../open-api.ts';
import { deriveCatalogInfo, deriveDocsSite } from './derive-catalog-info.ts';
import { deriveDeleteTemplate } from './derive-delete-template.ts';
import { deriveEditTemplate } from './derive-edit-template.ts';
import { deriveTemplate } from './derive-template.ts';

/** Pages and the example of a Promise. */
export interface PortalSources {
  /** YAML of the example request. */
  readonly example: string;
  /** Markdown of the reference page. */
  readonly reference: string;
  /** Markdown of the page of the services. */
  readonly servicesPage: string;
}

/** Derives the files of a Promise for Backstage, by their path below its folder `generated/backstage`. */
export function derivePortalFiles(
  definition: PromiseDefinition,
  { example, reference, servicesPage }: PortalSources,
): { readonly path: string; readonly content: string }[] {
  const pages: [title: string, file: string, content: string][] = [
    ['Reference', 'index.md', reference],
    ...(offersServices(definition)
      ? [['Services', 'services.md', servicesPage] as [string, string, string]]
      : []),
  ];
  const site = deriveDocsSite(
    definition,
    pages.map(([title, file]) => [title, file]),
  );
  return [
    { path: 'template.yaml', content: print(deriveTemplate(definition, parseRequestYaml(example))) },
    { path: 'edit-template.yaml', content: print(deriveEditTemplate(definition)) },
    { path: 'catalog-info.yaml', content: deriveCatalogInfo(definition).map(print).join('---\n') },
    { path: 'mkdocs.yml', content: print(site) },
    ...pages.map(([, file, content]) => ({ path: `docs/${file}`, content })),
  ];
}

/** Derives the template that deletes requests of all Promises. */
export function deriveDeleteTemplateFile(definitions: readonly PromiseDefinition[]): string {
  return print(deriveDeleteTemplate(definitions));
}

/** Prints an object in the order of its keys, which is the order of a form. */
function print(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Returns true for a Promise with a list of services, which the page of the services explains. */
function offersServices(definition: PromiseDefinition): boolean {
  const { properties } = deriveOpenApi(definition.schema());
  return Object.values(properties as Record<string, SchemaNode>).some(isServiceList);
}

function isServiceList({ items }: SchemaNode): boolean {
  const { properties } = (items ?? {}) as { properties?: Record<string, SchemaNode> };
  return properties?.['type']?.['enum'] !== undefined && properties['deletionProtection'] !== undefined;
}
