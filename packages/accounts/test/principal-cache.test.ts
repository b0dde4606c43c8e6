import type { Principal } from '@tributary/core'
import { describe, expect, it } from 'vitest'
import { PrincipalCache } from '../src/principal-cache.ts'

const ADA: Principal = { userId: 'ada', email: 'ada@example.org', kind: 'session', roles: ['user'] }

/** A look-up that ends when the test says so. */
function slowLookUp() {
  const waiting: PromiseWithResolvers<{ principal: Principal; expiresAt: null }>[] = []
  return {
    waiting,
    lookUp: () => {
      const answer = Promise.withResolvers<{ principal: Principal; expiresAt: null }>()
      waiting.push(answer)
      return answer.promise
    },
  }
}

describe('concurrent requests with one credential', () => {
  it('share one look-up, and later ones need none', async () => {
    const cache = new PrincipalCache(() => 0)
    const { waiting, lookUp } = slowLookUp()
    const asked = Array.from({ length: 500 }, () => cache.get('key', lookUp))
    expect(waiting).toHaveLength(1)
    waiting[0]?.resolve({ principal: ADA, expiresAt: null })
    expect(new Set(await Promise.all(asked))).toEqual(new Set([ADA]))
    expect(await cache.get('key', lookUp)).toBe(ADA)
    expect(waiting).toHaveLength(1)
  })

  it('are all refused when it is, and the next looks again', async () => {
    const cache = new PrincipalCache(() => 0)
    const { waiting, lookUp } = slowLookUp()
    const asked = [cache.get('key', lookUp), cache.get('key', lookUp)]
    waiting[0]?.reject(new Error('unknown key'))
    for (const each of await Promise.allSettled(asked)) expect(each.status).toBe('rejected')
    const next = cache.get('key', lookUp)
    waiting[1]?.resolve({ principal: ADA, expiresAt: null })
    expect(await next).toBe(ADA)
  })

  it.each(['forget', 'forgetUser'] as const)(
    'join no look-up from before a revocation (%s)',
    async (revoke) => {
      const cache = new PrincipalCache(() => 0)
      const { waiting, lookUp } = slowLookUp()
      const before = cache.get('key', lookUp)
      cache[revoke](revoke === 'forget' ? 'key' : 'ada')
      const after = cache.get('key', lookUp)
      expect(waiting).toHaveLength(2)
      waiting[0]?.resolve({ principal: ADA, expiresAt: null })
      expect(await before).toBe(ADA)
      // What was read before is not kept, nor does its end take the new look-up's place away.
      const third = cache.get('key', lookUp)
      expect(waiting).toHaveLength(2)
      waiting[1]?.reject(new Error('revoked'))
      await expect(after).rejects.toThrow('revoked')
      await expect(third).rejects.toThrow('revoked')
    },
  )
})
