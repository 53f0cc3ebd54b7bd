import type { Browser, BrowserContextOptions, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshAccounts } from '../../simulator/src/accounts/accounts.js';
import { launchChromium } from './chromium.js';
import { type Fixture, startFixture } from './fixture.js';
import { picturesOf, textOf, User } from './user-actions.js';

let browser: Browser;
let stage: Fixture;
let people: User[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  stage = await startFixture();
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await picturesOf(people, task.name);
  const complaints = people.flatMap((person) => person.complaints);
  await Promise.all(people.map((person) => person.leave()));
  people = [];
  expect(complaints, 'what the browser complained of').toEqual([]);
});

async function arrive(options?: BrowserContextOptions, address = '/'): Promise<User> {
  const person = await User.arrive(browser, stage, options, address);
  people.push(person);
  return person;
}

const phone = { viewport: { width: 375, height: 740 }, isMobile: true, hasTouch: true };
const wide = { viewport: { width: 2200, height: 1240 } };

interface Box {
  readonly asset: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  /** Width divided by height, as shown and as the picture has it. */
  readonly shown: number;
  readonly natural: number;
  /** Whether Getty Images gives the dimensions of the picture. */
  readonly isKnown: boolean;
}

/** Where the cards are whose pictures are loaded, and the edges of their list. */
async function layoutOf(person: User) {
  return (await person.page.evaluate(`(() => {
    const grid = document.querySelector('.grid').getBoundingClientRect();
    const boxes = [...document.querySelectorAll('.card:not(.placeholder)')].map((card) => {
      const { left, right, top, width, height } = card.querySelector('.card-frame').getBoundingClientRect();
      const picture = card.querySelector('img');
      const natural = picture?.naturalWidth > 0 ? picture.naturalWidth / picture.naturalHeight : 0;
      const isKnown = picture?.hasAttribute('width') ?? false;
      const [asset, shown] = [card.dataset.asset, width / height];
      return { asset, left, right, top: top + scrollY, height, shown, natural, isKnown };
    });
    return { left: grid.left, right: grid.right, boxes };
  })()`)) as { left: number; right: number; boxes: Box[] };
}

/** Cards by the row that they stand in. */
function rowsOf(boxes: readonly Box[]): Box[][] {
  const rows = new Map<number, Box[]>();
  for (const box of boxes) rows.set(Math.round(box.top), [...(rows.get(Math.round(box.top)) ?? []), box]);
  return [...rows.values()];
}

const pathOf = (person: User): string => new URL(person.page.url()).pathname;

const focusIsIn = (person: User, selector: string) =>
  person.page.evaluate(`document.activeElement.closest(${JSON.stringify(selector)}) !== null`);

/** The numbers of the pictures found, in their order. */
const numbersOf = async (person: User): Promise<string[]> =>
  (await layoutOf(person)).boxes.map(({ asset }) => asset);

