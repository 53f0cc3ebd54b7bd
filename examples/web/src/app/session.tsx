import type { ApolloClient } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { createContext, Fragment, type ReactNode, useContext, useMemo, useState } from 'react';
import { DownloadStore } from '../download/download-store';
import { PendingDownloads } from '../download/pending';
import { createClient } from '../graphql/client';
import { ViewerDocument } from '../graphql/generated/graphql';
import { SignInDialog } from './sign-in-dialog';

interface Session {
  /** Whether a token is used; otherwise the service's own account is. */
  readonly isSignedIn: boolean;
  readonly downloads: DownloadStore;
  openSignIn(): void;
  signOut(): void;
}

interface Caller {
  /** Another one at every change. */
  readonly id: string;
  readonly isSignedIn: boolean;
  readonly client: ApolloClient;
  readonly downloads: DownloadStore;
}

const SessionContext = createContext<Session | null>(null);

/** @param person whose downloads these are, `null` for the service's own account */
function callerWith(client: ApolloClient, person: string | null): Caller {
  const downloads = new DownloadStore(client, new PendingDownloads(person));
  return { id: crypto.randomUUID(), isSignedIn: person !== null, client, downloads };
}

const serviceAccount = (): Caller => callerWith(createClient(null), null);

/**
 * Who is calling. The token lives in the memory of this page and nowhere else: a reload forgets it, and no other tab
 * can find it. Another caller starts afresh, with nothing of what the one before was shown or had selected.
 */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [caller, setCaller] = useState(serviceAccount);
  const [isSigningIn, setSigningIn] = useState(false);
  const session = useMemo<Session>(
    () => ({
      isSignedIn: caller.isSignedIn,
      downloads: caller.downloads,
      openSignIn: () => setSigningIn(true),
      signOut: () => setCaller(serviceAccount()),
    }),
    [caller],
  );
  const signIn = async (token: string): Promise<unknown> => {
    const client = createClient(token);
    const { data, error } = await client.query({ query: ViewerDocument });
    if (error) return error;
    // The next token of the same person finds the downloads again that this one left without an end.
    setCaller(callerWith(client, data?.viewer?.name ?? token));
    setSigningIn(false);
    return null;
  };
  return (
    <SessionContext value={session}>
      <ApolloProvider client={caller.client}>
        <Fragment key={caller.id}>{children}</Fragment>
      </ApolloProvider>
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
