import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { mongodb as service } from './service.ts';

/** One MongoDB service with the name of its request. */
export const mongodb = servicePromise(service, services);
