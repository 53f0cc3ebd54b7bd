import type { ApolloClient } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { DownloadStore } from '../download/download-store';
import { PendingDownloads } from '../download/pending';
import { createClient } from '../graphql/client';
import { SignInDialog } from './sign-in-dialog';

interface Session {
  /** Whether a token is used; otherwise the service's own account is. */
  readonly isSignedIn: boolean;
  readonly downloads: DownloadStore;
  openSignIn(): void;
  signOut(): void;
}

interface Caller {
  readonly token: string | null;
  readonly client: ApolloClient;
  readonly downloads: DownloadStore;
}

const SessionContext = createContext<Session | null>(null);

function callerWith(token: string | null): Caller {
  const client = createClient(token);
  return { token, client, downloads: new DownloadStore(client, new PendingDownloads(token)) };
}

/**
 * Who is calling. The token lives in this component's memory and nowhere else: a reload forgets it, and no other
 * page or script of another tab can find it. Another caller starts with an empty cache.
 */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [caller, setCaller] = useState(() => callerWith(null));
  const [isSigningIn, setSigningIn] = useState(false);
  const session = useMemo<Session>(
    () => ({
      isSignedIn: caller.token !== null,
      downloads: caller.downloads,
      openSignIn: () => setSigningIn(true),
      signOut: () => setCaller(callerWith(null)),
    }),
    [caller],
  );
  const signIn = (token: string) => {
    setCaller(callerWith(token));
    setSigningIn(false);
  };
  return (
    <SessionContext value={session}>
      <ApolloProvider client={caller.client}>{children}</ApolloProvider>
      {isSigningIn && <SignInDialog onSignIn={signIn} onClose={() => setSigningIn(false)} />}
    </SessionContext>
  );
}

/** The session around a component. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('There is no SessionProvider around this component.');
  return session;
}
