import { useQuery } from '@apollo/client/react';
import { useSession } from '../app/session';
import { LoadProblem } from '../errors/load-problem';
import { problemOf } from '../errors/problem';
import { type OfferingFragment, OfferingsDocument } from '../graphql/generated/graphql';
import { formatNumber } from '../ui/format';
import { productLabel } from './label';
import { isUsedUp, QuotaBar } from './quota-bar';
import { requirementWords } from './requirements';

/** What the caller may download with, and what is left of it: in one line, and on opening it in full. */
export function Allowances() {
  const { data, loading, error, refetch } = useQuery(OfferingsDocument);
  const { isSignedIn, openSignIn } = useSession();
  const offerings = data?.productOfferings;
  if (error && !offerings) {
    return (
      <div className="allowances">
        <LoadProblem problem={problemOf(error)} onRetry={() => refetch()} isMinor />
      </div>
    );
  }
  if (offerings?.length === 0) {
    return (
      <div className="allowances none">
        <p>{isSignedIn ? 'You hold' : 'The service’s account holds'} no active product to download with.</p>
        {!isSignedIn && (
          <button type="button" className="link" onClick={openSignIn}>
            Sign in
          </button>
        )}
      </div>
    );
  }
  return (
    <details className="allowances">
      <summary>
        <h2>Your allowance</h2>
        {loading && !offerings && <span className="hint">Looking up your products…</span>}
        <span className="allowances-line">
          {offerings?.map((offering) => (
            <Short key={offering.id} offering={offering} />
          ))}
        </span>
      </summary>
      <ul className="plain">
        {offerings?.map((offering) => (
          <li key={offering.id} className="allowance" data-product={offering.productId}>
            <h3>{nameOf(offering)}</h3>
            <QuotaBar offering={offering} />
            {requirementWords(offering) && <p className="hint">{requirementWords(offering)}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}

const nameOf = ({ name, type, typeName }: OfferingFragment): string => name ?? productLabel(type, typeName);

function Short({ offering }: { readonly offering: OfferingFragment }) {
  const remaining = offering.quota?.remaining;
  return (
    <span className={isUsedUp(offering) ? 'tag bad' : 'tag'}>
      {nameOf(offering)}
      {remaining != null && <strong> {formatNumber(remaining)}</strong>}
    </span>
  );
}
