/**
 * Value of `GOGC` for programs in Go: how much the heap grows, in percent, between two garbage collections. It is above
 * Go's default of 100, because the tests lack processor time sooner than memory.
 */
export const goCollection = '300';
