import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LogRelay } from '../../src/embedded/log-relay.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

test('what PostgreSQL logs is relayed by its severity, without what is ordinary', () => {
  const file = join(temporaryDirectory('log-relay-'), 'log')
  const relayed: string[] = []
  const log = (level: string) => (_data: object, message: string) => void relayed.push(`${level} ${message}`)
  const logger = { info: log('info'), warn: log('warn'), error: log('error') }
  const relay = new LogRelay(file, () => logger)
  const at = '2026-11-30 15:00:00.000 UTC 17'
  appendFileSync(
    file,
    [
      `${at} 00000 LOG:  checkpoint starting: time`,
      `${at} 54000 LOG:  request for BRIN range summarization for index "notes_by_update" page 10351 was not recorded`,
      `${at} 54000 LOG:  something else was not recorded`,
      `${at} 53100 FATAL:  could not extend file`,
      '',
    ].join('\n'),
  )
  relay.relay()
  expect(relayed).toEqual([
    'warn PostgreSQL: something else was not recorded',
    'error PostgreSQL: could not extend file',
  ])
})
