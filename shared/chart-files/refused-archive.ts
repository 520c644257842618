import { problem, RequestError } from '../errors.ts';

/** Returns the error for an archive that Helm, Argo CD or this program could read differently. */
export function refusedArchive(detail: string): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart archive is refused: ${detail}`)]);
}
