import { resourcesAsStrings } from '../../../shared/promise/item-resources.ts';
import type { Resources } from '../../../shared/promise/quantities.ts';
import { omitUnset } from '../../../shared/release/value-access.ts';

/** Converts containers to values. Their resources become strings, so that they never change. */
export function containersAsValues(
  containers: readonly { readonly resources?: Resources | undefined }[] | undefined,
): object[] | undefined {
  return containers?.map((container) =>
    omitUnset({ ...container, resources: resourcesAsStrings(container.resources) }),
  );
}
