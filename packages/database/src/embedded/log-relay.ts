import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { DatabaseLogger } from '../database-logger.ts'

const INTERVAL = 500
/** Rotated at a start of PostgreSQL when it is larger. */
const ROTATE_BYTES = 1024 * 1024
const CHUNK = 64 * 1024
const STOPPED = 'stopped'

/** A line of PostgreSQL's log, as `log_line_prefix` of `serverSettings` shapes it. */
export interface LogLine {
  /** `LOG`, `WARNING`, `FATAL`, `PANIC`, `HINT`, …; `guard` for the guard's own. */
  readonly severity: string
  readonly sqlState: string
  readonly text: string
}

const LINE = /^(?:\S+ \S+ \S+ \d+ ([0-9A-Z]{5}) )?([A-Z]+): {2}(.*)$/
const GUARD = /^guard (\d+) /
const KILLED = /was terminated by signal 9/
/**
 * PostgreSQL logs these at every ordinary start and stop, and for each client that disconnects without a terminate
 * message.
 */
const ORDINARY = new Set(['00000', '08006', '57P01', '57P03', '57000'])

/** Logged by the hundred while many rows are written: more ranges of an index than PostgreSQL can note wait for their summary, which vacuum makes. */
const LATE_SUMMARY = /^request for BRIN range summarization .* was not recorded$/

/** `undefined` for the second and later lines of a message. */
export function parseLogLine(line: string): LogLine | undefined {
  const status = GUARD.exec(line)?.[1]
  if (status !== undefined) return { severity: 'guard', sqlState: '', text: describeEnd(Number(status)) }
  const [, sqlState = '', severity, text = ''] = LINE.exec(line) ?? []
  return severity === undefined ? undefined : { severity, sqlState, text }
}

/** How a postmaster ended, from its exit status in the shell: 128 and the signal's number. */
export function describeEnd(status: number): string {
  if (status === 0) return STOPPED
  if (status === 128 + 9) return 'was killed (SIGKILL), probably because the system ran out of memory'
  return status > 128 ? `ended by signal ${status - 128}` : `ended with status ${status}`
}

/**
 * Relays PostgreSQL's log to a logger: all processes of the database share the file, and each relays what is written
 * while it runs.
 */
export class LogRelay {
  readonly #file: string
  readonly #logger: () => DatabaseLogger
  #offset: number
  #rest = ''
  readonly #decoder = new StringDecoder()
  #timer: NodeJS.Timeout | undefined

  constructor(file: string, logger: () => DatabaseLogger) {
    this.#file = file
    this.#logger = logger
    this.#offset = sizeOf(file)
  }

  start(): void {
    this.#timer ??= setInterval(() => this.relay(), INTERVAL).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.relay()
  }

  /** Relays the lines written since the last call. */
  relay(): void {
    for (const line of this.#readLines()) {
      const parsed = parseLogLine(line)
      if (parsed !== undefined) relayLine(parsed, this.#logger())
    }
  }

  #readLines(): readonly string[] {
    const bytes = readFrom(this.#file, this.#offset)
    if (bytes === undefined) {
      // Rotated: the file begins again.
      this.#offset = 0
      return []
    }
    this.#offset += bytes.length
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }
}

/** The last lines of the log after an offset, which explain why a start failed. */
export function readLog(file: string, offset: number): readonly string[] {
  return (readFrom(file, offset) ?? '')
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}

/** Called with the lock held, before PostgreSQL starts. Returns the size from which its own lines begin. */
export function rotateLog(file: string): number {
  if (sizeOf(file) <= ROTATE_BYTES) return sizeOf(file)
  rmSync(`${file}.1`, { force: true })
  renameSync(file, `${file}.1`)
  return 0
}

function relayLine({ severity, sqlState, text }: LogLine, logger: DatabaseLogger): void {
  if (LATE_SUMMARY.test(text)) return
  const data = sqlState === '' ? {} : { sqlState }
  if (severity === 'guard') {
    if (text !== STOPPED) logger.error(data, `embedded database ${text}`)
  } else if (KILLED.test(text)) {
    logger.error(
      data,
      `PostgreSQL: ${text}. Probably the system ran out of memory; the database restarts its processes`,
    )
  } else if (severity === 'PANIC' || (severity === 'FATAL' && !ORDINARY.has(sqlState))) {
    logger.error(data, `PostgreSQL: ${text}`)
  } else if (!ORDINARY.has(sqlState) && severity !== 'HINT' && severity !== 'DETAIL') {
    logger.warn(data, `PostgreSQL: ${text}`)
  }
}

/** `undefined` when the file is shorter than the offset. */
function readFrom(file: string, offset: number): Buffer | undefined {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return Buffer.alloc(0)
  }
  try {
    const { size } = fstatSync(fd)
    if (size < offset) return undefined
    const chunk = Buffer.alloc(Math.min(size - offset, CHUNK))
    return chunk.subarray(0, readSync(fd, chunk, 0, chunk.length, offset))
  } finally {
    closeSync(fd)
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
