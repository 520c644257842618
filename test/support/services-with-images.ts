import { engineImages } from '../../pipelines/build/image-versions.ts';
import { services } from '../../promises/services.ts';
import type { ServiceDefinition } from '../../shared/service/define-service.ts';

/** Services of this project: their images are recorded. Those that a platform team adds need no record. */
export const servicesWithImages: readonly ServiceDefinition[] = services.filter(
  ({ type }) => type in engineImages,
);
