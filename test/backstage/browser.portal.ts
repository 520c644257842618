import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Browser, type Locator, openBrowser, type Page } from './support/browser.ts';
import { PortalUser, readGitAgain, stateStoreHas } from './support/portal-user.ts';

const portal = inject('portal');

/** Opens a section, or adds an item to a list. */
async function add(page: Page, title: string): Promise<void> {
  const heading = page.locator(`h5:text-is("${title}")`);
  await page
    .locator('[class*=MuiPaper]')
    .filter({ has: heading })
    .last()
    .getByTitle('Add Item')
    .last()
    .click();
}

const field = (page: Page, path: string): Locator => page.locator(`#root_${path}`);

describe.skipIf(!portal || process.env['BROWSER_SKIP'])('a person in Backstage', () => {
  let user: PortalUser;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    user = await PortalUser.signIn(portal);
    browser = await openBrowser();
    page = browser.page;
    await stateStoreHas(portal, 'catalog/bootstrap-claim/infraforge-platform/platform-bootstrap.yaml');
    await readGitAgain(portal);
    await user.waitForEntity(['resource', 'dev']);
  });
  afterAll(() => browser?.close());
  const next = (): Promise<void> => page.getByRole('button', { name: /^(Next|Review)$/ }).click();

  it('signs in and finds a template', async () => {
    await page.goto(portal.frontEndURL);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'Create' }).click();
    await page.getByText('PostgreSQL in an environment').waitFor();
    await browser.picture('1-templates');
    await page.goto(`${portal.frontEndURL}/create/templates/default/application-claim`);
  });

  it('sees one message for a mistake, at its field, and corrects it', async () => {
    await page.getByLabel('Name of the request').fill('Web Shop');
    await page.getByLabel('Namespace of the request').fill('team-a');
    await page.getByLabel('Environment').click();
    await page.getByRole('option', { name: 'dev' }).click();
    await page.getByLabel('Team').click();
    await page.getByRole('option', { name: 'Shopping' }).click();
    await next();
    const message = 'Invalid name; use lower-case letters, digits, dashes and dots, at most 253 characters';
    // at the top, and at the field
    await page.getByText(`'Name of the request' ${message}`).waitFor();
    expect(await page.getByText(/^Invalid /).allTextContents()).toEqual([message]);
    await browser.picture('2-mistake');
    await page.getByLabel('Name of the request').fill('web-shop');
    await next();
  });

  it('fills in an application that uses a database', async () => {
    await add(page, 'Applications');
    await field(page, 'applications_0_name').fill('web-shop');
    await field(page, 'applications_0_image_0_repository').fill('ghcr.io/acme/web-shop');
    await field(page, 'applications_0_image_0_tag').fill('v1.0.0');
    await add(page, 'Services');
    await field(page, 'applications_0_services_0').fill('web-shop-db');
    await field(page, 'applications_0_services_0').press('Tab');
    await browser.picture('3-application');
    await next();
    await add(page, 'Components');
    await field(page, 'components_0_name').fill('web-shop-db');
    await field(page, 'components_0_type').locator('..').click();
    await page.getByRole('option', { name: 'postgresql' }).click();
    await browser.picture('4-database');
    await next();
    await next();
    await page.getByText('ghcr.io/acme/web-shop').waitFor();
    await browser.picture('5-review');
  });

  it('creates the request, and reads the answer of the platform', async () => {
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.locator('p, div').getByText('1 application and 1 service delivered to dev').first().waitFor();
    await browser.picture('6-answer');
  });

  it('finds the application in the catalog, with its database', async () => {
    await stateStoreHas(portal, 'catalog/application-claim/team-a/web-shop.yaml');
    await readGitAgain(portal);
    await user.waitForEntity(['resource', 'web-shop-db', 'dev'], ({ relations = [] }) =>
      relations.some(({ targetRef }) => targetRef === 'component:dev/web-shop'),
    );
    await page.goto(`${portal.frontEndURL}/catalog/dev/component/web-shop`);
    await page.getByText('dependencyOf').waitFor();
    await page.getByRole('link', { name: 'dev/web-shop-db' }).first().waitFor();
    expect(await page.getByText("can't be found in the catalog").count()).toBe(0);
    await browser.picture('7-entity');
  });

  it.skipIf(process.env['TECHDOCS_SKIP'])('reads the documentation of the Promise', async () => {
    await page.goto(`${portal.frontEndURL}/docs/default/component/application-claim`);
    await page.getByRole('heading', { name: 'ApplicationClaim' }).first().waitFor({ timeout: 60_000 });
    // A click fails on a page that stays hidden.
    await page.getByRole('link', { name: 'Services' }).first().click();
    await page.getByRole('heading', { name: 'Platform services' }).first().waitFor();
    await browser.picture('8-documentation', { fullPage: false });
  });

  it('sees no error that Backstage does not handle', () => {
    expect(browser.errors).toEqual([]);
  });
});
