/** Escapes text for a cell of a Markdown table; code spans need no escapes. */
export function markdownCell(text: string): string {
  return text
    .replace(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part))
    .replace(/\|/g, '\\|')
    .replace(/\n/g, ' ');
}

/** Joins cells that are already Markdown to a row of a table. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
