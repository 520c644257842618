import { servicePromise } from '../../shared/service/service-promise.ts';
import { services } from '../services.ts';
import { rabbitmq as service } from './service.ts';

/** One RabbitMQ service with the name of its request. */
export const rabbitmq = servicePromise(service, services);
