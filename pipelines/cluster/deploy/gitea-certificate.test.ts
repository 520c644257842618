import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { isInLastYear, isRenewable, makeCertificate } from './gitea-certificate.ts';

const day = 24 * 60 * 60 * 1000;

it('isRenewable() returns true in the last year of a certificate, and for one that is valid for ten years', async () => {
  const { 'tls.crt': certificate } = await makeCertificate(['gitea.example.com'], ['127.0.0.1']);
  const end = Date.parse(new X509Certificate(certificate).validTo);
  const before = (days: number): Date => new Date(end - days * day);
  expect((end - Date.now()) / day).toBeCloseTo(825, 0);
  expect(isRenewable(certificate, new Date())).toBe(false);
  expect([366, 364, 0, -1].map((days) => isRenewable(certificate, before(days)))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  expect(isRenewable(certificate, before(3650))).toBe(true);
  expect([3650, 366, 364].map((days) => isInLastYear(certificate, before(days)))).toEqual([
    false,
    false,
    true,
  ]);
});
