import type { Release } from '../../shared/release/release.ts';

/** `status.message` of a delivery: `2 applications and 1 service delivered to dev`. */
export function describeDelivery(releases: readonly Release[], environment: string): string {
  const applications = releases.filter(({ category }) => category === 'applications').length;
  const parts = [count(applications, 'application'), count(releases.length - applications, 'service')];
  const what = parts.filter((part) => part !== '').join(' and ');
  return what === ''
    ? `Nothing is enabled, so nothing is delivered to ${environment}`
    : `${what} delivered to ${environment}`;
}

function count(amount: number, noun: string): string {
  if (amount === 0) return '';
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
