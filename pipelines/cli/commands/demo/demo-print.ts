import type { Paint } from '../../terminal.ts';

/** A YAML file with a margin, its comments in colour: they say which layer set a value. */
export function printFile(text: string, paint: Paint): string {
  return indented(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/#.*$/, (comment) => paint('cyan', comment))),
  );
}

/** What changed in files that were there, without Git's own headers. */
export function printDiff(patch: string, paint: Paint): string {
  const lines = patch
    .split('\n')
    .filter((line) => !/^(diff|index|similarity|new file|deleted file) /.test(line));
  return indented(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        if (/^(---|\+\+\+) /.test(line)) return paint('dim', line);
        if (line.startsWith('+')) return paint('green', line);
        return line.startsWith('-') ? paint('red', line) : line;
      }),
  );
}

/** Lines with a margin. */
export function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`.trimEnd()).join('\n');
}

/** `3.1 ms`, `1.2 s`. */
export function printDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
