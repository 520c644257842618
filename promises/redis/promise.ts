import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { redis as service } from './service.ts';

/** One Redis service with the name of its request. */
export const redis = servicePromise(service, services);
