import { describe, expect, it } from 'vitest'
import { addressOf, useLiveApi } from './live-api.ts'

const api = useLiveApi()

/** Whether a path with parameters is also the pattern of another. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/')
  const others = path.split('/')
  return (
    parts.length === others.length && parts.every((part, at) => part === others[at] || /^\{\w+\}$/.test(part))
  )
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

describe('every path of the document', () => {
  it('answers a method that it does not have with 405 and names those it has', async () => {
    const operations = api.operations()
    for (const path of new Set(operations.map((operation) => operation.path))) {
      // `/api/notifications/read` is an address of `/api/notifications/{id}` as well.
      const there = operations.filter((operation) => matches(operation.path, path))
      const methods = [...new Set(there.map(({ method }) => method))]
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].toSorted().join(', ')
      const first = there.find((operation) => operation.path === path)
      if (first === undefined) continue
      for (const method of METHODS.filter((each) => !methods.includes(each))) {
        const { status, headers, body } = await api.send({ method, url: addressOf(first) })
        expect([status, headers['allow'], body.code], `${method} ${path}`).toEqual([
          405,
          allowed,
          'KERNEL_METHOD_NOT_ALLOWED',
        ])
      }
    }
  })
})

describe('every operation with a body', () => {
  it('answers a body of another type with 415 and names the types it takes', async () => {
    const taking = api.operations().filter(({ body }) => Object.keys(body).length > 0)
    expect(taking.length).toBeGreaterThan(20)
    for (const operation of taking) {
      const { status, headers, body } = await api.send({
        method: operation.method,
        url: addressOf(operation),
        headers: { 'content-type': 'text/x-other' },
        payload: 'x',
      })
      expect([status, headers['accept'], body.code], operation.at).toEqual([
        415,
        Object.keys(operation.body).join(', '),
        'KERNEL_UNSUPPORTED_MEDIA_TYPE',
      ])
    }
  })
})

describe('Accept', () => {
  const typesOf = (operation: ReturnType<typeof api.operations>[number]) =>
    Object.keys(operation.responses['200']?.content ?? {})
  const ask = (operation: ReturnType<typeof api.operations>[number], accept: string) => {
    const url = addressOf(operation, ({ required }) => required)
    return api.send({ method: 'GET', url, headers: { accept } })
  }

  it('is 406 where an answer has several types and none is accepted', async () => {
    // A kept export has the type that it was made with.
    const several = api
      .operations()
      .filter((each) => each.method === 'GET' && typesOf(each).length > 1)
      .filter(({ operationId }) => operationId !== 'exportsGetContent')
    expect(several.map(({ operationId }) => operationId).toSorted()).toEqual([
      'libraryExportItems',
      'metricsExportEvents',
      'metricsExportValues',
    ])
    for (const operation of several) {
      const { status, body } = await ask(operation, 'application/xml')
      expect([status, body.code], operation.at).toEqual([406, 'KERNEL_NOT_ACCEPTABLE'])
    }
  })

  it('does not matter where an answer has one type', async () => {
    const one = api
      .operations()
      .filter((each) => each.method === 'GET' && typesOf(each).join() === 'application/json')
    expect(one.length).toBeGreaterThan(50)
    for (const operation of one) {
      const [xml, any] = [await ask(operation, 'application/xml'), await ask(operation, '*/*')]
      expect([xml.status, xml.headers['content-type']], operation.at).toEqual([
        any.status,
        any.headers['content-type'],
      ])
    }
  })
})
