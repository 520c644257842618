/*
 * Counts the steps of a backtracking regular expression engine, so that a test of linear time does not depend on the
 * speed of a machine. Knows the syntax that this project uses: no back references, look-behind of one character.
 */

/** Work of one search. */
interface Work {
  readonly text: string;
  steps: number;
}

type Next = (index: number) => boolean;
/** Matches at an index and calls `next` for every way to match. */
type Matcher = (work: Work, index: number, next: Next) => boolean;

interface Node {
  readonly match: Matcher;
  /** Test of one character, for nodes that always match exactly one. */
  readonly character?: (character: string) => boolean;
  /** Text that the node matches, as short or as long as possible. */
  readonly sample: (long: boolean) => string;
}

/** A pattern whose steps can be counted. */
export interface CountedPattern {
  /** Returns the steps of a search from every position, as `matchAll` makes it. */
  readonly steps: (text: string) => number;
  /** Texts that the parts of the pattern match, to build hostile texts from. */
  readonly samples: readonly string[];
}

/** Parses a pattern. */
export function countedPattern({ source, flags }: RegExp): CountedPattern {
  const parser = new Parser(source, flags);
  const pattern = parser.alternatives();
  return {
    steps: (text) => {
      const work = { text, steps: 0 };
      for (let start = 0; start <= text.length; start += 1) {
        let end = start;
        const found = pattern.match(work, start, (index) => {
          end = index;
          return true;
        });
        if (found && end > start) start = end - 1;
      }
      return work.steps;
    },
    samples: parser.samples,
  };
}

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(index + 32)).concat(
  '\n',
  '\t',
);

class Parser {
  private at = 0;
  readonly samples: string[] = [];
  private readonly source: string;
  private readonly flags: string;

  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags.replace(/[gyd]/g, '');
  }

  alternatives(): Node {
    const branches = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      branches.push(this.sequence());
    }
    if (branches.length === 1) return branches[0]!;
    return {
      match: (work, index, next) => branches.some(({ match }) => match(work, index, next)),
      sample: (long) => branches[long ? branches.length - 1 : 0]!.sample(long),
    };
  }

  private sequence(): Node {
    const nodes: Node[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      nodes.push(this.quantified());
      this.samples.push(nodes.map((node) => node.sample(false)).join(''));
      this.samples.push(nodes.map((node) => node.sample(true)).join(''));
    }
    const from =
      (position: number): Matcher =>
      (work, index, next) =>
        position === nodes.length
          ? next(index)
          : nodes[position]!.match(work, index, (then) => from(position + 1)(work, then, next));
    return { match: from(0), sample: (long) => nodes.map((node) => node.sample(long)).join('') };
  }

  private quantified(): Node {
    const node = this.atom();
    const [text, mark = '', least = '0', comma, most] =
      /^(?:([*+?])|\{(\d+)(,)?(\d*)\})\??/.exec(this.source.slice(this.at)) ?? [];
    if (text === undefined) return node;
    this.at += text.length;
    const marks: Readonly<Record<string, readonly [number, number]>> = {
      '*': [0, Number.POSITIVE_INFINITY],
      '+': [1, Number.POSITIVE_INFINITY],
      '?': [0, 1],
    };
    const exact = Number(least);
    const upper = most ? Number(most) : comma ? Number.POSITIVE_INFINITY : exact;
    return repeated(node, marks[mark] ?? [exact, upper]);
  }

  private atom(): Node {
    const rest = this.source.slice(this.at);
    const look = /^\(\?(<?)([=!])/.exec(rest);
    if (look !== null) return this.lookAround(look[0]);
    const group = /^\((?:\?:|\?<\w+>)?/.exec(rest);
    if (group !== null) {
      this.at += group[0].length;
      const inner = this.alternatives();
      this.at += 1;
      return inner;
    }
    const [text] =
      /^(?:\[(?:\\.|[^\]\\])*\]|\\[pP]\{\w+\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|[^\\])/s.exec(rest)!;
    this.at += text.length;
    return /^(?:\^|\$|\\b|\\B)$/.test(text) ? this.assertion(text) : this.characterNode(text);
  }

  /** An assertion about the characters on both sides of a position. */
  private assertion(text: string): Node {
    const pattern = new RegExp(text, `${this.flags.replace('m', '')}y`);
    const isLine = this.flags.includes('m');
    const match: Matcher = (work, index, next) => {
      work.steps += 1;
      const [before, after] = [work.text.charAt(index - 1), work.text.charAt(index)];
      if (text === '^') return (index === 0 || (isLine && before === '\n')) && next(index);
      if (text === '$') return (after === '' || (isLine && after === '\n')) && next(index);
      pattern.lastIndex = before.length;
      return pattern.test(`${before}${after}`) && next(index);
    };
    return { match, sample: () => '' };
  }

  private characterNode(text: string): Node {
    const pattern = new RegExp(`^${text}$`, this.flags);
    const known = new Map<string, boolean>();
    const character = (one: string): boolean => {
      let found = known.get(one);
      if (found === undefined) {
        found = pattern.test(one);
        known.set(one, found);
      }
      return found;
    };
    const example =
      printable.find((one) => /[A-Za-z0-9]/.test(one) && character(one)) ?? printable.find(character);
    const match: Matcher = (work, index, next) => {
      work.steps += 1;
      return index < work.text.length && character(work.text[index]!) && next(index + 1);
    };
    return { match, character, sample: () => example ?? '' };
  }

  private lookAround(opening: string): Node {
    const isBehind = opening.includes('<');
    const isNegative = opening.endsWith('!');
    this.at += opening.length;
    const inner = this.alternatives();
    this.at += 1;
    const match: Matcher = (work, index, next) => {
      const start = isBehind ? index - 1 : index;
      const found = start >= 0 && inner.match(work, start, (end) => !isBehind || end === index);
      return found !== isNegative && next(index);
    };
    return { match, sample: () => '' };
  }
}

function repeated(node: Node, [min, max]: readonly [number, number]): Node {
  const sample = (long: boolean): string =>
    node.sample(long).repeat(long ? Math.min(max, Math.max(min, 3)) : min);
  const { character } = node;
  if (character === undefined) {
    const more =
      (count: number): Matcher =>
      (work, index, next) =>
        (count < max &&
          node.match(work, index, (then) => then > index && more(count + 1)(work, then, next))) ||
        (count >= min && next(index));
    return { match: more(0), sample };
  }
  const match: Matcher = (work, index, next) => {
    let end = index;
    while (end - index < max && end < work.text.length && character(work.text[end]!)) end += 1;
    work.steps += end - index + 1;
    for (; end - index >= min; end -= 1) {
      if (next(end)) return true;
      work.steps += 1;
    }
    return false;
  };
  return { match, sample };
}
