import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Browser, openBrowser, type Page } from './support/browser.ts';
import { formValues } from './support/form-values.ts';
import { PortalUser, readGitAgain, stateStoreHas } from './support/portal-user.ts';

const portal = inject('portal');

const request = {
  name: 'ledger',
  namespace: 'team-b',
  spec: {
    environment: 'dev',
    applications: [{ name: 'ledger', image: { repository: 'ghcr.io/acme/ledger', tag: 'v1.0.0' } }],
  },
};

describe.skipIf(!portal || process.env['BROWSER_SKIP'])('a person with a request in Backstage', () => {
  let browser: Browser;
  let page: Page;
  let user: PortalUser;
  beforeAll(async () => {
    user = await PortalUser.signIn(portal);
    const { message } = await user.run('application-claim', formValues('application-claim', request));
    expect(message).toBe('1 application delivered to dev');
    await stateStoreHas(portal, 'catalog/application-claim/team-b/ledger.yaml');
    await readGitAgain(portal);
    await user.waitForEntity(['component', 'ledger', 'dev']);
    browser = await openBrowser();
    page = browser.page;
    await page.goto(portal.frontEndURL);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'Create' }).waitFor();
  });
  afterAll(() => browser?.close());
  const entity = (): string => `${portal.frontEndURL}/catalog/dev/component/ledger`;
  const next = (): Promise<void> => page.getByRole('button', { name: /^(Next|Review)$/ }).click();

  it('opens the form with its values', async () => {
    await page.goto(entity());
    await page.getByText('Edit request').waitFor();
    await page.getByText('Without a team').first().waitFor();
    expect(await page.getByText("can't be found in the catalog").count()).toBe(0);
    await browser.picture('change-1-entity');
    await page.getByText('Edit request').click();
    await page.getByLabel('Name of the request').waitFor();
    await browser.picture('change-2-form');
    await next();
    await page.locator('#root_applications_0_name').waitFor();
    await page.locator('#root_applications_0_replicas').fill('3');
    await browser.picture('change-3-application');
    await next();
    await next();
  });

  it('sees what changes, and sends it', async () => {
    await next();
    await page.getByText(/replicas: .*→ 3$/).waitFor();
    await browser.picture('change-4-review');
    await page.getByRole('button', { name: 'Send the changes' }).click();
    await page
      .getByText(/1 application delivered to dev/)
      .first()
      .waitFor({ timeout: 60_000 });
    await browser.picture('change-5-answer');
  });

  it('cannot overwrite what another person has changed', async () => {
    const opened = { uid: 'another', generation: 1, spec: {} };
    const values = { ...formValues('application-claim', request), opened };
    expect(await user.run('application-claim-edit', values)).toEqual({
      status: 'failed',
      message: 'Another user changed ledger since you opened the form; open it again',
    });
  });

  it('sees what a deletion removes, and deletes the request', async () => {
    await page.goto(entity());
    await page.getByRole('button', { name: 'more' }).click();
    await page.getByText('Delete request').click();
    await page.getByText('Releases that the deletion removes').waitFor();
    await page.getByText(/^ledger \(microservice/).waitFor();
    await page.getByLabel('Confirmation').fill('ledger');
    await browser.picture('change-6-deletion');
    await next();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByText(/^Deleted$/)
      .first()
      .waitFor({ timeout: 90_000 });
    await browser.picture('change-7-deleted');
    expect(browser.errors).toEqual([]);
  });
});
