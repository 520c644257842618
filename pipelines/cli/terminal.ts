import { styleText } from 'node:util';

/** What a command says, and to whom. */
export interface Terminal {
  /** Lines of the answer. */
  readonly print: (text: string) => void;
  /** Lines beside the answer: complaints. */
  readonly complain: (text: string) => void;
  /** A line that stays only as long as the work does; nothing where nobody watches. */
  readonly progress: (text: string) => void;
  /** The beginning of work, once it takes longer than a moment; a line that stays where nobody watches. */
  readonly begin: (text: string) => void;
  /** Text in a style, where there are colours. */
  readonly paint: Paint;
}

/** Text in a style. */
export type Paint = (style: Style, text: string) => string;

/** The styles that are used. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A stream of a process, as far as it matters here. */
interface Stream {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** Milliseconds: work that is over sooner shows no progress, and a progress line is not rewritten more often. */
const patience = 1000;

/**
 * The terminal of a process. Colours are for people who watch, unless they say otherwise (https://no-color.org).
 */
export function createTerminal(options: {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Terminal {
  const { stdout, stderr, environment } = options;
  const isColoured = stdout.isTTY === true && !environment['NO_COLOR'];
  const line = progressLine(stderr);
  return {
    print: (text) => {
      line.clear();
      options.print(text);
    },
    complain: (text) => {
      line.clear();
      options.complain(text);
    },
    progress: line.show,
    begin: line.begin,
    paint: (style, text) => (isColoured ? styleText(style, text) : text),
  };
}

interface ProgressLine {
  readonly show: Terminal['progress'];
  readonly begin: Terminal['begin'];
  readonly clear: () => void;
}

function progressLine(stderr: Stream): ProgressLine {
  let last = performance.now();
  let isShown = false;
  let later: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(later);
    // carriage return, then "erase in line" (ECMA-48, EL)
    if (isShown) stderr.write('\r\u001b[K');
    isShown = false;
  };
  const show = (text: string): void => {
    if (stderr.isTTY !== true || performance.now() - last < patience) return;
    clear();
    last = performance.now();
    stderr.write(text);
    isShown = true;
  };
  const begin = (text: string): void => {
    clear();
    const write = (): void => {
      stderr.write(stderr.isTTY === true ? text : `${text}\n`);
      isShown = stderr.isTTY === true;
    };
    later = setTimeout(write, patience).unref();
  };
  return { show, begin, clear };
}
