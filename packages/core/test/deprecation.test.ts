import { expect, test } from 'vitest'
import type { RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin, reasonOf, signedIn } from './boot-plugins.ts'

const old = { since: '2026-11-28', sunset: '2027-05-28', instead: 'GET /api/music/songs' }

const songs = (deprecated: typeof old): RoutePlugin => {
  return async (app) => {
    app.get(
      '/tracks',
      { config: { deprecated }, schema: documented({ description: 'All tracks.' }) },
      () => 'ok',
    )
    app.get('/songs', { schema: documented() }, () => 'ok')
  }
}
const bootWith = (deprecated: typeof old) =>
  boot([...signedIn(), plugin('music', { configureRoutes: () => ({ routes: songs(deprecated) }) })])

test('a deprecated operation is marked in its document and in every response, including refusals', async () => {
  const kernel = await bootWith(old)
  expect(kernel.document().paths['/api/music/tracks']?.['get']).toMatchObject({
    deprecated: true,
    description:
      'All tracks. Needs a session or an API key with the scope `music:read`. Deprecated: use GET /api/music/songs. It may be gone from 2027-05-28 on.',
  })
  expect(kernel.document().paths['/api/music/songs']?.['get']).not.toHaveProperty('deprecated')
  const refused = await kernel.app.inject('/api/music/tracks')
  expect(refused.statusCode).toBe(401)
  expect(refused.headers).toMatchObject({
    // RFC 9745: seconds since 1970. RFC 8594: an HTTP date.
    deprecation: '@1795824000',
    sunset: 'Fri, 28 May 2027 00:00:00 GMT',
  })
  expect((await kernel.app.inject('/api/music/songs')).headers).not.toHaveProperty('deprecation')
})

test.each([
  [{ ...old, sunset: '2027-05-27' }, 'with a sunset less than 6 months after "since"'],
  [{ ...old, since: 'soon' }, 'with "since" and "sunset" that are not both dates'],
  [{ ...old, instead: '' }, 'without saying what to use instead'],
])('a deprecation that breaks the policy is refused: %j', async (deprecated, why) => {
  expect(reasonOf(await bootWith(deprecated), 'music')).toBe(
    `plugin "music": GET /api/music/tracks is deprecated ${why}: change config.deprecated`,
  )
})
