import { describe, expect, test } from 'vitest'
import { IntegrationError } from '../../src/integration-error.ts'
import { checkedSearchIndex, type SearchIndex, type SearchQuery } from '../../src/providers.ts'

/** Records what it was called with. */
function recording() {
  const calls: unknown[] = []
  const index: SearchIndex = {
    index: async (personId, documents) => void calls.push(['index', personId, documents.map(({ id }) => id)]),
    remove: async (personId, ids) => void calls.push(['remove', personId, [...ids]]),
    removeAll: async (personId) => void calls.push(['removeAll', personId]),
    query: async (query) => {
      calls.push(['query', query])
      return { ids: ['1', '2'], estimatedTotal: 0 }
    },
  }
  return { calls, checked: checkedSearchIndex(index) }
}

const query: SearchQuery = { personId: 'ada', text: 'x', limit: 1 }
const refused = { code: 'invalid_data' }

describe('a search index is called with what the contract permits alone', () => {
  test.each(['', 'a"b', 'a OR 1=1', 'ä', 'x'.repeat(201)])('not with the id %j', async (id) => {
    const { calls, checked } = recording()
    await expect(checked.index(id, [])).rejects.toMatchObject(refused)
    await expect(checked.index('ada', [{ id, text: 'x' }])).rejects.toMatchObject(refused)
    await expect(checked.remove(id, ['1'])).rejects.toMatchObject(refused)
    await expect(checked.remove('ada', ['1', id])).rejects.toMatchObject(refused)
    await expect(checked.removeAll(id)).rejects.toMatchObject(refused)
    await expect(checked.query({ ...query, personId: id })).rejects.toMatchObject(refused)
    expect(calls).toEqual([])
  })

  test.each([
    { limit: 0 },
    { limit: 1_001 },
    { limit: 1.5 },
    { offset: -1 },
    { source: 'a" OR "b' },
    { kind: '' },
    { from: 'yesterday' },
    { before: 'x' },
    { text: '\ud800' },
  ])('not with the query %j', async (wrong) => {
    const { calls, checked } = recording()
    await expect(checked.query({ ...query, ...wrong })).rejects.toMatchObject(refused)
    expect(calls).toEqual([])
  })

  test('an error has nothing of the text', async () => {
    const { checked } = recording()
    const text = `secret diary \ud800`
    await expect(checked.index('ada', [{ id: '1', text }])).rejects.not.toThrow('secret')
    await expect(checked.query({ ...query, text })).rejects.not.toThrow('secret')
  })

  test('in batches, with the last of several documents of one id', async () => {
    const { calls, checked } = recording()
    const ids = Array.from({ length: 1_100 }, (_, n) => String(n))
    await checked.index(
      'ada',
      [...ids, '0'].map((id, n) => ({ id, text: String(n) })),
    )
    await checked.remove('ada', [...ids, '0'])
    expect(calls.map((call) => (call as [string, string, string[]])[2].length)).toEqual([
      500, 500, 100, 500, 500, 100,
    ])
  })

  test('in halves where a batch is refused, down to the document that is refused by itself', async () => {
    const written: string[] = []
    const checked = checkedSearchIndex({
      ...recording().checked,
      index: async (_personId, documents) => {
        if (documents.length > 3 || documents.some(({ text }) => text === 'bad'))
          throw new IntegrationError('invalid_data', 'The service refused it.')
        written.push(...documents.map(({ id }) => id))
      },
    })
    const documents = Array.from({ length: 10 }, (_, n) => ({ id: String(n), text: 'good' }))
    await checked.index('ada', documents)
    expect(written).toEqual(documents.map(({ id }) => id))
    await expect(checked.index('ada', [...documents, { id: 'x', text: 'bad' }])).rejects.toMatchObject(
      refused,
    )
  })

  test('not for nothing', async () => {
    const { calls, checked } = recording()
    await checked.index('ada', [])
    await checked.remove('ada', [])
    expect(await checked.query({ ...query, text: ' \n' })).toEqual({ ids: [], estimatedTotal: 0 })
    expect(calls).toEqual([])
  })

  test('an estimate is never less than what was found', async () => {
    const { checked } = recording()
    expect(await checked.query({ ...query, offset: 3, limit: 2 })).toEqual({
      ids: ['1', '2'],
      estimatedTotal: 5,
    })
  })
})
