import type { SchemaNode } from '../open-api.ts';

/**
 * Returns the schema of a string in a form. The message of the pattern replaces all others (ajv-errors, "errorMessage"),
 * because a string may violate a length and a pattern by one mistake.
 */
export function textField(node: SchemaNode): SchemaNode {
  const { minLength, maxLength, pattern, patternErrorMessage: message } = node;
  return {
    type: 'string',
    ...(node['enum'] === undefined ? {} : { enum: node['enum'] }),
    ...(node['default'] === undefined ? {} : { default: node['default'] }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(typeof message === 'string' ? { errorMessage: withLimit(message, maxLength) } : {}),
  };
}

function withLimit(message: string, maxLength: unknown): string {
  const isKnown = typeof maxLength !== 'number' || / at most [0-9]/.test(message);
  return isKnown ? message : `${message}; at most ${maxLength} characters`;
}
