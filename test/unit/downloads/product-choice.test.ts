import { describe, expect, it } from 'vitest';
import { isExhausted } from '../../../src/catalog/products/is-exhausted.js';
import { findProduct } from '../../../src/catalog/products/product-offerings.js';
import { chooseProduct, type Entitlement, toEntitlement } from '../../../src/downloads/product-choice.js';
import {
  checkRequirements,
  exhaustedFailure,
  explainRefusal,
  getRequirements,
  quotaExhausted,
  type RefusalContext,
} from '../../../src/downloads/refusal-reasons.js';
import type { Overage, Quota } from '../../../src/getty/model/product.js';
import { productOf, quotaOf, refOf, requestOf, UPSTREAM, usedUpOf } from './samples.js';

const overage = (part: Partial<Overage>): Overage => ({
  limit: null,
  used: null,
  remaining: null,
  isReached: null,
  ...part,
});

describe('exhausted products', () => {
  it.each<[string, Quota | null, boolean]>([
    ['no quota at all', null, false],
    ['something left', quotaOf({ remaining: 1 }), false],
    ['nothing left', quotaOf({ remaining: 0 }), true],
    ['less than nothing', quotaOf({ remaining: -3 }), true],
    ['what is left is not said', quotaOf({ remaining: null }), false],
    [
      'nothing left, but overage',
      quotaOf({ remaining: 0, overage: overage({ limit: 10, remaining: 2 }) }),
      false,
    ],
    [
      'nothing left, nor overage',
      quotaOf({ remaining: 0, overage: overage({ limit: 10, remaining: 0 }) }),
      true,
    ],
    [
      'overage is reached',
      quotaOf({ remaining: 0, overage: overage({ remaining: 5, isReached: true }) }),
      true,
    ],
    ['no overage is allowed', quotaOf({ remaining: 0, overage: overage({ limit: 0 }) }), true],
    ['overage of which nothing is said', quotaOf({ remaining: 0, overage: overage({}) }), false],
    ['overage is reached, but something is left', quotaOf({ overage: overage({ isReached: true }) }), false],
    ['credits', quotaOf({ limit: null, remaining: null, creditsRemaining: 3 }), false],
    ['no credits', quotaOf({ limit: null, remaining: null, creditsRemaining: 0 }), true],
    ['no credits, but a limit beside them', quotaOf({ remaining: null, creditsRemaining: 0 }), false],
  ])('%s: %s', (_what, quota, is) => {
    expect(isExhausted(productOf('premiumaccess', '1', { quota }))).toBe(is);
  });
});

describe('the product that a reference means', () => {
  const premium = productOf('premiumaccess', '1');
  const second = productOf('premiumaccess', '2');
  const easy = productOf('easyaccess', '3');
  const odd = productOf('Holographic', '4');
  const odder = productOf('psychic', '5');

  it.each([
    ['its id', refOf('premiumaccess', '2'), [premium, second], second],
    ['its id, though another word stands beside', refOf('easyaccess', '2'), [premium, second], second],
    ['an id that is not held', refOf('premiumaccess', '9'), [premium], null],
    ['the only one of its kind', refOf('premiumaccess'), [premium, easy], premium],
    ['one of two of its kind', refOf('premiumaccess'), [premium, second], null],
    ['none of its kind', refOf('imagepack'), [premium], null],
    ['an unknown type, by its name', refOf('holographic'), [odd, odder], odd],
    ['nothing among nothing', refOf('premiumaccess'), [], null],
  ])('a product reference resolves by %s', (_what, ref, products, product) => {
    expect(findProduct(products, ref)).toBe(product);
  });
});

