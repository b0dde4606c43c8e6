import type { InnerAnswer } from './caller.ts'

interface Problem {
  readonly title?: unknown
  readonly detail?: unknown
  readonly code?: unknown
  readonly errors?: unknown
}

interface Fault {
  readonly in?: unknown
  readonly path?: unknown
  readonly property?: unknown
  readonly message?: unknown
}

/** A refusal as text: what it is, why, each invalid argument, and the code for programs. */
export function describeProblem({ status, body }: InnerAnswer): string {
  const { title, detail, code, errors } = (typeof body === 'object' && body !== null ? body : {}) as Problem
  const faults: readonly unknown[] = Array.isArray(errors) ? errors : []
  return [
    [title, detail].filter((text) => typeof text === 'string').join(': ') ||
      `The request failed (${status}).`,
    ...faults.map((fault) => `- ${describeFault(fault as Fault)}`),
    ...(typeof code === 'string' ? [`(${code})`] : []),
  ].join('\n')
}

/** `limit: must be <= 500`; a part of a body under `body`. */
function describeFault({ in: place, path, property, message }: Fault): string {
  const steps = [
    ...(place === 'body' ? ['body'] : []),
    ...(typeof path === 'string' ? path : '').split('/').filter((step) => step !== ''),
    ...(typeof property === 'string' ? [property] : []),
  ]
  return `${steps.length === 0 ? '' : `${steps.join('.')}: `}${String(message)}`
}
