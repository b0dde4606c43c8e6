import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { operationsPlugin } from '../src/index.ts'
import { boot, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

describe('/docs', () => {
  test('is a page whose files all come from this server', async () => {
    const { app } = await boot([operationsPlugin(), songs])
    const page = await app.inject('/docs')
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toContain("script-src 'self';")
    expect(page.body).toContain('<title>Sample: API documentation</title>')
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => String(url))
    expect(files).toContain('/docs/swagger-ui-bundle.js')
    for (const url of files) {
      expect(url).toMatch(/^\/(docs\/|openapi\.json$)/)
      const file = await app.inject(url)
      expect([url, file.statusCode]).toEqual([url, 200])
      expect(file.rawPayload.length).toBeGreaterThan(50)
      const cached = await app.inject({ url, headers: { 'if-none-match': String(file.headers.etag) } })
      expect([url, cached.statusCode]).toEqual([url, 304])
    }
  })

  test('offers the merged document first, then each plugin alone', async () => {
    const { app } = await boot([operationsPlugin(), songs])
    const { body, headers } = await app.inject('/docs/start.js')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(body).toContain(
      JSON.stringify([
        { url: '/openapi.json', name: 'All plugins' },
        { url: '/openapi/kernel.json', name: 'kernel' },
        { url: '/openapi/operations.json', name: 'operations' },
        { url: '/openapi/songs.json', name: 'songs' },
      ]),
    )
    expect(body).toContain('"persistAuthorization":true')
    expect(body).toContain('"deepLinking":true')
    expect(body).toContain('"validatorUrl":null')
  })

  test('an address names the plugin that is shown first, and no other document', async () => {
    const { app } = await boot([operationsPlugin(), songs])
    const { body } = await app.inject('/docs/start.js')
    const shown = (search: string) => {
      const bundle = Object.assign((options: object) => options, { presets: {} })
      const window: { ui?: Record<string, unknown> } = {}
      const globals = { window, location: { search }, URLSearchParams }
      runInNewContext(body, { ...globals, SwaggerUIBundle: bundle, SwaggerUIStandalonePreset: {} })
      return window.ui?.['urls.primaryName']
    }
    expect(shown('?plugin=songs')).toBe('songs')
    expect(shown('')).toBe('All plugins')
    expect(shown('?plugin=https://evil.example/openapi.json')).toBe('All plugins')
  })

  test('serves only its own files', async () => {
    const { app } = await boot([operationsPlugin()])
    const urls = ['/docs/index.html', '/docs/..%2Fpackage.json', '/docs/constructor', '/docs/../package.json']
    for (const url of urls) expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
  })

  test('is the redirect target of / and /docs/', async () => {
    const { app } = await boot([operationsPlugin()])
    for (const url of ['/', '/docs/']) {
      expect(await app.inject(url)).toMatchObject({ statusCode: 302, headers: { location: '/docs' } })
    }
  })

  test('leaves / to another plugin, or redirects it elsewhere, as configured', async () => {
    const elsewhere = await boot([operationsPlugin({ home: '/health' })])
    expect((await elsewhere.app.inject('/')).headers['location']).toBe('/health')
    const none = await boot([operationsPlugin({ home: false })])
    expect((await none.app.inject('/')).statusCode).toBe(404)
  })

  test('needs no sign-in, and the boot report says so', async () => {
    const kernel = await boot([operationsPlugin()])
    expect(kernel.report().publicRoutes).toEqual([
      'GET /health/live',
      'GET /health/ready',
      'GET /health',
      'GET /openapi.json',
      'GET /openapi/:plugin.json',
      'GET /docs',
      'GET /docs/*',
      'GET /',
    ])
  })
})
