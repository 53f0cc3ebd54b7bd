import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Download, Locator, Page } from 'playwright-core';
import type { Fixture } from './fixture.js';

/** What a person does at the page, in the words that they would use. */
export class User {
  readonly page: Page;
  readonly #fixture: Fixture;
  /** What the browser complained of. */
  readonly complaints: string[] = [];

  private constructor(page: Page, stage: Fixture) {
    this.page = page;
    this.#fixture = stage;
    page.setDefaultTimeout(45_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Opens the page in a browser of their own. */
  static async arrive(
    browser: Browser,
    stage: Fixture,
    options: BrowserContextOptions = {},
    address = '/',
  ): Promise<User> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const person = new User(await context.newPage(), stage);
    await person.page.goto(new URL(address, stage.url).href);
    return person;
  }

  async leave(): Promise<void> {
    // Requests that a test holds up may still be on their way.
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.page.context().close();
  }

  async signIn(account: string): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Sign in' }).click();
    await this.dialog.getByLabel('Access token').fill(await this.#fixture.tokenOf(account));
    await this.dialog.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  async search(phrase: string, product?: string): Promise<void> {
    await this.page.getByLabel('What should be in the picture?').fill(phrase);
    await this.page.getByRole('button', { name: 'Search', exact: true }).click();
    await this.page.getByText(`for “${phrase}”`).waitFor();
    if (product === undefined) return;
    await this.filter('Downloadable with', product);
    await this.page.waitForURL(/product=/);
    await this.cards.first().waitFor();
  }

  /** Chooses a filter; on a narrow screen they have to be opened first. */
  async filter(label: string, choice: string): Promise<void> {
    const folded = this.page.locator('.filters:not([open]) > summary');
    if (await folded.isVisible()) await folded.click();
    await this.page.getByLabel(label).selectOption({ label: choice });
  }

  /** Goes to a page by its link. */
  async visit(name: 'Search' | 'History' | 'Help'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name }).click();
  }

  get cards(): Locator {
    return this.page.locator('.card:not(.placeholder)');
  }

  get rows(): Locator {
    return this.page.locator('.row');
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The sentence about something that did not work. */
  problem(code: string): Locator {
    return this.page.locator(`.problem[data-code="${code}"]`);
  }

  /** Opens one of the pictures found; tells its number. */
  async open(nth: number): Promise<string> {
    await this.cards.nth(nth).getByRole('link').click();
    const number = this.dialog.locator('.facts div', { hasText: 'Number' }).locator('dd');
    return textOf(number);
  }

  /** Closes the dialog by its button, and waits until it is gone. */
  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Presses Download and waits for the file. */
  async download(button = 'Download'): Promise<Buffer> {
    // A test may make the network slow, and other work the machine.
    const file = this.page.waitForEvent('download', { timeout: 90_000 });
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
    return bytesOf(await file);
  }

  /** What the page says is left of a product. */
  async leftOf(product: string): Promise<number> {
    const words = this.page.locator(`.allowance[data-product="${product}"] .quota-words strong`);
    return Number((await textOf(words)).replaceAll(/\D/g, ''));
  }

  /** By how many pixels the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate(
      'Math.max(...[...document.querySelectorAll("html, dialog")].map((e) => e.scrollWidth - e.clientWidth))',
    );
  }
}

/** The words of an element. */
export const textOf = async (element: Locator): Promise<string> => (await element.textContent()) ?? '';

/** The bytes of a file that the browser saved. */
export const bytesOf = async (download: Download): Promise<Buffer> => readFile(await download.path());

/** Whether a file begins as a JPEG does. */
export const isJpeg = (bytes: Buffer): boolean =>
  bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) &&
  bytes.subarray(-2).equals(Buffer.from([0xff, 0xd9]));

/** Writes what each person saw when a test failed into a folder, and names the folder on stderr. */
export async function picturesOf(people: readonly User[], test: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'getty-graphql-web-failed-'));
  for (const [nth, { page }] of people.entries()) {
    await page.screenshot({ path: join(folder, `${nth}.png`) });
  }
  process.stderr.write(`What was to be seen when "${test}" failed is in ${folder}\n`);
}
