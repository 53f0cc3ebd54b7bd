import { deliveredFile, delivery } from '../delivery/delivery.js';
import { media } from '../delivery/media.js';
import { authorize, authorizePage } from '../oauth/authorize.js';
import { oauthMetadata, token } from '../oauth/token.js';
import { Pictures } from '../pictures/render-jpeg.js';
import type { State } from '../state.js';
import type { SimulatedApi } from '../types.js';
import { V1_OPERATIONS } from '../v1/operations.js';
import { singleStepDownload } from '../v2/download.js';
import { imagesByArtist, videosByArtist } from '../v3/artists.js';
import { assetHistory } from '../v3/asset-history.js';
import { downloadImage, downloadVideo } from '../v3/downloads.js';
import { event, events, searchEvents } from '../v3/events.js';
import { history } from '../v3/history.js';
import { image, images } from '../v3/images.js';
import { currentCustomer, products } from '../v3/products.js';
import { collections, countries } from '../v3/reference-data.js';
import { imagesLike, relatedImages, relatedVideos } from '../v3/related.js';
import { search } from '../v3/search.js';
import { searchVideos } from '../v3/search-videos.js';
import { video, videos } from '../v3/videos.js';
import { gateway } from './auth.js';
import type { Reply } from './reply.js';
import type { SimulatedRequest } from './simulated-request.js';

/** Carries out a request and makes its response. */
export type Handler = (state: State, request: SimulatedRequest) => Reply;

/** An operation, and the path it is found at. */
export interface Route {
  readonly api: SimulatedApi;
  readonly method: string;
  readonly path: string;
  /** The name that faults and records know it by. */
  readonly operation: string;
  readonly handler: Handler;
}

function behindGateway(handler: Handler): Handler {
  return (state, request) => gateway(state, request) ?? handler(state, request);
}

function v3(method: string, path: string, handler: Handler): Route {
  return { api: 'v3', method, path, operation: `${method} ${path}`, handler: behindGateway(handler) };
}

function open(api: SimulatedApi, method: string, path: string, handler: Handler): Route {
  return { api, method, path, operation: `${method} ${path}`, handler };
}

/** Every operation there is. */
export function allRoutes(): Route[] {
  const pictures = new Pictures();
  return [
    open('oauth', 'POST', '/oauth2/token', token),
    { ...open('oauth', 'POST', '/v4/oauth2/token', token), operation: 'POST /oauth2/token' },
    open('oauth', 'GET', '/oauth2/auth', authorizePage),
    open('oauth', 'POST', '/oauth2/auth', authorize),
    open('oauth', 'GET', '/.well-known/oauth-authorization-server', oauthMetadata),
    v3('GET', '/v3/search/images', search('blended')),
    v3('GET', '/v3/search/images/creative', search('creative')),
    v3('GET', '/v3/search/images/creative/by-image', imagesLike),
    v3('GET', '/v3/search/images/editorial', search('editorial')),
    v3('GET', '/v3/search/events', searchEvents),
    v3('GET', '/v3/collections', collections),
    v3('GET', '/v3/countries', countries),
    v3('GET', '/v3/events', events),
    v3('GET', '/v3/events/{id}', event),
    v3('GET', '/v3/artists/images', imagesByArtist),
    v3('GET', '/v3/artists/videos', videosByArtist),
    v3('GET', '/v3/images', images),
    v3('GET', '/v3/images/{id}', image),
    v3('GET', '/v3/images/{id}/similar', relatedImages('similar')),
    v3('GET', '/v3/images/{id}/same-series', relatedImages('same-series')),
    v3('GET', '/v3/videos/{id}/similar', relatedVideos('similar')),
    v3('GET', '/v3/videos/{id}/same-series', relatedVideos('same-series')),
    v3('GET', '/v3/images/{id}/downloadhistory', assetHistory('image')),
    v3('GET', '/v3/videos/{id}/downloadhistory', assetHistory('video')),
    v3('GET', '/v3/search/videos', searchVideos('blended')),
    v3('GET', '/v3/search/videos/creative', searchVideos('creative')),
    v3('GET', '/v3/search/videos/editorial', searchVideos('editorial')),
    v3('GET', '/v3/videos', videos),
    v3('GET', '/v3/videos/{id}', video),
    v3('GET', '/v3/products', products),
    v3('GET', '/v3/customers/current', currentCustomer),
    v3('GET', '/v3/downloads', history),
    v3('POST', '/v3/downloads/images/{id}', downloadImage),
    v3('POST', '/v3/downloads/videos/{id}', downloadVideo),
    open('v2', 'POST', '/v2/download/{id}', behindGateway(singleStepDownload)),
    ...V1_OPERATIONS.map(({ path, name, handler }) => ({
      api: 'v1' as const,
      method: 'POST',
      path,
      operation: name,
      handler,
    })),
    open('delivery', 'GET', '/delivery/{opaque}', delivery),
    open('delivery', 'GET', '/delivery/{opaque}/file', deliveredFile(pictures)),
    open('media', 'GET', '/media/{kind}/{id}/{size}.jpg', media(pictures)),
  ];
}
