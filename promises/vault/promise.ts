import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { vault as service } from './service.ts';

/** One Vault service with the name of its request. */
export const vault = servicePromise(service, services);
