import type { Browser, BrowserContextOptions, Download, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.js';
import { type Fixture, startFixture } from './fixture.js';
import { bytesOf, isJpeg, picturesOf, textOf, User } from './user-actions.js';
import { filesInZip } from './zip.js';

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

async function arrive(options?: BrowserContextOptions): Promise<User> {
  const person = await User.arrive(browser, stage, options);
  people.push(person);
  return person;
}

/** What was charged while something was done. */
async function chargesOf(action: () => Promise<unknown>) {
  const before = await stage.charges();
  await action();
  return (await stage.charges()).slice(before.length);
}

/** Makes the network slow, and notes how a progress bar goes on; gives what it noted. */
async function progressOf(person: User, label: string): Promise<() => Promise<number[]>> {
  await person.page.evaluate(
    `window.seen = [];
     new MutationObserver(() => {
       const bar = document.querySelector('progress[value][aria-label="${label}"]');
       if (bar) window.seen.push(bar.position);
     }).observe(document.body, { subtree: true, childList: true, attributes: true })`,
  );
  const network = await person.page.context().newCDPSession(person.page);
  const bytesPerSecond = 60_000;
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 5,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  return async () => (await person.page.evaluate('[...new Set(window.seen)]')) as number[];
}

interface Sent {
  readonly operationName?: string;
  readonly variables?: { readonly input?: { readonly idempotencyKey?: string } };
}

const sentBy = (route: Route): Sent => route.request().postDataJSON() as Sent;

describe('the web example, in Chromium, against the service and its simulator', () => {
  it('finds pictures, shows them, and finds more on scrolling', async () => {
    const person = await arrive();
    await person.search('mountain');
    await expect.poll(() => person.cards.count()).toBeGreaterThan(24);
    const before = await person.cards.count();
    const picture = 'document.querySelector(".card img")';
    await expect
      .poll(() => person.page.evaluate(`${picture}.complete && ${picture}.naturalWidth`))
      .toBeGreaterThan(100);

    await person.page.getByRole('button', { name: 'Show more pictures' }).scrollIntoViewIfNeeded();
    await expect.poll(() => person.cards.count()).toBeGreaterThan(before);
    const numbers = (await person.page.evaluate(
      `[...document.querySelectorAll('.card')].map((card) => card.dataset.asset)`,
    )) as string[];
    expect(new Set(numbers).size, 'every picture once').toBe(numbers.length);
  });

  it('narrows a search down, and keeps it in the address', async () => {
    const person = await arrive();
    await person.search('city');
    const summary = person.page.locator('.summary');
    const all = await textOf(summary);
    await person.page.getByLabel('Family').selectOption('EDITORIAL');
    await person.page.getByLabel('Shape').selectOption('VERTICAL');
    await person.page.getByLabel('Sort by').selectOption('NEWEST');
    await expect.poll(() => textOf(summary)).not.toBe(all);
    expect(person.page.url()).toMatch(/phrase=city&family=EDITORIAL&orientation=VERTICAL&sort=NEWEST$/);
    const few = await textOf(summary);
    await person.page.reload();
    await expect.poll(() => textOf(summary)).toBe(few);
  });

  it('downloads one picture: the file comes bit by bit, is a JPEG, and costs one of the product', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('kitties', 'Easy Access');
    const before = await person.leftOf('11001');
    const assetId = await person.open(0);
    const progress = await progressOf(person, 'Progress of the file');
    let file: Buffer = Buffer.alloc(0);
    const charges = await chargesOf(async () => {
      file = await person.download();
    });
    expect(isJpeg(file), 'the file is a JPEG').toBe(true);
    expect(charges).toMatchObject([{ account: 'plenty', assetId, productId: 11001 }]);
    const seen = await progress();
    expect(seen.length, `steps of the progress: ${seen}`).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await person.dialog.getByText('Saved').waitFor();
    await person.page.keyboard.press('Escape');
    await expect.poll(() => person.leftOf('11001')).toBe(before - 1);
  });

  it('reminds of earlier downloads, and downloads for nothing what is free', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('kitties', 'Easy Access');
    await person.open(0);
    await person.dialog.getByText(/downloaded this on/).waitFor();
    await person.dialog.getByText('Costs nothing now.').waitFor();
    const charges = await chargesOf(() => person.download());
    expect(charges).toMatchObject([{ free: true }]);
  });

  it('shows the history, newest first, and goes on to its end by itself', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('sea', 'Premium Access');
    const assetId = await person.open(1);
    await person.download();
    await person.page.keyboard.press('Escape');
    await person.visit('History');
    await person.rows.first().waitFor();
    expect(await person.rows.first().getAttribute('data-asset')).toBe(assetId);

    const total = Number.parseInt(await textOf(person.page.locator('.summary')), 10);
    expect(total).toBeGreaterThan(40);
    const scrolled = async () => {
      await person.page.mouse.wheel(0, 20_000);
      return person.rows.count();
    };
    await expect.poll(scrolled).toBe(total);
    await person.page.getByText('That is all of them.').waitFor();
  });

  it('goes on under the same key after a lost answer, and pays once', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('forest', 'Premium Access');
    await person.open(0);
    const keys: (string | undefined)[] = [];
    await person.page.route('**/graphql', async (route) => {
      const { operationName, variables } = sentBy(route);
      if (operationName !== 'DownloadImage') return route.continue();
      keys.push(variables?.input?.idempotencyKey);
      if (keys.length > 1) return route.continue();
      // The service answers; the answer is lost on the way to the page.
      await route.fetch();
      return route.abort('connectionreset');
    });
    const charges = await chargesOf(async () => {
      await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
      await person.problem('CONNECTION_LOST').waitFor();
      expect(isJpeg(await person.download('Try again'))).toBe(true);
    });
    expect(charges).toHaveLength(1);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[\da-f]{8}-/);
    expect(keys[1]).toBe(keys[0]);
    await person.dialog.getByText('nothing was charged again').waitFor();
    person.complaints.splice(0); // The connection that was broken on purpose.
  });

  it('keeps an attempt without an end over a reload', async () => {
    const person = await arrive();
    await person.search('family');
    await person.open(0);
    await person.page.route('**/graphql', async (route) => {
      if (sentBy(route).operationName !== 'DownloadImage') return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    const charges = await chargesOf(async () => {
      await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
      await person.problem('CONNECTION_LOST').waitFor();
      await person.page.unrouteAll();
      // The picture has an address, so that it is open again.
      await person.page.reload();
      await person.dialog.getByText('An earlier attempt has no end yet.').waitFor();
      expect(isJpeg(await person.download('Go on with it'))).toBe(true);
    });
    expect(charges).toHaveLength(1);
    person.complaints.splice(0);
  });

  it('brings a file that a reload cut off under the same key, and pays once', async () => {
    const person = await arrive();
    await person.search('dog');
    await person.open(3);
    person.page.on('dialog', (dialog) => dialog.accept()); // Asks before the page is left.
    await person.page.route('**/delivery/**', () => undefined); // Never arrives.
    const charges = await chargesOf(async () => {
      await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
      await person.dialog.getByText('0 byte received').waitFor();
      await person.page.reload();
      // Not before the reload: Chromium sends a request on whose route is taken away, and the file would arrive.
      await person.page.unrouteAll({ behavior: 'ignoreErrors' });
      await person.dialog.getByText('An earlier attempt has no end yet.').waitFor();
      expect(isJpeg(await person.download('Go on with it'))).toBe(true);
    });
    expect(charges).toHaveLength(1);
  });

  it('opens the link where the file may not be read by the page', async () => {
    const person = await arrive();
    await person.search('dog');
    await person.open(1);
    await person.page.route('**/delivery/**', (route) => route.abort('accessdenied'));
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
    const link = person.dialog.getByRole('link', { name: 'Open the file' });
    expect(await link.getAttribute('href')).toMatch(/^http:.*\/delivery\//);
    await person.page.unrouteAll();
    const file = person.page.waitForEvent('download');
    await person.dialog.getByRole('button', { name: 'Fetch it again' }).click();
    expect(isJpeg(await bytesOf(await file))).toBe(true);
    person.complaints.splice(0);
  });

  it('offers no download with a product of which nothing is left', async () => {
    const person = await arrive();
    await person.signIn('usedup');
    await person.search('mountain', 'Premium Access');
    await person.open(0);
    await person.dialog.getByText('Nothing is left of this product.').waitFor();
    expect(await textOf(person.dialog.locator('.used-up'))).toMatch(/It fills up again on/);
    expect(await person.dialog.getByRole('button', { name: 'Download', exact: true }).count()).toBe(0);
    await person.close();
    for (const nth of [0, 1]) await person.cards.nth(nth).getByRole('checkbox').check();
    await person.page.getByRole('button', { name: 'Download…' }).click();
    await person.dialog.getByText('Nothing is left of your products.').waitFor();
    expect(await person.dialog.getByRole('button', { name: /^Download/ }).count()).toBe(0);
  });

  it('charges nothing when the last download went elsewhere meanwhile, and shows what is left then', async () => {
    const person = await arrive();
    await person.signIn('notes');
    await person.search('mountain', 'Premium Access');
    await person.open(0);
    await person.dialog.getByRole('textbox', { name: 'Note' }).fill('Cover');
    await person.dialog.getByLabel('Project code').selectOption('SPRING-26');
    await stage.setRemaining('notes', 14001, 0);
    const charges = await chargesOf(async () => {
      await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
      await person.problem('QUOTA_EXHAUSTED').waitFor();
    });
    expect(charges).toEqual([]);
    expect(await textOf(person.problem('QUOTA_EXHAUSTED'))).toMatch(
      /Nothing is left of this product[\s\S]*Nothing was charged\. It fills up again on .* Choose another product/,
    );
    await expect.poll(() => person.leftOf('14001')).toBe(0);
    await stage.setRemaining('notes', 14001, 500);
  });

  it('asks for the note and the project code that an agreement wants, then downloads', async () => {
    const person = await arrive();
    await person.signIn('notes');
    await person.search('mountain', 'Premium Access');
    await person.open(0);
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
    expect(
      await person.page.evaluate(
        'document.querySelector(":invalid:not(form, fieldset)").labels[0].textContent',
      ),
    ).toBe('Note');
    await person.dialog.getByRole('textbox', { name: 'Note' }).fill('Cover of the May issue');
    await person.dialog.getByLabel('Project code').selectOption('Größe-9');
    const charges = await chargesOf(async () => {
      expect(isJpeg(await person.download())).toBe(true);
    });
    expect(charges).toMatchObject([{ note: 'Cover of the May issue', projectCode: 'Größe-9' }]);
  });

  it('downloads many at once and saves them as one ZIP, with its progress', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('breakfast', 'Premium Access');
    for (const nth of [0, 1, 2]) await person.cards.nth(nth).getByRole('checkbox').check();
    await person.page.getByRole('button', { name: 'Download…' }).click();
    await person.dialog.getByLabel('Charge to').selectOption({ label: 'Premium Access' });
    const seen = await progressOf(person, 'Progress of all');
    const saved: Download[] = [];
    person.page.on('download', (download) => saved.push(download));
    const charges = await chargesOf(async () => {
      await person.dialog.getByRole('button', { name: 'Download 3 pictures' }).click();
      await person.dialog.getByText('3 done').waitFor({ timeout: 90_000 });
    });
    expect(charges.map(({ productId }) => productId)).toEqual([11002, 11002, 11002]);
    const steps = await seen();
    expect(steps.length, `steps of the progress: ${steps}`).toBeGreaterThan(2);
    await expect.poll(() => saved.length).toBe(1);
    const [zip] = saved;
    expect(zip?.suggestedFilename()).toBe('getty-3-pictures.zip');
    const files = zip ? filesInZip(await bytesOf(zip)) : [];
    expect(files.map(({ name }) => name)).toEqual(charges.map(({ assetId }) => `getty-${assetId}.jpg`));
    expect(files.every(({ bytes }) => isJpeg(bytes))).toBe(true);
    await person.dialog.getByRole('button', { name: 'Done' }).click();
    expect(await person.page.getByText('pictures selected').count()).toBe(0);
  });

  it('leaves a file out of the ZIP that it may not read, and shows its link', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('sea', 'Easy Access');
    for (const nth of [0, 1, 2]) await person.cards.nth(nth).getByRole('checkbox').check();
    await person.page.getByRole('button', { name: 'Download…' }).click();
    let files = 0;
    await person.page.route('**/delivery/**', (route) => {
      files += 1;
      return files === 2 ? route.abort('accessdenied') : route.continue();
    });
    const file = person.page.waitForEvent('download', { timeout: 90_000 });
    await person.dialog.getByRole('button', { name: 'Download 3 pictures' }).click();
    expect(filesInZip(await bytesOf(await file))).toHaveLength(2);
    const link = person.dialog.getByRole('link', { name: 'Open the file' });
    expect(await link.getAttribute('href')).toMatch(/^http:.*\/delivery\//);
    person.complaints.splice(0); // The file that was withheld on purpose.
  });

  it('saves many as single files where that is wanted', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('concert', 'Easy Access');
    for (const nth of [0, 1]) await person.cards.nth(nth).getByRole('checkbox').check();
    await person.page.getByRole('button', { name: 'Download…' }).click();
    await person.dialog.getByLabel('Save as').selectOption({ label: 'Single files' });
    const saved: string[] = [];
    person.page.on('download', (download) => saved.push(download.suggestedFilename()));
    await person.dialog.getByRole('button', { name: 'Download 2 pictures' }).click();
    await expect.poll(() => saved.length).toBe(2);
    expect(saved.every((name) => /^getty-.+\.jpg$/.test(name))).toBe(true);
  });

  it('tells for each of many what stopped it', async () => {
    const person = await arrive();
    await person.signIn('twins');
    await person.search('mountain', 'Premium Access');
    for (const nth of [0, 1]) await person.cards.nth(nth).getByRole('checkbox').check();
    await person.page.getByRole('button', { name: 'Download…' }).click();
    await person.dialog.getByLabel('Charge to').selectOption({ label: 'Premium Access North' });
    await stage.setRemaining('twins', 17001, 0);
    await person.dialog.getByRole('button', { name: 'Download 2 pictures' }).click();
    await person.dialog.getByText('2 not downloaded').waitFor();
    await person.problem('QUOTA_EXHAUSTED').first().waitFor();
    await stage.setRemaining('twins', 17001, 300);
  });

  it('has a sentence of its own for every code of the catalogue', async () => {
    const person = await arrive();
    const answer = person.page.waitForResponse(
      (response) => response.request().postData()?.includes('Catalog') ?? false,
    );
    await person.visit('Help');
    const { data } = (await (await answer).json()) as {
      data: { errorCatalog: { code: string; description: string }[] };
    };
    expect(data.errorCatalog.length).toBeGreaterThan(20);
    for (const { code, description } of data.errorCatalog) {
      const words = await textOf(person.page.locator(`.catalog [data-code="${code}"]`));
      expect(words.length, code).toBeGreaterThan(60);
      expect(words, code).not.toContain(description);
    }
  });

  it('copes with enum values and codes that it has never heard of', async () => {
    const person = await arrive();
    await person.page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      const isDownload = sentBy(route).operationName === 'DownloadImage';
      const words = { code: 'MOON_IN_THE_WAY', message: 'The moon is in the way.' };
      const userErrors = [{ __typename: 'MoonError', ...words, field: null, isRetryable: false }];
      await route.fulfill({
        response,
        body: isDownload
          ? JSON.stringify({
              data: {
                downloadImage: { __typename: 'DownloadImagePayload', download: null, userErrors },
              },
            })
          : body.replaceAll('"EASY_ACCESS"', '"TELEPATHY"').replaceAll('"easyaccess"', '"Telepathy"'),
      });
    });
    await person.search('mountain');
    await person.page.locator('.card-products', { hasText: 'Telepathy' }).first().waitFor();
    await person.visit('History');
    await person.rows.filter({ hasText: 'Telepathy' }).first().waitFor();
    await person.visit('Search');
    await person.open(0);
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).click();
    expect(await textOf(person.problem('MOON_IN_THE_WAY'))).toContain('The moon is in the way.');
  });

  it('tries a token before it is used', async () => {
    const person = await arrive();
    await person.page.getByRole('button', { name: 'Sign in' }).click();
    await person.dialog.getByLabel('Access token').fill('not a token');
    await person.page.keyboard.press('Enter');
    await person.dialog.getByText('That is not a token').waitFor();
    await person.dialog.getByLabel('Access token').fill('Bearer outdated');
    await person.page.keyboard.press('Enter');
    await person.dialog.getByText('Getty Images does not accept this token.').waitFor();
    await person.page.keyboard.press('Escape');
    person.complaints.splice(0); // A status of 401, if the service chooses one.
  });

  it('asks for another token when one has run out', async () => {
    const person = await arrive();
    await person.signIn('plenty');
    await person.search('city');
    await stage.expireTokens();
    await person.page.getByLabel('Sort by').selectOption('NEWEST');
    await person.problem('UNAUTHENTICATED').first().getByRole('button', { name: 'Sign in' }).click();
    await person.dialog.getByLabel('Access token').fill(await stage.tokenOf('plenty'));
    await person.page.keyboard.press('Enter');
    await person.cards.first().waitFor();
    person.complaints.splice(0);
  });

  it('can be used with the keyboard alone, from the search to the saved file', async () => {
    const person = await arrive();
    const { keyboard } = person.page;
    const focused =
      'document.activeElement.closest("label, button, a, input")?.textContent?.trim() || document.activeElement.id';
    const tabTo = async (wanted: RegExp): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        await keyboard.press('Tab');
        if (wanted.test(String(await person.page.evaluate(focused)))) return;
      }
      throw new Error(`The keyboard never came to ${wanted}.`);
    };
    await tabTo(/^phrase$/);
    await keyboard.type('mountain');
    await keyboard.press('Enter');
    await person.cards.first().waitFor();
    for (let n = 0; n < 20; n += 1) {
      await keyboard.press('Tab');
      if (await person.page.evaluate('document.activeElement.matches(".card-picture")')) break;
    }
    await keyboard.press('Enter');
    expect(await person.page.evaluate('document.activeElement.tagName')).toBe('H2');
    await person.dialog.getByRole('button', { name: 'Download', exact: true }).waitFor();
    await tabTo(/^Download$/);
    const file = person.page.waitForEvent('download');
    await keyboard.press('Enter');
    expect(isJpeg(await bytesOf(await file))).toBe(true);
    await person.dialog.getByText('Saved').waitFor();
    expect(
      await person.page.evaluate('document.activeElement.closest("dialog") !== null'),
      'focus stays',
    ).toBe(true);
    await keyboard.press('Escape');
    expect(
      await person.page.evaluate('document.activeElement.matches(".card-picture")'),
      'focus returns',
    ).toBe(true);
  });
});
