import { styleText } from 'node:util';
import type { Verdict } from '../cluster/operate/finding.ts';

/** Output of a command: the answer on standard output, progress and errors on standard error. */
export interface Terminal {
  /** Prints lines of the answer. With `--quiet` only those with a verdict that needs attention are printed. */
  readonly print: (text: string, verdict?: Verdict) => void;
  /** Prints an error. */
  readonly complain: (text: string) => void;
  /** Shows a line until the next output; nothing if standard error is not a terminal. */
  readonly progress: (text: string) => void;
  /** Shows the start of a step that takes more than a second; the line stays if standard error is not a terminal. */
  readonly begin: (text: string) => void;
  /** Returns text in a style, if standard output has colors. */
  readonly paint: Paint;
}

/** Returns text in a style. */
export type Paint = (style: Style, text: string) => string;

/** Style of a text. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Stream of a process. */
interface Stream {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** Milliseconds before progress is shown, and between two progress lines. */
const progressDelay = 1000;

/** Returns the terminal of a process. Colors need a terminal and no NO_COLOR (https://no-color.org). */
export function createTerminal(options: {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Terminal {
  const { stdout, stderr, environment } = options;
  const hasColors = stdout.isTTY === true && !environment['NO_COLOR'];
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
    paint: (style, text) => (hasColors ? styleText(style, text) : text),
  };
}

/** Returns a terminal that prints only errors and what needs attention. */
export function quietTerminal(terminal: Terminal): Terminal {
  const nothing = (): void => undefined;
  return {
    ...terminal,
    progress: nothing,
    begin: nothing,
    print: (text, verdict = 'done') => {
      if (verdict !== 'done') terminal.print(text);
    },
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
    if (stderr.isTTY !== true || performance.now() - last < progressDelay) return;
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
    later = setTimeout(write, progressDelay).unref();
  };
  return { show, begin, clear };
}
