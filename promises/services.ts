import type { ServiceDefinition } from '../shared/promise/define-service.ts';
import { postgresql } from './postgresql/service.ts';

export const services: readonly ServiceDefinition[] = [postgresql];
