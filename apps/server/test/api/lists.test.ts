import { describe, expect, it } from 'vitest'
import { addressOf, type LiveOperation, useLiveApi } from './live-api.ts'

const api = useLiveApi()

const UNKNOWN_ID = '0199f1c2-0000-7000-8000-000000000000'

const takes = ({ method, parameters }: LiveOperation, ...names: readonly string[]) =>
  method === 'GET' &&
  names.every((name) => parameters.some((each) => each.in === 'query' && each.name === name))

/** Asks with some parameters, and the examples of those that are required. */
const ask = (operation: LiveOperation, given: Readonly<Record<string, string>>) => {
  const url = new URL(
    addressOf(operation, ({ name, required }) => required && !Object.hasOwn(given, name)),
    'http://server',
  )
  for (const [name, value] of Object.entries(given)) url.searchParams.set(name, value)
  return api.send({ method: 'GET', url: `${url.pathname}${url.search}` })
}

/** Without `{id}`: a thing that does not exist is 404, whatever is asked of it. */
const operations = (...names: readonly string[]) =>
  api.operations().filter((each) => takes(each, ...names) && !each.path.includes('{id}'))

/** Every operation with these parameters refuses these values with this code, and says which parameter is at fault. */
const expectRefusal = async (
  given: Readonly<Record<string, string>>,
  code: string,
  at: string | undefined,
) => {
  const asked = operations(...Object.keys(given))
  for (const operation of asked) {
    const { status, body } = await ask(operation, given)
    const what = `${operation.at} ${JSON.stringify(given)}: ${JSON.stringify(body)}`
    expect([status, body.code], what).toEqual([400, code])
    if (at !== undefined)
      expect(body.errors, what).toContainEqual(
        expect.objectContaining({ in: 'querystring', path: expect.stringContaining(at) as string }),
      )
  }
}

describe('every list refuses in one form', () => {
  it.each([
    [{ limit: '0' }, 'KERNEL_VALIDATION', '/limit'],
    [{ limit: '501' }, 'KERNEL_VALIDATION', '/limit'],
    [{ limit: 'ten' }, 'KERNEL_VALIDATION', '/limit'],
    [{ order: 'newest' }, 'KERNEL_VALIDATION', '/order'],
    [{ cursor: '' }, 'KERNEL_VALIDATION', '/cursor'],
    [{ updatedSince: 'yesterday' }, 'KERNEL_VALIDATION', '/updatedSince'],
    [{ from: '2026-13-01' }, 'KERNEL_VALIDATION', '/from'],
    [{ fromTime: '2026-11-01' }, 'KERNEL_VALIDATION', '/fromTime'],
    [{ integration: 'spotfy' }, 'KERNEL_UNKNOWN_VALUE', '/integration'],
    [{ connectionId: UNKNOWN_ID }, 'KERNEL_UNKNOWN_VALUE', '/connectionId'],
    [{ metric: 'fitbit.stepz' }, 'METRICS_UNKNOWN_METRIC', '/metric'],
    [{ from: '2026-11-02', to: '2026-11-01' }, 'KERNEL_BAD_RANGE', undefined],
    [{ fromTime: '2026-11-02T00:00:00Z', toTime: '2026-11-01T00:00:00Z' }, 'KERNEL_BAD_RANGE', undefined],
  ] as const)('%j', async (given, code, at) => {
    await expectRefusal(given, code, at)
    expect(operations(...Object.keys(given)).length).toBeGreaterThan(0)
  })

  it('a parameter that it does not know, with the nearest it does', async () => {
    for (const operation of operations('limit')) {
      const { status, body } = await ask(operation, { limt: '1' })
      expect([status, body.code], operation.at).toEqual([400, 'KERNEL_VALIDATION'])
      expect(body.errors[0], operation.at).toMatchObject({ property: 'limt', nearest: 'limit' })
    }
    for (const operation of api
      .operations()
      .filter(({ method, path }) => method === 'GET' && path.startsWith('/api/'))) {
      // What providers call is theirs to define.
      if (/\/(callback|webhook)$/.test(operation.path)) continue
      const { status, body } = await ask(operation, { never: '1' })
      expect([status, body.code], operation.at).toEqual([400, 'KERNEL_VALIDATION'])
    }
  })

  it('a misspelt integration and metric, with the nearest one', async () => {
    for (const operation of operations('integration')) {
      // Coverage is of the integrations with daily values alone.
      const known = operation.path.startsWith('/api/metrics') ? 'fitbit' : 'spotify'
      const { body } = await ask(operation, { integration: known.replace('t', '') })
      expect(body.detail, operation.at).toContain(`Did you mean "${known}"?`)
    }
    for (const operation of operations('metric')) {
      const kind = operation.path.endsWith('/measurements') ? 'measurement' : 'daily'
      const { items } = (await api.send({ method: 'GET', url: `/api/metrics/catalogue?kind=${kind}` })).body
      const { metric } = items.find((each: { metric: string }) => each.metric.startsWith('fitbit.'))
      const { body } = await ask(operation, { metric: `${metric}z` })
      expect(body.errors[0].message, operation.at).toContain(`Did you mean "${metric}"?`)
    }
  })

  it('a malformed cursor, and one of another list, order or filter', async () => {
    const paged = operations('limit', 'cursor')
    const cursors = new Map<string, string>()
    for (const operation of paged) {
      const { status, body } = await ask(operation, { cursor: 'AAAA' })
      expect([status, body.code], operation.at).toEqual([400, 'DATABASE_BAD_CURSOR'])
      const page = await ask(operation, { limit: '1' })
      if (page.body.nextCursor !== null) cursors.set(operation.operationId, String(page.body.nextCursor))
    }
    expect([...cursors.keys()]).toEqual(
      expect.arrayContaining(['libraryListItems', 'accountsListKeys', 'settingsListPlugins']),
    )
    for (const operation of paged)
      for (const [id, cursor] of cursors) {
        const { status, body } = await ask(operation, { cursor })
        const others = [400, 'DATABASE_BAD_CURSOR']
        expect([status, body.code], `${operation.at} with the cursor of ${id}`).toEqual(
          id === operation.operationId ? [200, undefined] : others,
        )
      }
    const [items] = paged.filter(({ operationId }) => operationId === 'libraryListItems')
    const cursor = cursors.get('libraryListItems') ?? ''
    for (const other of [
      { order: 'asc' },
      { integration: 'netflix' },
      { text: 'roma' },
      { from: '2026-01-01' },
    ])
      expect(
        (await ask(items as LiveOperation, { cursor, ...other })).body,
        JSON.stringify(other),
      ).toMatchObject({
        status: 400,
        code: 'DATABASE_BAD_CURSOR',
      })
  })
})