describe('the results of a search', () => {
  it.each([
    ['a phone', phone, 1],
    ['a laptop', { viewport: { width: 1360, height: 860 } }, 3],
    ['a wide screen', wide, 5],
  ])('stand on %s in full rows that show each picture whole', async (_what, options, most) => {
    const person = await arrive(options, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    const complete = async () =>
      (await layoutOf(person)).boxes.slice(0, 8).every(({ natural }) => natural > 0);
    await expect.poll(complete).toBe(true);
    const { left, right, boxes } = await layoutOf(person);
    const rows = rowsOf(boxes);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      expect(row.at(0)?.left, 'begins at the left edge').toBeCloseTo(left, 0);
      expect(row.at(-1)?.right, 'ends at the right edge').toBeCloseTo(right, 0);
      const heights = row.map(({ height }) => height);
      expect(Math.max(...heights) - Math.min(...heights), 'one height').toBeLessThan(1.5);
    }
    // Only pictures that are taller than the narrowest frame, or whose shape is not known, stand in one of another shape.
    for (const { shown, natural } of boxes.filter((box) => box.isKnown && box.natural > 0.63)) {
      expect(shown / natural).toBeGreaterThan(0.98);
      expect(shown / natural).toBeLessThan(1.02);
    }
    const fit = await person.page.evaluate(`getComputedStyle(document.querySelector('.card img')).objectFit`);
    expect(fit, 'whole in a frame of another shape as well').toBe('contain');
    expect(Math.max(...rows.map((row) => row.length))).toBeGreaterThan(most);
  });

  it('show the first picture in the upper half of a phone’s screen', async () => {
    const person = await arrive(
      { ...phone, viewport: { width: 375, height: 740 } },
      '/search?phrase=mountain',
    );
    await person.cards.first().waitFor();
    const { boxes } = await layoutOf(person);
    expect(boxes[0]?.top).toBeLessThan(330);
  });

  it('do not move what is already there while pictures and more rows arrive', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.page.evaluate(`
      window.shifted = 0;
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          if (sources.some(({ node }) => node?.parentElement?.closest('.grid'))) window.shifted += value;
        }
      }).observe({ type: 'layout-shift', buffered: true })`);
    await person.cards.first().waitFor();
    const scrolled = async () => {
      await person.page.mouse.wheel(0, 3000);
      return person.cards.count();
    };
    await expect.poll(scrolled).toBeGreaterThan(72);
    expect(await person.page.evaluate('window.shifted')).toBeLessThan(0.05);
  });

  it('are as long, and scrolled as far, after a reload and after coming back', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    const scrolled = async () => {
      await person.page.mouse.wheel(0, 2500);
      return person.cards.count();
    };
    await expect.poll(scrolled).toBeGreaterThan(140);
    const numbers = await numbersOf(person);
    const inView = `[...document.querySelectorAll('.card')]
      .find((card) => card.getBoundingClientRect().top > 0)?.dataset.asset`;
    await person.page.evaluate('window.scrollTo(0, document.body.scrollHeight * 0.7)');
    await expect
      .poll(() => person.page.evaluate('scrollY > 1000 && history.state?.scroll === Math.round(scrollY)'))
      .toBe(true);
    const [seen, place] = [await person.page.evaluate(inView), await person.page.evaluate('scrollY')];
    const isBack = async () => {
      await expect.poll(() => person.page.evaluate('scrollY')).toBe(place);
      expect(await person.page.evaluate(inView)).toBe(seen);
      expect((await numbersOf(person)).slice(0, 140)).toEqual(numbers.slice(0, 140));
    };
    await person.page.reload();
    await isBack();
    await person.page.evaluate(`document.querySelector('.top nav a[href$="/help"]').click()`);
    await person.page.locator('.catalog dt').first().waitFor();
    expect(await person.page.evaluate('scrollY')).toBe(0);
    await person.page.goBack();
    await isBack();
  });

  it('show a quiet sign in the place of a picture that does not load, and nothing foreign on the others', async () => {
    const person = await arrive();
    await person.page.route('**/media/images/**', (route) => route.abort('failed'));
    await person.search('mountain');
    await person.cards.first().locator('.no-picture').waitFor();
    expect(await person.cards.first().locator('img').count()).toBe(0);
    const frame = (await layoutOf(person)).boxes[0];
    expect(frame?.height).toBeGreaterThan(80);
    await person.page.unrouteAll();
    await person.search('city');
    await person.cards.first().locator('img').waitFor();
    expect(await person.page.locator('img[__typename]').count()).toBe(0);
    person.complaints.splice(0); // The pictures that were withheld on purpose.
  });

  it('have the focus after a search, so that a keyboard goes on at the first picture', async () => {
    const person = await arrive();
    await person.page.getByLabel('What should be in the picture?').fill('mountain');
    await person.page.keyboard.press('Enter');
    await person.cards.first().waitFor();
    expect(await focusIsIn(person, '.results')).toBe(true);
    await person.page.keyboard.press('Tab');
    expect(await focusIsIn(person, '.card-picture')).toBe(true);
    const ring = `getComputedStyle(document.querySelector('.card-picture'), '::after')`;
    expect(await person.page.evaluate(`${ring}.boxShadow`), 'a ring above the picture').not.toBe('none');
    expect(await person.page.evaluate(`${ring}.position`)).toBe('absolute');
    await person.page.getByLabel('Shape').focus();
    await person.page.getByLabel('Shape').selectOption('SQUARE');
    await person.page.waitForURL(/SQUARE/);
    await person.cards.first().waitFor();
    expect(await focusIsIn(person, 'select'), 'a choice keeps it').toBe(true);
  });
});