describe('which product pays', () => {
  const nothing: Entitlement = { downloadProduct: null, allowed: [], productTypes: [] };
  const premium = productOf('premiumaccess', '1');
  const easy = productOf('easyaccess', '3');
  const choose = (
    part: Parameters<typeof requestOf>[0],
    entitlement: Partial<Entitlement>,
    products = [premium, easy],
    exhausted: readonly string[] = [],
  ) => chooseProduct(requestOf(part), { ...nothing, ...entitlement }, products, new Set(exhausted));
  const allowed = [refOf('easyaccess', '3'), refOf('premiumaccess', '1')];

  it('the instance that the caller named is chosen, whatever the asset lists', () => {
    const byBoth = choose(
      { productType: 'PREMIUM_ACCESS', productId: '1' },
      { downloadProduct: refOf('easyaccess') },
    );
    expect(byBoth).toEqual({ ref: refOf('premiumaccess', '1'), product: premium });
    expect(choose({ productId: '3' }, { allowed })).toEqual({ ref: refOf('easyaccess', '3'), product: easy });
  });

  it('of a named type the instance that the asset allows is chosen, with something left first', () => {
    const two = [refOf('premiumaccess', '1'), refOf('premiumaccess', '2')];
    const named = { productType: 'PREMIUM_ACCESS' } as const;
    const second = productOf('premiumaccess', '2');
    expect(choose(named, { allowed: two }, [usedUpOf('premiumaccess', '1'), second]).ref?.productId).toBe(
      '2',
    );
    const inactive = productOf('premiumaccess', '1', { status: 'INACTIVE' });
    expect(choose(named, { allowed: two }, [inactive, second]).ref?.productId).toBe('2');
    const bothUsedUp = [usedUpOf('premiumaccess', '1'), usedUpOf('premiumaccess', '2')];
    expect(choose(named, { allowed: two }, bothUsedUp).ref?.productId).toBe('1');
  });

  it('the only instance of a named type is chosen where the asset lists none', () => {
    expect(choose({ productType: 'PREMIUM_ACCESS' }, {})).toEqual({
      ref: refOf('premiumaccess', '1'),
      product: premium,
    });
    expect(choose({ productType: 'IMAGE_PACK' }, {})).toEqual({ ref: refOf('imagepack'), product: null });
  });

  it('Getty Images’ download_product is chosen first, also when exhausted', () => {
    const own = { downloadProduct: refOf('premiumaccess', '1'), allowed };
    expect(choose({}, own).ref).toEqual(refOf('premiumaccess', '1'));
    expect(choose({}, own, [usedUpOf('premiumaccess', '1'), easy]).ref?.productId).toBe('1');
    expect(choose({}, { ...own, downloadProduct: refOf('premiumaccess') }).ref?.productId).toBe('1');
  });

  it('without download_product the first product with something left is chosen, else the first', () => {
    expect(choose({}, { allowed }).ref?.productId).toBe('3');
    expect(choose({}, { allowed }, [premium, usedUpOf('easyaccess', '3')]).ref?.productId).toBe('1');
    expect(
      choose({}, { allowed }, [usedUpOf('premiumaccess', '1'), usedUpOf('easyaccess', '3')]).ref?.productId,
    ).toBe('3');
    expect(choose({}, { allowed }, []).ref?.productId).toBe('3');
  });

  it('without any product none is named, and Getty Images decides', () => {
    expect(choose({}, {})).toEqual({ ref: null, product: null });
    expect(choose({}, {}, [])).toEqual({ ref: null, product: null });
  });

  it('products exhausted in the same operation are skipped, download_product included', () => {
    const own = { downloadProduct: refOf('easyaccess', '3'), allowed };
    expect(choose({}, own, [premium, easy], ['3']).ref?.productId).toBe('1');
    expect(choose({}, { allowed }, [premium, easy], ['3']).ref?.productId).toBe('1');
    expect(choose({}, { allowed }, [premium, easy], ['3', '1'])).toEqual({ ref: null, product: null });
    expect(choose({ productId: '3' }, { allowed }, [premium, easy], ['3']).ref?.productId).toBe('3');
  });

  it.each([
    [{ productId: '9' }, [premium], /holds no product 9/],
    [{ productId: '1', productType: 'EASY_ACCESS' }, [premium], /is of type PREMIUM_ACCESS, not EASY_ACCESS/],
  ] as const)('the choice of %j is refused', (part, products, message) => {
    expect(() => choose(part, {}, [...products])).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: ['input', 'productId'],
        message: expect.stringMatching(message),
      }),
    );
  });

  it('a named product id is used where the products cannot be read', () => {
    expect(choose({ productId: '3' }, { allowed }, [])).toEqual({
      ref: refOf('easyaccess', '3'),
      product: null,
    });
    expect(choose({ productId: '9' }, {}, []).ref).toMatchObject({ productType: 'UNKNOWN', productId: '9' });
  });

  it('no product is chosen for an image that was not read', () => {
    expect(toEntitlement(null)).toEqual(nothing);
    expect(toEntitlement({ downloadProduct: null, largestDownloads: undefined, productTypes: null })).toEqual(
      nothing,
    );
  });
});

