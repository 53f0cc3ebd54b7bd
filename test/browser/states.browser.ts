import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './axe.js';
import { launchChromium } from './chromium.js';
import { type Fixture, startFixture } from './fixture.js';
import { User } from './user-actions.js';

/** Where to put a picture of each state, e.g. `SCREENSHOTS=/tmp/states`; left out: nowhere. */
const folder = process.env['SCREENSHOTS'];

/** Where to put the pictures that the docs show: `npm run docs:images`. */
const docsFolder = process.env['DOCS_IMAGES'];

/** The states that the docs show, and the names of their pictures. */
const docsImages = new Map([
  ['results-1360-light', 'web-search'],
  ['image-1360-dark', 'web-image'],
  ['batch-1360-light', 'web-batch'],
  ['results-375-light', 'web-phone'],
]);

let browser: Browser;
let stage: Fixture;

beforeAll(async () => {
  browser = await launchChromium();
  stage = await startFixture();
  for (const path of [folder, docsFolder]) if (path) mkdirSync(path, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

/** Every state of the page, in the order in which a person comes through them. */
const states: Readonly<Record<string, (person: User) => Promise<unknown>>> = {
  async welcome(person) {
    await person.page.getByText('Find a picture').waitFor();
    await person.page.locator('.allowances summary, .allowances.none').waitFor();
  },
  async 'sign-in'(person) {
    await person.page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    await person.dialog.getByText('Test accounts of the simulator').click();
    await person.dialog.getByText('A pack of credits').waitFor();
  },
  async results(person) {
    await person.close();
    await person.signIn('plenty');
    await person.search('mountain');
    await person.cards.first().waitFor();
    await loaded(person);
  },
  async 'results-scrolled'(person) {
    await person.page.mouse.wheel(0, 900);
    await loaded(person);
  },
  async 'allowance-open'(person) {
    await person.page.evaluate('window.scrollTo(0, 0)');
    await person.page.locator('.allowances summary').click();
    await person.page.locator('.allowance').first().waitFor();
  },
  async selection(person) {
    await person.page.locator('.allowances summary').click();
    for (const nth of [0, 1, 2]) await person.cards.nth(nth).getByRole('checkbox').check();
  },
  async batch(person) {
    await person.page.getByRole('button', { name: 'Download…' }).click();
    await person.dialog.getByLabel('Save as').waitFor();
  },
  async 'batch-done'(person) {
    await person.dialog.getByRole('button', { name: 'Download 3 pictures' }).click();
    await person.dialog.getByText('3 done').waitFor();
  },
  async image(person) {
    await person.dialog.getByRole('button', { name: 'Done' }).click();
    await person.open(6);
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).waitFor();
    await loaded(person);
  },
  async 'image-saved'(person) {
    await person.download();
    await person.dialog.getByText('Saved').waitFor();
  },
  async 'image-tall'(person) {
    await person.close();
    await person.filter('Shape', 'Panorama, tall');
    await person.page.waitForURL(/PANORAMIC_VERTICAL/);
    await person.cards.first().waitFor();
    await person.open(0);
    await person.dialog.locator('.detail-picture img').waitFor();
    await loaded(person);
  },
  async 'results-panoramas'(person) {
    await person.close();
    await person.filter('Shape', 'Panorama, wide');
    await person.page.waitForURL(/PANORAMIC_HORIZONTAL/);
    await person.cards.first().waitFor();
    await loaded(person);
  },
  async nothing(person) {
    await person.page.getByLabel('What should be in the picture?').fill('qqqq zzzz');
    await person.page.getByRole('button', { name: 'Search', exact: true }).click();
    await person.page.getByText('No pictures here').waitFor();
  },
  async history(person) {
    await person.visit('History');
    await person.rows.first().waitFor();
    await loaded(person);
  },
  async help(person) {
    await person.visit('Help');
    await person.page.locator('.catalog dt').first().waitFor();
  },
  async offline(person) {
    await person.page.context().setOffline(true);
    await person.page.getByText('You are offline.').waitFor();
  },
  async 'image-page'(person) {
    await person.page.context().setOffline(false);
    await person.page.goto(new URL('/images/83454804', person.page.url()).href);
    await person.page.getByRole('button', { name: 'Download', exact: true }).waitFor();
    await loaded(person);
  },
  async 'nothing-left'(person) {
    await person.signIn('usedup');
    await person.visit('Search');
    await person.search('mountain', 'Premium Access');
    await person.open(0);
    await person.dialog.getByText('Nothing is left of this product.').waitFor();
    await loaded(person);
  },
  async requirements(person) {
    await person.close();
    await person.page.getByRole('button', { name: 'Sign out' }).click();
    await person.signIn('notes');
    await person.cards.first().waitFor();
    await person.open(0);
    await person.dialog.getByRole('textbox', { name: 'Note' }).waitFor();
    await loaded(person);
  },
  async problem(person) {
    await person.close();
    await person.page.route('**/graphql', (route) => route.abort('connectionrefused'));
    await person.page.getByLabel('What should be in the picture?').fill('city');
    await person.page.getByRole('button', { name: 'Search', exact: true }).click();
    await person.problem('CONNECTION_LOST').waitFor();
  },
};

/** Waits until every picture in view is there. */
async function loaded(person: User): Promise<void> {
  await expect
    .poll(() =>
      person.page.evaluate(`[...document.images].every((image) => {
        const { top, bottom } = image.getBoundingClientRect();
        return bottom < 0 || top > innerHeight || image.complete;
      })`),
    )
    .toBe(true);
  // A screenshot right after scrolling can show tiles that are not painted yet.
  await person.page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

const windows = [320, 375, 1360, 2200].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => [width, colorScheme] as const),
);

describe.each(windows)('every state of the web example, %i pixels wide and %s', (width, colorScheme) => {
  it('passes axe-core and fits the width of its window', async () => {
    // Each window shows the same history and allowances.
    await stage.reset();
    const isPhone = width < 768;
    const person = await User.arrive(browser, stage, {
      viewport: { width, height: isPhone ? 740 : width < 2000 ? 860 : 1240 },
      colorScheme,
      reducedMotion: 'reduce',
      ...(isPhone ? { isMobile: true, hasTouch: true } : {}),
    });
    const faults: Record<string, unknown> = {};
    for (const [name, enter] of Object.entries(states)) {
      await enter(person);
      if (folder) {
        await person.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      }
      const docsImage = docsImages.get(`${name}-${width}-${colorScheme}`);
      if (docsFolder && docsImage) {
        const path = join(docsFolder, `${docsImage}.jpg`);
        await person.page.screenshot({ path, type: 'jpeg', quality: 72 });
      }
      const found = await axeFaults(person.page);
      const overflow = await person.overflow();
      if (found.length > 0) faults[name] = found;
      if (overflow > 0) faults[`${name}, overflow`] = overflow;
    }
    await person.leave();
    expect(faults).toEqual({});
  }, 240_000);
});