describe('the address of a picture', () => {
  it('is there while it is open; Back closes it, Forward opens it again', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    const number = await person.open(1);
    expect(pathOf(person)).toBe(`/images/${number}`);
    await person.page.goBack();
    await person.dialog.waitFor({ state: 'detached' });
    expect(pathOf(person)).toBe('/search');
    expect(await person.cards.count()).toBeGreaterThan(0);
    expect(await focusIsIn(person, `[data-asset="${number}"]`), 'the focus is on its card').toBe(true);
    await person.page.goForward();
    await person.dialog.locator('.facts').waitFor();
    expect(pathOf(person)).toBe(`/images/${number}`);
    await person.page.keyboard.press('Escape');
    await person.dialog.waitFor({ state: 'detached' });
    expect(pathOf(person)).toBe('/search');
  });

  it('opens it over its page again after a reload', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    await person.open(1);
    await person.page.reload();
    await person.dialog.locator('.facts').waitFor();
    await person.close();
    expect(person.page.url()).toMatch(/\/search\?phrase=mountain$/);
    await person.cards.first().waitFor();
  });

  it('opens it as a page by itself, as someone else would who was sent it', async () => {
    const person = await arrive({}, '/images/83454804');
    await person.page.getByRole('button', { name: 'Download', exact: true }).waitFor();
    expect(await person.dialog.count()).toBe(0);
    expect(await textOf(person.page.locator('.facts div', { hasText: 'Number' }).locator('dd'))).toBe(
      '83454804',
    );
    await person.page.getByRole('link', { name: 'Search for more pictures' }).click();
    await person.page.getByText('Find a picture').waitFor();
    await person.page.goBack();
    await person.page.locator('.facts').waitFor();
  });

  it('says so where there is no such picture', async () => {
    const person = await arrive({}, '/images/1');
    await person.page.getByText('Getty Images no longer offers this picture.').waitFor();
  });

  it('changes with the next and the previous picture, by button and by arrow key; Back still closes it', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    const numbers = await numbersOf(person);
    const shows = (nth: number) => expect.poll(() => pathOf(person)).toBe(`/images/${numbers[nth]}`);
    await person.open(0);
    await person.dialog.getByText('1 of ').first().waitFor();
    await person.dialog.getByRole('button', { name: 'Next picture' }).click();
    await shows(1);
    await person.page.keyboard.press('ArrowRight');
    await shows(2);
    await person.page.keyboard.press('ArrowRight');
    await shows(3);
    await person.page.keyboard.press('ArrowLeft');
    await shows(2);
    await person.dialog.getByRole('button', { name: 'Previous picture' }).click();
    await shows(1);
    expect(await focusIsIn(person, 'dialog'), 'the focus stays').toBe(true);
    await person.dialog.locator('.facts dd', { hasText: numbers[1] ?? '?' }).waitFor();
    await person.page.goBack();
    await person.dialog.waitFor({ state: 'detached' });
    expect(pathOf(person)).toBe('/search');
    expect(await focusIsIn(person, `[data-asset="${numbers[1]}"]`), 'on the card seen last').toBe(true);
  });

  it('leads from the history to the picture and back', async () => {
    const person = await arrive({}, '/history?days=90');
    await person.rows.first().waitFor();
    await person.rows.getByRole('link').first().click();
    await person.dialog.locator('.facts').waitFor();
    expect(pathOf(person)).toMatch(/^\/images\//);
    await person.page.goBack();
    await person.dialog.waitFor({ state: 'detached' });
    expect(person.page.url()).toMatch(/\/history\?days=90$/);
  });
});

