/** Document of a values file, with the number of its first line. */
export interface ValuesDocument {
  readonly text: string;
  readonly firstLine: number;
}

const maxDocuments = 1_000;

/**
 * Splits a values file into its documents as Helm does before it parses them: at each line that starts with `---`, which
 * may only have a comment (k8s.io/apimachinery, `YAMLReader`).
 *
 * @param refuse throws an error for a line
 */
export function splitValues(
  text: string,
  refuse: (line: number, message: string) => never,
): readonly ValuesDocument[] {
  const documents: ValuesDocument[] = [];
  let [start, firstLine, line] = [0, 1, 1];
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    if (text.startsWith('---', at)) {
      if (!/^\s*(?:#|$)/.test(text.slice(at + 3, end))) refuse(line, '"---" must be on a line of its own');
      if (documents.length === maxDocuments) refuse(line, `more than ${maxDocuments} documents`);
      if (at > start) {
        documents.push({ text: text.slice(start, at), firstLine });
        [start, firstLine] = [end, line + 1];
      }
    }
    at = end;
  }
  return start < text.length ? [...documents, { text: text.slice(start), firstLine }] : documents;
}
