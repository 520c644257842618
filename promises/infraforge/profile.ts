import * as z from 'zod';

/** Profiles that select the production values of a chart. */
const productionProfiles: readonly string[] = ['prod', 'production'];

/** Returns true for a profile that selects the production values. */
export function isProductionProfile(profile: string | undefined): boolean {
  return profile !== undefined && productionProfiles.includes(profile);
}

/** Returns the schema of the profile of a service. */
export function serviceProfile() {
  return z
    .enum(['dev', 'nonprod', 'prod', 'production'])
    .optional()
    .describe('Set to prod or production for the production values. Others keep those of the environment');
}

/** Returns the schema of the profile of an application. */
export function businessProfile() {
  return z
    .enum(['dev', 'standard', 'prod', 'production'])
    .optional()
    .describe('Set to prod or production for the production values. Others keep those of the environment');
}
