import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTerminal } from './terminal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const stderr = { isTTY, write };
  const terminal = createTerminal({
    print: (text) => write(`${text}\n`),
    complain: write,
    stdout: stderr,
    stderr,
    environment: {},
  });
  return { terminal, written };
}

it.each([
  ['until the next output on a terminal', true, ['first\n', 'second …', '\r\u001b[K', 'second\n']],
  ['as a line that stays elsewhere', false, ['first\n', 'second …\n', 'second\n']],
])('begin() shows only a step that takes more than a second, %s', (_, isTTY, expected) => {
  const { terminal, written } = watch(isTTY);
  terminal.begin('first …');
  vi.advanceTimersByTime(900);
  terminal.print('first');
  terminal.begin('second …');
  vi.advanceTimersByTime(5000);
  terminal.print('second');
  vi.advanceTimersByTime(5000);
  expect(written).toEqual(expected);
});
