import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '../../support/cases.ts';

/** Part of a page that the tests use (playwright-core, `Locator`). */
export interface Locator {
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  waitFor(options?: { timeout?: number }): Promise<void>;
  first(): Locator;
  last(): Locator;
  count(): Promise<number>;
  allTextContents(): Promise<string[]>;
  filter(options: { has: Locator }): Locator;
  locator(selector: string): Locator;
  getByTitle(title: string): Locator;
  getByText(text: string | RegExp): Locator;
}

/** Page of the browser (playwright-core, `Page`). */
export interface Page extends Pick<Locator, 'locator' | 'getByTitle' | 'getByText'> {
  goto(url: string): Promise<unknown>;
  getByLabel(label: string): Locator;
  getByRole(role: string, options: { name: string | RegExp; exact?: boolean }): Locator;
  setDefaultTimeout(milliseconds: number): void;
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  on(event: 'pageerror', listener: (error: Error) => void): void;
}

/** Browser with one page. */
export interface Browser {
  readonly page: Page;
  /** Errors of the page that nothing handled. */
  readonly errors: readonly string[];
  /** Stores a picture in .cache/backstage-screenshots, by default of the whole page. */
  readonly picture: (name: string, options?: { readonly fullPage: boolean }) => Promise<void>;
  readonly close: () => Promise<void>;
}

const pictures = join(projectFolder, '.cache/backstage-screenshots');

/** Starts Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  const load = createRequire(join(projectFolder, '.cache/backstage/package.json'));
  const { chromium } = load('playwright-core') as {
    chromium: { launch(options: object): Promise<Launched> };
  };
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'],
    // It shows only pages of this machine, and does not start as root with its sandbox.
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  // The end-to-end run may use the processors at the same time.
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  mkdirSync(pictures, { recursive: true });
  const picture = async (name: string, { fullPage } = { fullPage: true }): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
  };
  return { page, errors, picture, close: () => browser.close() };
}

interface Launched {
  newPage(options: object): Promise<Page>;
  close(): Promise<void>;
}
