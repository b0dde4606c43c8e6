import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import type { Ask, SettingsServer } from '../settings-server.ts'

const ORIGIN = 'http://tributary.test'

/** A page in the browser, with what its console has printed. */
export interface FormPage {
  readonly page: Page
  readonly printed: readonly string[]
}

/** Opens the page with the form of a plugin, as its query says. Its requests are answered by the server, as an administrator in a session. */
export async function openFormPage(
  browser: Browser,
  server: SettingsServer,
  query: string,
): Promise<FormPage> {
  const [script, style] = await Promise.all([
    bundled,
    readFile(join(import.meta.dirname, 'page.css'), 'utf8'),
  ])
  const page = await browser.newPage({ viewport: { width: 720, height: 900 } })
  const printed: string[] = []
  page.on('console', (message) => {
    // The browser itself reports each refused request.
    if (!message.text().startsWith('Failed to load resource')) printed.push(message.text())
  })
  page.on('pageerror', (error) => printed.push(String(error)))
  await page.route('**/*', async (route) => {
    const request = route.request()
    const { pathname } = new URL(request.url())
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: htmlOf(style) })
    if (pathname === '/page.js') return route.fulfill({ contentType: 'text/javascript', body: script })
    if (!pathname.startsWith('/api/')) return route.fulfill({ status: 404 })
    const answer = await server.ask({
      method: request.method() as NonNullable<Ask['method']>,
      mount: '',
      path: pathname,
      body: request.postDataJSON() ?? undefined,
    })
    return route.fulfill({ status: answer.status, contentType: 'application/json', body: answer.text })
  })
  await page.goto(`${ORIGIN}/?${query}`)
  await page.getByRole('button', { name: 'Save' }).waitFor()
  return { page, printed }
}

function htmlOf(style: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Settings</title><style>${style}</style></head>
    <body><main id="root"></main><script type="module" src="/page.js"></script></body></html>`
}

const bundled = build({
  entryPoints: [join(import.meta.dirname, 'page.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'silent',
}).then(({ outputFiles }) => outputFiles[0]?.text ?? '')
