// A real browser on the page of a real service. One of each for a test file; one page, signed in, for a test.
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { adminToken, startTestService, type TestService, type TestServiceOptions } from '../../support/service.ts';
import { buildPage } from './built-page.ts';
import { findBrowser } from './find-browser.ts';

export interface WebTest {
  readonly service: TestService;
  readonly browser: Browser;
  /** A page in a context of its own, at a path below /ui/. */
  open(path?: string, options?: OpenOptions): Promise<WatchedPage>;
  /** Closes what a test opened. @returns what no test wants to see: see WatchedPage.complaints. */
  closePages(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** False: nobody is signed in. */
  readonly signedIn?: boolean;
  /** Where the page is asked for, if not at the service itself, such as at a proxy. */
  readonly url?: string;
  /** Complaints that this test brings about itself. */
  readonly expected?: RegExp;
}

export type WatchedPage = Page;

export async function startWebTest(options: TestServiceOptions = {}): Promise<WebTest> {
  await buildPage();
  const [service, executablePath] = await Promise.all([startTestService(options), findBrowser()]);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const contexts: BrowserContext[] = [];
  let complaints: string[] = [];
  return {
    service,
    browser,
    open: async (path = '', { signedIn = true, url = service.url, expected, ...more } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...more });
      contexts.push(context);
      context.setDefaultTimeout(20_000);
      await context.addInitScript(reportViolations);
      if (signedIn) await context.addInitScript(signInHere, adminToken);
      const page = await context.newPage();
      const complain = (text: string) => {
        if (!expected?.test(text)) complaints.push(text);
      };
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complain(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => complain(`uncaught: ${error.stack ?? error.message}`));
      await page.goto(`${url}/ui/${path}`);
      return page;
    },
    closePages: async () => {
      const found = complaints;
      complaints = [];
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      return found;
    },
    stop: async () => {
      await browser.close();
      await service.stop();
    },
  };
}

/** Runs in the page: what the content security policy stops is a complaint. */
function reportViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    console.error('stopped by the policy:', violatedDirective, blockedURI, sourceFile, lineNumber),
  );
}

/** Runs in the page, which a person has been at before: once for a tab, so that signing out holds. */
function signInHere(token: string): void {
  if (sessionStorage.getItem('test-signed-in')) return;
  sessionStorage.setItem('test-signed-in', 'yes');
  sessionStorage.setItem('iam-integrations-token', token);
}
