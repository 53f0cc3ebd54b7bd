import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useSession } from '../app/session';
import { problemOf } from '../errors/problem';
import { ProblemNote } from '../errors/problem-note';
import { OfferingsDocument } from '../graphql/generated/graphql';
import { productLabel } from './label';
import { QuotaBar } from './quota-bar';
import { requirementWords } from './requirements';

/** What the caller may download with, and what is left of it. */
export function Allowances() {
  const { data, loading, error, refetch } = useQuery(OfferingsDocument);
  const { isSignedIn, openSignIn } = useSession();
  // Beside the pictures where there is room; folded away above them where there is none.
  const [isOpen, setOpen] = useState(() => window.matchMedia('(min-width: 64rem)').matches);
  const offerings = data?.productOfferings;
  return (
    <details className="allowances" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>Your allowance</h2>
      </summary>
      {loading && !offerings && <p className="hint">Looking up your products…</p>}
      {error && !offerings && <ProblemNote problem={problemOf(error)} onRetry={() => refetch()} />}
      {offerings?.length === 0 && (
        <div className="note">
          <p>{isSignedIn ? 'You hold' : 'The service’s account holds'} no active product to download with.</p>
          {!isSignedIn && (
            <button type="button" className="button" onClick={openSignIn}>
              Sign in
            </button>
          )}
        </div>
      )}
      <ul className="plain" hidden={!offerings?.length}>
        {offerings?.map((offering) => (
          <li key={offering.id} className="allowance" data-product={offering.productId}>
            <h3>{offering.name ?? productLabel(offering.type, offering.typeName)}</h3>
            <QuotaBar offering={offering} />
            {requirementWords(offering) && <p className="hint">{requirementWords(offering)}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