describe('the reason why no product covers an asset', () => {
  const facts = (part: Partial<RefusalContext>): RefusalContext => ({
    entitlement: { downloadProduct: null, allowed: [], productTypes: [] },
    products: [],
    ref: null,
    unsupported: new Set(),
    ...part,
  });
  const entitled = (part: Partial<Entitlement>): Entitlement => ({
    downloadProduct: null,
    allowed: [],
    productTypes: [],
    ...part,
  });
  const code = (part: Partial<RefusalContext>): string => explainRefusal(facts(part), UPSTREAM).code;
  const spent = usedUpOf('premiumaccess', '1');

  it.each<[string, Partial<RefusalContext>, string]>([
    [
      'the product it was sent with is used up',
      { ref: refOf('premiumaccess', '1'), products: [spent] },
      'QUOTA_EXHAUSTED',
    ],
    [
      'the product it was sent with has something left',
      { ref: refOf('premiumaccess', '1'), products: [productOf('premiumaccess', '1')] },
      'NOT_ENTITLED',
    ],
    ['another product is used up', { ref: refOf('premiumaccess', '2'), products: [spent] }, 'NOT_ENTITLED'],
    [
      'the kind it was sent with is used up',
      { ref: refOf('premiumaccess'), products: [spent] },
      'QUOTA_EXHAUSTED',
    ],
    [
      'a product that the asset allows is used up',
      { entitlement: entitled({ allowed: [refOf('premiumaccess', '1')] }), products: [spent] },
      'QUOTA_EXHAUSTED',
    ],
    [
      'a product that its allowance hides from the list is used up',
      { entitlement: entitled({ productTypes: ['PREMIUM_ACCESS'] }), products: [spent] },
      'QUOTA_EXHAUSTED',
    ],
    [
      'Getty’s own choice is used up',
      { entitlement: entitled({ downloadProduct: refOf('premiumaccess') }), products: [spent] },
      'QUOTA_EXHAUSTED',
    ],
    [
      'one of two that fit has something left',
      {
        entitlement: entitled({ productTypes: ['PREMIUM_ACCESS', 'EASY_ACCESS'] }),
        products: [spent, productOf('easyaccess', '3')],
      },
      'NOT_ENTITLED',
    ],
    [
      'the one used up is not active',
      { ref: refOf('premiumaccess', '1'), products: [{ ...spent, status: 'INACTIVE' }] },
      'NOT_ENTITLED',
    ],
    [
      'the version cannot serve the one used up',
      {
        entitlement: entitled({ productTypes: ['IMAGE_PACK'] }),
        products: [usedUpOf('imagepack', '1')],
        unsupported: new Set(['IMAGE_PACK'] as const),
      },
      'NOT_ENTITLED',
    ],
    [
      'nothing fits',
      { entitlement: entitled({ productTypes: ['EASY_ACCESS'] }), products: [spent] },
      'NOT_ENTITLED',
    ],
    ['nothing is known', {}, 'NOT_ENTITLED'],
  ])('%s: %s', (_what, part, expected) => {
    expect(code(part)).toBe(expected);
  });

  it('QUOTA_EXHAUSTED has resetsAt', () => {
    expect(
      explainRefusal(facts({ ref: refOf('premiumaccess', '1'), products: [spent] }), UPSTREAM),
    ).toMatchObject({
      code: 'QUOTA_EXHAUSTED',
      message:
        '“Our premiumaccess” has no downloads left in this period. It fills up again at 2026-06-01T00:00:00.000Z.',
      resetsAt: new Date('2026-06-01T00:00:00Z'),
      product: refOf('premiumaccess', '1'),
      isRetryable: false,
      upstream: UPSTREAM,
    });
  });

  it('NOT_ENTITLED has allowedProductTypes', () => {
    const entitlement = entitled({
      downloadProduct: refOf('imagepack'),
      allowed: [refOf('easyaccess', '3'), refOf('easyaccess', '4')],
      productTypes: ['PREMIUM_ACCESS', 'EASY_ACCESS'],
    });
    expect(explainRefusal(facts({ entitlement }), null)).toMatchObject({
      code: 'NOT_ENTITLED',
      allowedProductTypes: ['EASY_ACCESS', 'PREMIUM_ACCESS', 'IMAGE_PACK'],
      message: expect.stringContaining('EASY_ACCESS or PREMIUM_ACCESS or IMAGE_PACK'),
      upstream: null,
    });
  });

  it('a refusal without a known product names the allowed types', () => {
    expect(quotaExhausted(null, refOf('premiumaccess', '7'), null)).toMatchObject({
      product: refOf('premiumaccess', '7'),
      resetsAt: null,
      message: '“premiumaccess” has no downloads left in this period.',
    });
    expect(quotaExhausted(null, null, null)).toMatchObject({
      product: null,
      message: 'The product has no downloads left in this period.',
    });
  });

  it('only products known to be exhausted are refused before sending', () => {
    const ref = refOf('premiumaccess', '1');
    expect(exhaustedFailure({ ref, product: spent })?.code).toBe('QUOTA_EXHAUSTED');
    expect(exhaustedFailure({ ref, product: productOf('premiumaccess', '1') })).toBeNull();
    expect(exhaustedFailure({ ref, product: null })).toBeNull();
  });
});

