import type { PromiseDefinition } from '../promise/define-promise.ts';
import { invalidName, invalidReleaseName } from '../promise/identity-messages.ts';
import { dnsSubdomain, itemName, itemNameLimit } from '../release/names.ts';

/** Rule for the name of a request, as a form and an editor check it. */
export interface RequestNameRule {
  /** True if the release has the name of the request. */
  readonly isRelease: boolean;
  readonly bounds: { readonly maxLength: number; readonly pattern: string };
  /** Message about a name that does not match. */
  readonly message: string;
}

/** Returns the rule for the names of the requests of a Promise. */
export function requestNameRule({ items, nameLimit = itemNameLimit }: PromiseDefinition): RequestNameRule {
  const isRelease = items === undefined;
  return isRelease
    ? {
        isRelease,
        bounds: { maxLength: nameLimit, pattern: itemName.source },
        message: invalidReleaseName(nameLimit),
      }
    : { isRelease, bounds: { maxLength: 253, pattern: dnsSubdomain.source }, message: invalidName };
}
