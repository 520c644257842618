import type { Clock } from '../kratix/back-end.ts';

/** Clock that a caller advances. */
export class ManualClock implements Clock {
  #now: number;
  readonly #calls = new Set<{ readonly at: number; readonly call: () => void }>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const planned = { at: this.#now + milliseconds, call };
    this.#calls.add(planned);
    return () => this.#calls.delete(planned);
  }

  /** Lets time pass, and makes the calls that are due. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const planned of [...this.#calls]) {
      if (planned.at > this.#now) continue;
      this.#calls.delete(planned);
      planned.call();
    }
  }
}
