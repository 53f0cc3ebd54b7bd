import type { OfferingFragment } from '../graphql/generated/graphql';
import { formatDay, formatNumber } from '../ui/format';

/** How much of a product is left, in words and as a bar. */
export function QuotaBar({ offering }: { readonly offering: OfferingFragment }) {
  const { quota } = offering;
  if (!quota) return <p className="quota-words">No limit is kept for this product.</p>;
  const { limit, remaining, overage, resetsAt, period, creditsRemaining } = quota;
  const share = limit && remaining !== null ? Math.min(1, Math.max(0, remaining / limit)) : null;
  const level = share === null ? 'unknown' : isUsedUp(offering) ? 'empty' : share < 0.1 ? 'low' : 'fine';
  return (
    <div className="quota" data-level={level}>
      <p className="quota-words">
        {remaining === null ? (
          'What is left is not known.'
        ) : (
          <>
            <strong>{formatNumber(remaining)}</strong>
            {limit !== null && ` of ${formatNumber(limit)}`} left{period ? `, ${period.toLowerCase()}` : ''}
          </>
        )}
        {level === 'empty' && <span className="tag bad">Used up</span>}
      </p>
      {share !== null && (
        <div className="quota-track" aria-hidden="true">
          <div className="quota-level" style={{ inlineSize: `${share * 100}%` }} />
        </div>
      )}
      {creditsRemaining !== null && <p className="hint">{formatNumber(creditsRemaining)} credits left.</p>}
      {resetsAt && <p className="hint">Fills up on {formatDay(resetsAt)}.</p>}
      {overage?.limit != null && (
        <p className="hint">
          {overage.isReached || overage.remaining === 0
            ? 'Nothing is left beyond the limit either.'
            : `${formatNumber(overage.remaining ?? overage.limit)} more beyond the limit.`}
        </p>
      )}
    </div>
  );
}

/** Whether a product certainly has nothing left, overage included. */
export function isUsedUp({ quota }: OfferingFragment): boolean {
  if (!quota || quota.remaining === null || quota.remaining > 0) return false;
  return !quota.overage || quota.overage.isReached === true || quota.overage.remaining === 0;
}
