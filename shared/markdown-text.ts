/** Escapes plain text for Markdown, in which `<name>`, `*` and `_` would vanish; code spans need no escapes. */
export function markdownText(text: string): string {
  return text.replace(/`[^`]*`|[<*_]/g, (part) => (part.startsWith('`') ? part : `\\${part}`));
}
