import { expect, it } from 'vitest'
import { requestIds } from '../src/http/request-ids.ts'

it('numbers the requests of a process by UUIDs that no other process uses', () => {
  const [next, other] = [requestIds(), requestIds()]
  const ids = Array.from({ length: 1000 }, next)
  expect(new Set([...ids, other()])).toHaveLength(1001)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
