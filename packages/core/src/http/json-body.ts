import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'

/** JSON encodes both as escapes, so a body without escapes needs no further check. */
const SUSPECT_ESCAPE = /\\u(0000|d[89a-f])/i

/**
 * Parses JSON as Fastify does, and refuses text that is not Unicode or that PostgreSQL cannot hold: unpaired surrogates (RFC
 * 7493, section 2.1) and NUL.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    void parse(request, text, (error, body: unknown) => {
      const path = error === null && SUSPECT_ESCAPE.test(text) ? pathOfBadText(body) : undefined
      if (path === undefined) done(error, body)
      else done(badText(path))
    })
  })
}

/** Whether PostgreSQL's text and JSON types can hold a text. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** The JSON pointer to the first text or member name that cannot be stored. */
function pathOfBadText(value: unknown): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : ''
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key)) return ''
    const path = pathOfBadText(inner)
    if (path !== undefined) return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${path}`
  }
  return undefined
}

function badText(path: string): ProblemError {
  const message = 'must not contain NUL characters or unpaired surrogates'
  return new ProblemError(httpErrors.KERNEL_VALIDATION, {
    detail: `body${path} ${message}`,
    extensions: { errors: [{ in: 'body', path, message }] },
  })
}
