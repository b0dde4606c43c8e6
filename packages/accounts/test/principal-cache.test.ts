import type { Principal } from '@tributary/core'
import { describe, expect, it } from 'vitest'
import type { Accepted, CredentialSource } from '../src/principal-cache.ts'
import { PrincipalCache } from '../src/principal-cache.ts'

const ADA: Principal = { userId: 'ada', email: 'ada@example.org', kind: 'session', roles: ['user'] }

/** A look-up that ends when the test says so. */
function slowLookUp() {
  const waiting: PromiseWithResolvers<Accepted>[] = []
  const source: CredentialSource = {
    lookUp: () => {
      const answer = Promise.withResolvers<Accepted>()
      waiting.push(answer)
      return answer.promise
    },
    renew: async () => [],
  }
  return { waiting, source }
}

describe('concurrent requests with one credential', () => {
  it('share one look-up, and later ones need none', async () => {
    const cache = new PrincipalCache(() => 0)
    const { waiting, source } = slowLookUp()
    const asked = Array.from({ length: 500 }, () => cache.get('key', source))
    expect(waiting).toHaveLength(1)
    waiting[0]?.resolve({ id: 'key', principal: ADA, expiresAt: null })
    expect(new Set(await Promise.all(asked))).toEqual(new Set([ADA]))
    expect(await cache.get('key', source)).toBe(ADA)
    expect(waiting).toHaveLength(1)
  })

  it('are all refused when it is, and the next looks again', async () => {
    const cache = new PrincipalCache(() => 0)
    const { waiting, source } = slowLookUp()
    const asked = [cache.get('key', source), cache.get('key', source)]
    waiting[0]?.reject(new Error('unknown key'))
    for (const each of await Promise.allSettled(asked)) expect(each.status).toBe('rejected')
    const next = cache.get('key', source)
    waiting[1]?.resolve({ id: 'key', principal: ADA, expiresAt: null })
    expect(await next).toBe(ADA)
  })

  it.each(['forget', 'forgetUser'] as const)(
    'join no look-up from before a revocation (%s)',
    async (revoke) => {
      const cache = new PrincipalCache(() => 0)
      const { waiting, source } = slowLookUp()
      const before = cache.get('key', source)
      cache[revoke](revoke === 'forget' ? 'key' : 'ada')
      const after = cache.get('key', source)
      expect(waiting).toHaveLength(2)
      waiting[0]?.resolve({ id: 'key', principal: ADA, expiresAt: null })
      expect(await before).toBe(ADA)
      // What was read before is not kept, nor does its end take the new look-up's place away.
      const third = cache.get('key', source)
      expect(waiting).toHaveLength(2)
      waiting[1]?.reject(new Error('revoked'))
      await expect(after).rejects.toThrow('revoked')
      await expect(third).rejects.toThrow('revoked')
    },
  )
})

describe('credentials in use', () => {
  /** 50 people, each with a credential, whose rows a test can delete. */
  function accounts() {
    const clock = { now: 0 }
    const cache = new PrincipalCache(() => clock.now)
    const rows = new Map(Array.from({ length: 50 }, (_, n) => [`key${n}`, { ...ADA, userId: `user${n}` }]))
    const queries: (readonly string[])[] = []
    const find = (ids: readonly string[]): Accepted[] => {
      queries.push(ids)
      return ids.flatMap((id) => {
        const principal = rows.get(id)
        return principal === undefined ? [] : [{ id, principal, expiresAt: null }]
      })
    }
    const ask = (id: string) =>
      cache.get(id, {
        lookUp: async () => {
          const [found] = find([id])
          if (found === undefined) throw new Error('unknown key')
          return found
        },
        renew: async (ids) => find(ids),
      })
    return { clock, cache, rows, queries, ask, ids: [...rows.keys()] }
  }

  it('are renewed by one query each five seconds, however many there are', async () => {
    const { clock, queries, ask, ids } = accounts()
    await Promise.all(ids.map(ask))
    expect(queries).toHaveLength(50)
    queries.length = 0
    for (; clock.now < 60_000; clock.now += 100) await ask(ids[(clock.now / 100) % 50] ?? '')
    expect(queries.length).toBeLessThanOrEqual(12)
    clock.now += 6_000
    queries.length = 0
    await Promise.all(ids.map(ask))
    expect(queries).toHaveLength(1)
  })

  it('count no longer five seconds after another process has revoked them', async () => {
    const { clock, rows, ask, ids } = accounts()
    await Promise.all(ids.map(ask))
    for (; clock.now < 20_000; clock.now += 250) await ask(ids[(clock.now / 250) % 50] ?? '')
    rows.delete('key7')
    const revokedAt = clock.now
    for (; clock.now < revokedAt + 5_000; clock.now += 250) await ask('key8')
    clock.now += 1
    await expect(ask('key7')).rejects.toThrow('unknown key')
    await expect(ask('key8')).resolves.toMatchObject({ userId: 'user8' })
  })

  it('are not renewed by what was read before a revocation', async () => {
    const { clock, cache, rows, ask, ids } = accounts()
    await Promise.all(ids.map(ask))
    clock.now += 6_000
    const renewing = ask('key1')
    rows.delete('key2')
    cache.forgetUser('user2')
    await renewing
    await expect(ask('key2')).rejects.toThrow('unknown key')
  })

  it('are no longer renewed after a minute without use', async () => {
    const { clock, queries, ask, ids } = accounts()
    await Promise.all(ids.map(ask))
    for (; clock.now < 70_000; clock.now += 1_000) await ask('key1')
    expect(queries.at(-1)).toEqual(['key1'])
  })
})
