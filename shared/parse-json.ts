/** Maximum nesting. Each level costs V8 some dozen bytes, so a few MB of brackets would exhaust the memory of a container. */
const maxDepth = 100;

/**
 * Parses untrusted JSON, from a registry or a chart.
 *
 * @throws SyntaxError for a text that is not JSON or is nested deeper than 100 levels
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
    else depth += depthChange(character);
    if (depth > maxDepth) throw new SyntaxError(`nested deeper than ${maxDepth} levels`);
  }
}

/** Returns the change of the depth after a character outside of a string. */
function depthChange(character: string | undefined): number {
  if (character === '{' || character === '[') return 1;
  return character === '}' || character === ']' ? -1 : 0;
}
