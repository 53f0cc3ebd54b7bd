import type { Config } from './config/config.js';
import type { GettySettings } from './getty/clients/create-getty.js';
import type { Grant } from './getty/oauth/token.client.js';

const toGrant = (grant: Config['getty']['grant']): Grant => {
  switch (grant.kind) {
    case 'client_credentials':
      return { type: grant.kind };
    case 'password':
      return { type: grant.kind, username: grant.username, password: grant.password.reveal() };
    case 'refresh_token':
      return { type: grant.kind, refreshToken: grant.refreshToken.reveal() };
    default:
      return grant satisfies never;
  }
};

const toV1Credentials = ({ system, grant }: Config['getty']): GettySettings['v1Credentials'] =>
  system === null || grant.kind !== 'password'
    ? null
    : {
        systemId: system.id.reveal(),
        systemPassword: system.password.reveal(),
        userName: grant.username,
        userPassword: grant.password.reveal(),
      };

/**
 * What the clients of Getty Images' APIs take from the settings.
 * @param current the API key of the moment; left out: that of the settings
 */
export const toGettySettings = (
  { getty }: Pick<Config, 'getty'>,
  current?: () => Config['getty']['credentials'],
): GettySettings => {
  if (getty.credentials === null)
    throw new Error('The app needs credentials; the start supplies the simulator’s.');
  const atStart = getty.credentials;
  return {
    apiUrl: getty.apiUrl,
    authUrl: getty.authUrl,
    connectUrl: getty.connectUrl,
    apis: getty.apis,
    usesBlendedSearch: getty.usesBlendedSearch,
    credentials: () => {
      const { apiKey, apiSecret } = current?.() ?? atStart;
      return { apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() };
    },
    grant: toGrant(getty.grant),
    v1Credentials: toV1Credentials(getty),
    timeoutMs: getty.timeoutMs,
  };
};
