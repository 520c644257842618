/** A piece of prose in a source file. */
export interface Prose {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly text: string;
}

/** Doc comments, string literals of several words, and regular expressions of a TypeScript file. */
export interface SourceProse {
  readonly docComments: readonly Prose[];
  readonly strings: readonly Prose[];
  readonly patterns: readonly RegExp[];
}

/** Token of TypeScript, as far as prose needs it; a regular expression may follow an operator or a keyword only. */
const token =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=(?:^|[=(,:[!&|?{};>\n]|return|=>)\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|`/g;

/** Returns the prose and the patterns of a TypeScript file. Code inside `${…}` of a template is `{}` in its string. */
export function proseOf(source: string): SourceProse {
  const docComments: Prose[] = [];
  const strings: Prose[] = [];
  const patterns: RegExp[] = [];
  const lineAt = (index: number): number => source.slice(0, index).split('\n').length;
  const keep = (index: number, text: string): void => {
    if (/[A-Za-z]{2,} +[A-Za-z'"`{]/.test(text)) strings.push({ line: lineAt(index), text });
  };
  const scan = (from: number, to: number): void => {
    const pattern = new RegExp(token);
    pattern.lastIndex = from;
    for (let match = pattern.exec(source); match !== null && match.index < to; match = pattern.exec(source)) {
      const [found] = match;
      if (found.startsWith('/**')) docComments.push({ line: lineAt(match.index), text: plainComment(found) });
      else if (/^['"]/.test(found)) keep(match.index, found.slice(1, -1));
      else if (/^\/[^/*]/.test(found)) patterns.push(toPattern(found));
      else if (found === '`') pattern.lastIndex = template(match.index);
    }
  };
  /** Reads a template literal, its nested code included, and returns the index after it. */
  const template = (start: number): number => {
    let text = '';
    let at = start + 1;
    while (at < source.length && source[at] !== '`') {
      if (source[at] === '\\') {
        text += source.slice(at, at + 2);
        at += 2;
      } else if (source.startsWith('${', at)) {
        const end = closingBrace(source, at + 2);
        scan(at + 2, end);
        text += '{}';
        at = end + 1;
      } else {
        text += source[at];
        at += 1;
      }
    }
    keep(start, text);
    return at + 1;
  };
  scan(0, source.length);
  return { docComments, strings, patterns };
}

function toPattern(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1));
}

function closingBrace(source: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < source.length; at += 1) {
    if (source[at] === '{') depth += 1;
    else if (source[at] === '}' && --depth === 0) return at;
  }
  return at;
}

/** Returns the text of a comment without `/**` and `*`. */
function plainComment(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

/** Returns the sentences and table cells of a Markdown page, without its code blocks. */
export function markdownProse(page: string): {
  readonly sentences: readonly Prose[];
  readonly cells: readonly Prose[];
} {
  const lines = page.replace(/```[\s\S]*?(```|$)/g, (block) => block.replace(/[^\n]/g, '')).split('\n');
  const sentences: Prose[] = [];
  const cells: Prose[] = [];
  let paragraph: Prose | undefined;
  const flush = (): void => {
    if (paragraph !== undefined) {
      const { line, text } = paragraph;
      sentences.push(...splitSentences(text).map((sentence) => ({ line, text: sentence })));
    }
    paragraph = undefined;
  };
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    if (/^\s*\|/.test(raw)) {
      flush();
      cells.push(
        ...raw
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => ({ line, text: cell.trim() })),
      );
    } else if (/^\s*$|^#/.test(raw)) flush();
    else if (/^\s*([-*]|\d+\.)\s/.test(raw) || paragraph === undefined) {
      flush();
      paragraph = { line, text: raw.replace(/^\s*([-*]|\d+\.)\s+/, '').trim() };
    } else paragraph = { line: paragraph.line, text: `${paragraph.text} ${raw.trim()}` };
  }
  flush();
  return { sentences, cells };
}

function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?:][)*_"]*)\s+(?=[A-Z*_`[(])/);
}
