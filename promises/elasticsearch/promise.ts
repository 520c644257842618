import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { elasticsearch as service } from './service.ts';

/** One Elasticsearch service with the name of its request. */
export const elasticsearch = servicePromise(service, services);
