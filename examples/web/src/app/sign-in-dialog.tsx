import { type FormEvent, useState } from 'react';
import { adviceFor } from '../errors/advice';
import { problemOf } from '../errors/problem';
import { serviceUrl } from '../graphql/client';
import { Dialog } from '../ui/dialog';
import { testAccounts, tokenCommand } from './test-accounts';

interface SignInDialogProps {
  /** Tries a token; what is wrong with it, or `null`. */
  readonly onSignIn: (token: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for an access token of Getty Images, and tries it before it is used. */
export function SignInDialog({ onSignIn, onClose }: SignInDialogProps) {
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState('');
  const [isTrying, setTrying] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isTrying) return;
    // Copied from a header or a terminal, it comes with its prefix and with blanks.
    const token = text.trim().replace(/^bearer\s+/i, '');
    if (!/^[\x21-\x7e]+$/.test(token)) {
      setRefusal('That is not a token: it must be one run of letters, figures and signs.');
      return;
    }
    setTrying(true);
    setRefusal('');
    const error = await onSignIn(token);
    if (error) setRefusal(wordsFor(error));
    setTrying(false);
  };
  return (
    <Dialog title="Sign in" onClose={onClose} className="narrow">
      <form onSubmit={submit} className="stack">
        <p>
          Paste an access token of Getty Images. It is kept in this tab’s memory only and is forgotten when
          you reload.
        </p>
        <div className="field">
          <label htmlFor="token">Access token</label>
          <input
            id="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={refusal !== ''}
            aria-describedby="token-hint"
          />
          <p id="token-hint" className={refusal ? 'hint bad' : 'hint'} role={refusal ? 'alert' : undefined}>
            {refusal || 'Tokens live for half an hour; then you are asked for a new one.'}
          </p>
        </div>
        <div className="actions">
          <button type="submit" className="button primary" aria-disabled={isTrying}>
            {isTrying ? 'Trying it…' : 'Sign in'}
          </button>
        </div>
      </form>
      {isLocal(serviceUrl) && <TestAccounts />}
    </Dialog>
  );
}

/** Whether a service runs on this machine, where the simulator usually stands in for Getty Images. */
const isLocal = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url, window.location.href).hostname);

/** The accounts that the simulator has, and how to get a token of one. */
function TestAccounts() {
  return (
    <details className="accounts">
      <summary>Test accounts of the simulator</summary>
      <p className="hint">
        For a token, run this in a shell, with the simulator’s address that <code>npm start</code> prints and
        one of the names below:
      </p>
      <pre>
        <code>{tokenCommand}</code>
      </pre>
      <dl>
        {testAccounts.map(([name, situation]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{situation}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function wordsFor(error: unknown): string {
  const { code, message } = problemOf(error);
  if (code === 'UNAUTHENTICATED')
    return 'Getty Images does not accept this token. It may have run out: get a new one and paste it here.';
  const { title, todo } = adviceFor(code, message);
  return `${title}. ${todo}`;
}
