import type { Reply } from '../http/reply.js';
import type { State } from '../state.js';

/** Headers of search and metadata responses: cacheable, but not for another caller or language. */
export function cacheable(state: State, reply: Reply): Reply {
  if (!state.options.cacheHeaders) return reply;
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'cache-control': 'max-age=86400',
      age: '0',
      'x-cache': 'Miss from cloudfront',
      vary: 'Accept-Encoding, Authorization, Api-Key, Accept, GI-Country-Code, Accept-Language',
    },
  };
}
