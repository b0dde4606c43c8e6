import type { AnswerCheck } from './answer-check.ts'

/** What was called, and what it answered: `jobsGetJob 200`. */
export type Calls = Map<string, Set<number>>

/**
 * `fetch` that records each operation with its status, and throws where the answer is not as the document says.
 */
export function checkedFetch(check: AnswerCheck, calls: Calls): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const response = await fetch(request)
    const operationId = check.operationOf(request.method, new URL(request.url).pathname)
    calls.set(operationId, (calls.get(operationId) ?? new Set()).add(response.status))
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('text/event-stream')) return response
    const faults = check.faultsOf(operationId, {
      status: response.status,
      type,
      text: await response.clone().text(),
    })
    if (faults.length > 0) throw new Error(`${operationId} ${response.status}: ${faults.join('; ')}`)
    return response
  }
}
