/** Whatever makes commits of requests: Kratix itself, or the stand-in. Both act on Kratix's own objects alone. */
export interface Kratix {
  /** Whether it is Kratix itself. */
  readonly isReal: boolean;
  /** Ends it: nothing that was asked for is done any more. */
  readonly end: () => Promise<void>;
}

export interface KratixOptions {
  /** Path of the certificate of the authority that Git servers are known by. */
  readonly authority: string;
}
