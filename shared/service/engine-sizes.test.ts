import { describe, expect, it } from 'vitest';
import { services } from '../../promises/services.ts';
import { floorProblems, presetResources } from './engine-sizes.ts';

const engine = { engine: 'Engine', floors: { cpu: '200m', memory: '512Mi', storage: '2Gi' } };

describe('floorProblems()', () => {
  it('reports each amount below its floor', () => {
    const resources = { requests: { memory: '256Mi' }, limits: { cpu: '0.1', memory: '0.4Gi' } };
    expect(floorProblems({ resources, persistence: { size: '1Gi' } }, engine)).toEqual([
      { path: 'resources.requests.memory', message: '256Mi is too little for Engine; use at least "512Mi"' },
      { path: 'resources.limits.memory', message: '0.4Gi is too little for Engine; use at least "512Mi"' },
      { path: 'resources.limits.cpu', message: '0.1 is too little for Engine; use at least "200m"' },
      { path: 'persistence.size', message: '1Gi is too little for Engine; use at least "2Gi"' },
    ]);
  });

  it('reports the same amount of request and limit once', () => {
    const resources = { requests: { memory: '256Mi' }, limits: { memory: '256Mi' } };
    expect(floorProblems({ resources }, engine).map(({ path }) => path)).toEqual([
      'resources.requests.memory',
    ]);
  });

  it('accepts amounts at the floors, unset amounts, and no volume', () => {
    expect(floorProblems({ resources: { limits: { memory: '512Mi' } } }, engine)).toEqual([]);
    expect(floorProblems({ persistence: { enabled: false, size: '1Gi' } }, engine)).toEqual([]);
  });

  it.each(services)('accepts every preset of $type', (service) => {
    for (const preset of Object.values(service.sizes))
      expect(floorProblems({ resources: presetResources(preset) }, service)).toEqual([]);
  });
});
