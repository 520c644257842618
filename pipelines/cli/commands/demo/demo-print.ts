import type { Paint } from '../../terminal.ts';

/** Returns a YAML file, indented, with its comments in color. */
export function printFile(text: string, paint: Paint): string {
  return indented(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/#.*$/, (comment) => paint('cyan', comment))),
  );
}

/** Returns a patch, indented, without the headers of Git. */
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

/** Returns indented lines. */
export function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`.trimEnd()).join('\n');
}

/** Returns a duration such as `3.1 ms` or `1.2 s`. */
export function printDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
