import { describe, expect, it } from 'vitest'
import { startAccountsServer } from './accounts-server.ts'

describe('the log at trace level', () => {
  it('contains no password, key, token or secret', async () => {
    const secret = 'canary-secret-0123456789abcdef0123456789'
    const adminPassword = 'canary-admin-password'
    const server = await startAccountsServer({ secret, adminEmail: 'root@example.org', adminPassword })
    const canaries = [
      secret,
      adminPassword,
      'canary-wrong-password',
      'canary-new-password',
      'canary-key',
      'canary-token',
    ]
    try {
      const cookie = await server.signIn('root@example.org', adminPassword)
      await expect(server.signIn('root@example.org', 'canary-wrong-password')).rejects.toThrow(
        'BAD_CREDENTIALS',
      )
      await expect(server.signIn('nobody@example.org', 'canary-wrong-password')).rejects.toThrow(
        'BAD_CREDENTIALS',
      )
      const post = (url: string, payload: object, headers: object = { cookie }) =>
        server.inject({ method: 'POST', url, payload, headers: { ...headers } })
      const made = (await post('/api/accounts/keys', { name: 'x', scopes: ['*'] })).json<{ key: string }>()
      await server.inject({ url: '/api/library', headers: { authorization: `Bearer ${made.key}` } })
      await server.inject({ url: '/api/library', headers: { authorization: 'Bearer canary-key' } })
      await server.inject({
        url: '/api/library',
        headers: { cookie: 'tributary.session_token=canary-token' },
      })
      await post('/api/accounts/setup', {
        token: 'canary-token',
        email: 'e@example.org',
        password: adminPassword,
      })
      await post('/api/accounts/password', {
        currentPassword: 'canary-wrong-password',
        newPassword: 'canary-new-password',
      })
      await post('/api/accounts/password', { currentPassword: adminPassword, newPassword: 7 })
      await post('/api/accounts/password', {
        currentPassword: adminPassword,
        newPassword: 'canary-new-password',
      })
      const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
      canaries.push(made.key, token)

      // A lost database is where a library would most likely print what it was about to send.
      await server.database.database.pool.query('drop table sessions')
      const broken = await post('/api/accounts/sign-in/email', {
        email: 'root@example.org',
        password: 'canary-new-password',
      })
      expect(broken.statusCode).toBe(500)
      expect(broken.body).not.toContain('sessions')
    } finally {
      await server.stop()
    }
    const log = server.log.join('')
    expect(server.log.length).toBeGreaterThan(20)
    for (const canary of canaries) expect(log.includes(canary), `the log holds ${canary}`).toBe(false)
  })
})
