/** Returns a word for a command line; in quotes if a shell would read it as anything else. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoteShellWord(text);
}

/** Returns a word in quotes for a shell. */
export function quoteShellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
