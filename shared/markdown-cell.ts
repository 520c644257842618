/** Escapes text for a cell of a Markdown table; code spans need no escapes. */
export function markdownCell(text: string): string {
  return text
    .replace(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part))
    .replace(/\|/g, '\\|')
    .replace(/\n/g, ' ');
}

/** A line of a Markdown table, from cells that are Markdown already. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
