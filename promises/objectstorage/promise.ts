import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { objectstorage as service } from './service.ts';

/** One ObjectStorage service with the name of its request. */
export const objectstorage = servicePromise(service, services);
