import { type IntegrationPlugin, integrationPlugin } from '@tributary/integration-host'
import {
  defineIntegration,
  fileImport,
  type ImportContext,
  noAuth,
  type Page,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { type TestRecord, TestRecordSchema } from './test-records.ts'

type Pages<Context> = (context: Context) => AsyncIterable<Page<TestRecord>>

/** An integration whose only stream does what the test at hand says. */
export interface Scripted extends IntegrationPlugin {
  /** The pages of a sync; set by each test. */
  sync: Pages<SyncContext>
}

export function scriptedSync(name: string, sync: Pages<SyncContext> = nothing): Scripted {
  const script = { sync }
  const stream: Stream<TestRecord> = {
    id: 'items',
    kind: 'test',
    displayName: 'Items',
    recordSchema: TestRecordSchema,
    sync: (context) => script.sync(context),
  }
  return withScript(
    integrationPlugin(defineIntegration({ ...description(name), auth: noAuth, streams: [stream] })),
    script,
  )
}

/** An integration that reads a file of lines, `externalId value`, 100 lines a page. */
export function linesImport(name: string, maxBytes = 8 * 1024 * 1024): IntegrationPlugin {
  const stream: Stream<TestRecord> = {
    id: 'lines',
    kind: 'test',
    displayName: 'Lines',
    recordSchema: TestRecordSchema,
    importFile: readLines,
  }
  const files = fileImport({ accept: ['.txt'], maxBytes, howTo: ['Write it.'] })
  return integrationPlugin(defineIntegration({ ...description(name), files, streams: [stream] }))
}

async function* readLines({ file, cursor }: ImportContext): AsyncGenerator<Page<TestRecord>> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of file.open()) text += decoder.decode(chunk, { stream: true })
  const lines = text.split('\n').filter((line) => line !== '')
  for (let from = Number(cursor ?? 0); from < lines.length; from += 100) {
    const records = lines.slice(from, from + 100).map((line) => {
      const [externalId = '', value = ''] = line.split(' ')
      return { externalId, value }
    })
    yield { records, cursor: from + records.length, progress: (from + records.length) / lines.length }
  }
}

async function* nothing(): AsyncGenerator<Page<TestRecord>> {}

function withScript(integration: IntegrationPlugin, script: { sync: Pages<SyncContext> }): Scripted {
  return {
    ...integration,
    get sync() {
      return script.sync
    },
    set sync(sync) {
      script.sync = sync
    },
  }
}

function description(name: string) {
  return { name, displayName: name, version: '1.0.0', description: 'For tests.' }
}

/** A page of records `from` to `to`, all of one value, with `to` as its cursor. */
export function pageOf(from: number, to: number, value = 'v'): Page<TestRecord> {
  const records = Array.from({ length: to - from }, (_, n) => ({ externalId: `r${from + n}`, value }))
  return { records, cursor: to }
}

/** Pages of ten up to `total`, from the cursor on. */
export async function* tens(cursor: unknown, total: number, value = 'v'): AsyncGenerator<Page<TestRecord>> {
  for (let from = Number(cursor ?? 0); from < total; from += 10)
    yield pageOf(from, Math.min(total, from + 10), value)
}
