import type { DownloadServices } from '../downloads/services.js';
import type { GettyClients } from '../getty/clients/create-getty.js';
import type { Clock } from '../lib/clock.js';

/** What all requests share; made once at the start (`app.ts`). */
export interface Services {
  readonly getty: GettyClients;
  readonly clock: Clock;
  readonly downloads: DownloadServices;
}
