/** Nesting of JSON from a registry or a chart; each level costs V8 some dozen bytes, so a few MB of brackets fill a container. */
const deepest = 100;

/**
 * Parses JSON that others wrote.
 *
 * @throws SyntaxError for a text that is not JSON, or is nested deeper than 100 levels
 */
export function parseJson(text: string): unknown {
  checkDepth(text);
  return JSON.parse(text);
}

function checkDepth(text: string): void {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString && character === '\\') at++;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else depth += levelsOf(character);
    if (depth > deepest) throw new SyntaxError(`nested deeper than ${deepest} levels`);
  }
}

/** Returns the levels that a character outside of a string opens, or closes. */
function levelsOf(character: string | undefined): number {
  if (character === '{' || character === '[') return 1;
  return character === '}' || character === ']' ? -1 : 0;
}
