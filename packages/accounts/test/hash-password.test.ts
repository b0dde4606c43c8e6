import { runForPerson } from '@tributary/core'
import { expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '../src/hash-password.ts'

it('few passwords of one address are checked concurrently, and those of another are interleaved', async () => {
  const hash = await hashPassword('correct horse battery')
  const order: string[] = []
  const check = (address: string, password: string) =>
    runForPerson(address, async () => {
      const isRight = await verifyPassword({ hash, password })
      order.push(address)
      return isRight
    })
  const many = Array.from({ length: 5 }, () => check('address:192.0.2.1', 'a wrong password'))
  const other = check('address:192.0.2.2', 'correct horse battery')
  expect(await Promise.all([...many, other])).toEqual([false, false, false, false, false, true])
  expect(order.indexOf('address:192.0.2.2')).toBeLessThan(5)
})
