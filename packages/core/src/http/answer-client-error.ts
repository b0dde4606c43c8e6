import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'

/** The error that Node emits for a request that its parser rejects. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** Answers a malformed request with problem details and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // The client is gone, or a response has begun.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy(error)
    return
  }
  const status = STATUS_BY_CODE[error.code ?? ''] ?? 400
  const problem = new ProblemError({ ...httpErrors.KERNEL_BAD_REQUEST, status })
  const body = JSON.stringify(problem.toProblem())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