describe('what is left of a product', () => {
  it('is looked up again after a download that was charged and whose link was lost', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('forest', 'Premium Access');
    const before = await person.leftOf('11002');
    await person.open(2);
    await person.dialog.getByLabel('Premium Access').check();
    await person.page.route('**/graphql', async (route: Route) => {
      const { operationName } = route.request().postDataJSON() as { operationName?: string };
      if (operationName !== 'DownloadImage') return route.continue();
      const response = await route.fetch();
      const lost = {
        __typename: 'LinkLostError',
        code: 'LINK_LOST',
        message: 'It was charged, and its link never came.',
        field: null,
        isRetryable: false,
        record: null,
      };
      const downloadImage = { __typename: 'DownloadImagePayload', download: null, userErrors: [lost] };
      await route.fulfill({ response, body: JSON.stringify({ data: { downloadImage } }) });
    });
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
    await person.problem('LINK_LOST').waitFor();
    await expect.poll(() => person.leftOf('11002')).toBe(before - 1);
  });

  it('does not warn that a download may count beside one that is free now', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('kitties', 'Easy Access');
    await person.open(3);
    await person.download();
    await person.close();
    await person.page.reload(); // The end of the download is shown until then.
    await person.signIn('plenty');
    await person.cards.first().waitFor();
    await person.open(3);
    await person.dialog.getByText(/downloaded this on/).waitFor();
    await person.dialog.getByText('Costs nothing now.').waitFor();
    expect(await person.dialog.getByText(/may count|Uses one/).count()).toBe(0);
  });
});

describe('without a network', () => {
  it('the page says so once, and loads by itself what was missing when the network is back', async () => {
    const person = await arrive();
    await person.page.locator('.allowances summary').waitFor();
    await person.page.context().setOffline(true);
    await person.page.getByLabel('What should be in the picture?').fill('city');
    await person.page.keyboard.press('Enter');
    await person.page.getByText('Waiting for the network…').waitFor();
    expect(await person.page.getByText('You are offline.').count()).toBe(1);
    expect(await person.page.locator('.problem').count()).toBe(0);
    await person.page.context().setOffline(false);
    await person.cards.first().waitFor();
    expect(await person.page.locator('.problem').count()).toBe(0);
    expect(await person.page.getByText('You are offline.').count()).toBe(0);
    person.complaints.splice(0); // The connections that failed on purpose.
  });
});

describe('the words and fields of the page', () => {
  it('name the account in full on a phone', async () => {
    const person = await arrive({ ...phone, viewport: { width: 320, height: 640 } });
    await person.signIn('plenty');
    const name = person.page.locator('.caller-name strong');
    expect(await textOf(name)).toBe('Plenty Übermaß');
    const isWhole = await person.page.evaluate(`(() => {
      const element = document.querySelector('.caller-name strong');
      return element.scrollWidth <= element.clientWidth + 1 && element.getBoundingClientRect().right <= innerWidth;
    })()`);
    expect(isWhole).toBe(true);
  });

  it('name every test account of the simulator where a token is asked for', async () => {
    const person = await arrive();
    await person.page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    await person.dialog.getByText('Test accounts of the simulator').click();
    const names = await person.dialog.locator('dt').allInnerTexts();
    const accounts = freshAccounts().filter(({ isUser }) => isUser);
    expect(names.toSorted()).toEqual(accounts.map(({ name }) => name).toSorted());
  });

  it.each([
    ['100 %', 1360],
    ['200 %', 680],
    ['400 %', 340],
  ])('stand in straight lines at a zoom of %s', async (_zoom, width) => {
    const person = await arrive({ viewport: { width, height: 430 } }, '/search?phrase=mountain');
    await person.cards.first().waitFor();
    const folded = person.page.locator('.filters summary');
    if (await folded.isVisible()) await folded.click();
    const lines = (await person.page.evaluate(
      `[...document.querySelectorAll('.search-choices select')].map((one) => one.getBoundingClientRect().top)`,
    )) as number[];
    expect(lines).toHaveLength(4);
    for (const a of lines) {
      for (const b of lines) expect(Math.abs(a - b) < 1 || Math.abs(a - b) > 40, `${a} and ${b}`).toBe(true);
    }
    expect(await person.overflow()).toBeLessThanOrEqual(0);
  });

  it('say what licence a picture has in words, never in Getty Images’ raw ones', async () => {
    const person = await arrive({}, '/search?phrase=mountain');
    await person.page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll(
        /"model":"[A-Z_]+","modelName":"[a-z]+"/g,
        '"model":"UNKNOWN","modelName":"rightsready"',
      );
      await route.fulfill({ response, body });
    });
    await person.cards.first().waitFor();
    await person.open(0);
    const licence = person.dialog.locator('.facts div', { hasText: 'Licence' }).locator('dd');
    expect(await textOf(licence)).toBe('Rights-ready');
  });
});
