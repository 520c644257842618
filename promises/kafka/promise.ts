import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { kafka as service } from './service.ts';

/** One Kafka service with the name of its request. */
export const kafka = servicePromise(service, services);
