import type { PromiseDefinition } from '../shared/promise/define-promise.ts';
import { applicationClaim } from './application-claim/promise.ts';
import { bootstrapClaim } from './bootstrap-claim/promise.ts';
import { platformApplicationClaim } from './platform-application-claim/promise.ts';

export const definitions: readonly PromiseDefinition[] = [applicationClaim, bootstrapClaim, platformApplicationClaim];
