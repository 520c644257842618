/*
 * Parts of patterns for addresses. Each is valid in RE2 for the CRD and in JavaScript, and takes linear time.
 */

/** Host name in lower case, or an IPv4 address. */
export const lowerHostPart = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

/** Host name in any case, as Amazon EKS names its API servers, or an IPv4 address. */
export const hostPart = lowerHostPart.replaceAll('a-z', 'A-Za-z');

/** Optional port from 1 to 65535. */
export const portPart =
  '(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?';

/** Path without `.` and `..`, which another reader could resolve. */
export const pathPart = '(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*';
