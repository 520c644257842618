/** Sets an own property, also for the key `__proto__`, whose assignment would replace the prototype (CWE-1321). */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
