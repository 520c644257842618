import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { postgresql as service } from './service.ts';

/** One PostgreSQL service with the name of its request. */
export const postgresql = servicePromise(service, services);
