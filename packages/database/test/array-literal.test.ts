import { expect, it } from 'vitest'
import { arrayLiteral } from '../src/array-literal.ts'
import { describeDatabase } from './describe-database.ts'

describeDatabase('an array as text', (start) => {
  it('is read back unchanged, with any characters', async () => {
    const test = await start()
    const values = [
      '',
      'NULL',
      null,
      'a "quoted" word',
      'back\\slash',
      '{braces, comma}',
      ' spaces ',
      'line\nbreak',
      'ünï 🎧',
    ]
    const { rows } = await test.database.pool.query('select $1::text[] as values', [arrayLiteral(values)])
    expect(rows).toEqual([{ values }])
  })

  it('supports numbers and booleans', async () => {
    const test = await start()
    const { rows } = await test.database.pool.query(
      'select $1::real[] as numbers, $2::boolean[] as booleans',
      [arrayLiteral([1, -0.5, null]), arrayLiteral([true, false])],
    )
    expect(rows).toEqual([{ numbers: [1, -0.5, null], booleans: [true, false] }])
  })
})
