import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel, type Kernel } from '@tributary/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pagePaths, webPlugin } from '../src/index.ts'

const SCRIPT = 'index-ClnaMX7r.js'

let directory: string
let kernel: Kernel

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'web-'))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<meta name="nonce" content="{{nonce}}"><div id="root">')
  await writeFile(join(directory, 'assets', SCRIPT), 'console.log(1)')
  await writeFile(join(directory, 'assets', `${SCRIPT}.br`), 'compressed')
  await writeFile(join(directory, 'secret.txt'), 'secret')
  kernel = createKernel({ plugins: [webPlugin({ directory })] })
  await kernel.boot()
})

afterAll(async () => {
  await kernel.stop()
  await rm(directory, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => kernel.app.inject({ url, headers })

test('every page is the same file, with a nonce of its own in the file and the policy', async () => {
  const nonces = new Set<string>()
  for (const path of ['/', ...pagePaths, '/connections/0199/streams']) {
    const { statusCode, headers, body } = await get(path)
    expect(statusCode, path).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    const nonce = /content="([^"]+)"/.exec(body)?.[1] ?? ''
    expect(String(headers['content-security-policy'])).toContain(`style-src 'self' 'nonce-${nonce}'`)
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(pagePaths.length + 2)
})

test('the policy permits nothing inline and nothing from elsewhere', async () => {
  const policy = String((await get('/')).headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'; script-src 'self';")
  expect(policy).toContain("img-src 'self' data:;")
  expect(policy).not.toMatch(/unsafe|https?:|blob:|\*/)
})

test('a file with a hash in its name is kept by browsers for a year, compressed as it was built', async () => {
  const { statusCode, headers, body } = await get(`/assets/${SCRIPT}`, { 'accept-encoding': 'br' })
  expect(statusCode).toBe(200)
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['content-encoding']).toBe('br')
  expect(body).toBe('compressed')
  expect((await get(`/assets/${SCRIPT}`)).body).toBe('console.log(1)')
})

test('nothing but the files of the page can be read', async () => {
  for (const path of ['/assets/none.js', '/assets/../secret.txt', '/assets/%2e%2e/secret.txt', '/secret.txt'])
    expect((await get(path)).statusCode, path).toBe(404)
})

test('an address that is no page is not found, and other methods are refused', async () => {
  expect((await get('/chart')).statusCode).toBe(404)
  expect((await kernel.app.inject({ method: 'POST', url: '/jobs' })).statusCode).toBe(405)
})

test('a directory without a build is refused with what to do', async () => {
  const broken = createKernel({ plugins: [webPlugin({ directory: join(directory, 'assets') })] })
  const report = await broken.boot()
  expect(report.plugins.find(({ name }) => name === 'web')).toMatchObject({ state: 'quarantined' })
  await broken.stop()
})
