/** Image of a request. */
export interface ImageParts {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits `registry:5000/name:tag@sha256:…`. A colon before the last slash is that of a port. */
export function splitImage(text: string): ImageParts {
  const [name = '', digest] = text.split('@');
  const [, repository = name, tag] = /^(.*?[^/]*?)(?::([^:/]*))?$/.exec(name) ?? [];
  return { repository, ...(tag && { tag }), ...(digest && { digest }) };
}
