import type { EndpointGroup, TransportErrorCode } from './transport.js';

/** What happened on the road, for logs and metrics. No URLs, headers or bodies. */
export type TransportEvent =
  | {
      /** One request was answered, or was not. Retries and redirects are calls of their own. */
      readonly kind: 'call';
      readonly host: string;
      readonly group: EndpointGroup;
      readonly operation: string;
      readonly requestId: string;
      /** `null` when no answer came. */
      readonly status: number | null;
      readonly trouble: TransportErrorCode | null;
      readonly isSent: boolean;
      /** From having a slot to the last byte, in milliseconds. */
      readonly durationMs: number;
    }
  | {
      /** A read that needed no call of its own: kept before, or already under way for somebody else. */
      readonly kind: 'avoided';
      readonly group: EndpointGroup;
      readonly operation: string;
      readonly by: 'cache' | 'sharing';
    }
  | {
      readonly kind: 'breaker';
      readonly host: string;
      readonly group: EndpointGroup;
      readonly state: 'open' | 'half-open' | 'closed';
    };

/** Hears of every event; must be quick and never throw. */
export type TransportObserver = (event: TransportEvent) => void;