describe('download requirements', () => {
  const want = (isNoteRequired: boolean, isProjectCodeRequired: boolean, ...projectCodes: string[]) => ({
    isNoteRequired,
    isProjectCodeRequired,
    projectCodes,
  });

  it.each([
    ['nothing is wanted', null, {}, null],
    ['nothing is required', want(false, false, 'P-1'), {}, null],
    ['a code that is not required is not checked', want(false, false, 'P-1'), { projectCode: 'X' }, null],
    ['a note is missing', want(true, false), {}, 'note'],
    ['a note is there', want(true, false), { note: 'n' }, null],
    ['a code is missing', want(false, true), {}, 'projectCode'],
    ['any code will do', want(false, true), { projectCode: 'X' }, null],
    ['a code of the list', want(false, true, 'P-1', 'P-2'), { projectCode: 'P-2' }, null],
    [
      'a code that is not on the list',
      want(false, true, 'P-1', 'P-2'),
      { projectCode: 'p-2' },
      'projectCode',
    ],
    ['both are missing: the code first', want(true, true), {}, 'projectCode'],
    ['the code is right, the note is missing', want(true, true, 'P-1'), { projectCode: 'P-1' }, 'note'],
    ['both are there', want(true, true, 'P-1'), { projectCode: 'P-1', note: 'n' }, null],
  ])('%s', (_what, requirements, part, field) => {
    const unmet = checkRequirements(requestOf(part), requirements, UPSTREAM);
    expect(unmet?.field ?? null).toEqual(field === null ? null : ['input', field]);
    if (field !== null)
      expect(unmet).toMatchObject({
        code: 'DOWNLOAD_REQUIREMENTS_NOT_MET',
        requirements,
        upstream: UPSTREAM,
      });
  });

  it('missing requirements list the project codes', () => {
    expect(checkRequirements(requestOf(), want(false, true, 'P-1', 'P-2'))?.message).toContain(
      'one of: P-1, P-2.',
    );
  });

  it('requirements are those of the paying product', () => {
    const requirements = want(true, false);
    const products = [productOf('premiumaccess', '1', { requirements }), productOf('easyaccess', '3')];
    expect(getRequirements(products, refOf('premiumaccess', '1'))).toBe(requirements);
    expect(getRequirements(products, refOf('easyaccess'))).toBeNull();
    expect(getRequirements(products, refOf('imagepack'))).toBeNull();
    expect(getRequirements(products, null)).toBeNull();
  });
});
