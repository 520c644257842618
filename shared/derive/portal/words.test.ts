import { expect, it } from 'vitest';
import { inWords, singular } from './words.ts';

it.each([
  ['healthCheck', 'Health check'],
  ['giteaURL', 'Gitea URL'],
  ['ApplicationClaim', 'Application claim'],
  ['cpu', 'CPU'],
  ['grpc', 'gRPC'],
  ['tlsSecretName', 'TLS secret name'],
  ['PostgreSQL', 'PostgreSQL'],
  ['mongodb', 'MongoDB'],
])('inWords() prints %s as %s', (key, words) => {
  expect(inWords(key)).toBe(words);
});

it.each([
  ['Applications', 'Application'],
  ['Policies', 'Policy'],
  ['Host aliases', 'Host alias'],
  ['Databases', 'Database'],
  ['Access', 'Access'],
])('singular() of %s is %s', (title, expected) => {
  expect(singular(title)).toBe(expected);
});
