import fc from 'fast-check';

/** Change of bytes at one place. */
export interface ByteMutation {
  readonly kind: (typeof kinds)[number];
  /** Number of the byte, modulo their number. */
  readonly at: number;
  readonly length: number;
  readonly byte: number;
}

const kinds = ['set', 'insert', 'delete', 'truncate', 'repeat'] as const;

/** Returns changes of bytes. */
export function byteMutation(): fc.Arbitrary<ByteMutation> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.nat(),
    length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(512)),
    byte: fc.oneof(fc.constantFrom(0, 0x0a, 0x20, 0x2f, 0x30, 0x7f, 0x80, 0xff), fc.nat(255)),
  });
}

/** Returns bytes with changes. */
export function mutateBytes(bytes: Uint8Array, mutations: readonly ByteMutation[]): Uint8Array {
  return mutations.reduce(changed, bytes);
}

function changed(bytes: Uint8Array, { kind, at, length, byte }: ByteMutation): Uint8Array {
  const position = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)];
  switch (kind) {
    case 'set':
      return Buffer.concat([before, new Uint8Array(Math.min(1, after.length)).fill(byte), after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, new Uint8Array(length).fill(byte), after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(length)]);
    case 'truncate':
      return before;
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, length), after]);
  }
}
