import { nearest } from '../nearest.ts';
import type { ServiceDefinition } from './define-service.ts';

/** Returns the service of a type or of an alias; undefined for an unknown one. */
export function findService(
  services: readonly ServiceDefinition[],
  type: string | undefined,
): ServiceDefinition | undefined {
  return services.find((service) => typeNames(service).some((name) => name === type));
}

/** Returns the service whose type or alias is nearest to a misspelt one; undefined if none is near. */
export function nearestService(
  services: readonly ServiceDefinition[],
  type: string,
): ServiceDefinition | undefined {
  return findService(services, nearest(type, services.flatMap(typeNames)));
}

/** Returns the type of a service and its other names. */
export function typeNames({ type, aliases = [] }: Pick<ServiceDefinition, 'type' | 'aliases'>): string[] {
  return [type, ...aliases.map(({ name }) => name)];
}

/** Returns CEL for the type of an item, in which an alias is replaced by its type. */
export function celType(services: readonly ServiceDefinition[], item: string): string {
  const given = `${item}.type`;
  return services
    .flatMap(({ type, aliases = [] }) => aliases.map(({ name }) => ({ name, type })))
    .reduce((rest, { name, type }) => `(${given} == '${name}' ? '${type}' : ${rest})`, given);
}
