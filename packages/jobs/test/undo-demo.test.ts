import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importsPlugin } from '../src/index.ts'
import { ENDINGS, type JobsServer, reaches, startJobsServer } from './jobs-server.ts'
import { linesImport } from './scripted-integration.ts'

describe('an import of demo data', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ integrations: [linesImport('lines'), importsPlugin()] })
  })
  afterAll(() => server.stop())

  async function importAs(trigger: 'upload' | 'demo'): Promise<string> {
    const uploadId = await server.imports.receive({
      userId: 'ada',
      filename: 'a.txt',
      contentType: 'text/plain',
      maxBytes: 1000,
      content: (async function* () {
        yield Buffer.from('r1 v')
      })(),
      trigger,
    })
    const asked = { userId: 'ada', integration: 'lines', uploadId, options: {}, trigger }
    const { id } = await server.imports.submit(asked)
    await reaches(server, id, ENDINGS)
    return id
  }
  const send = async (method: 'GET' | 'POST', url: string) =>
    (await server.kernel.app.inject({ method, url, headers: { as: 'ada' } })).json()

  test('cannot be undone alone, and says what removes it', async () => {
    const id = await importAs('demo')
    const { undo } = await send('GET', `/api/imports/${id}`)
    expect(undo).toEqual({ possible: false, reason: expect.stringContaining('Remove the demo data instead') })
    expect(await send('POST', `/api/imports/${id}/undo`)).toMatchObject({
      status: 409,
      code: 'JOBS_NOT_UNDOABLE',
      detail: undo.reason,
    })
    expect(await send('GET', `/api/imports/${id}`)).toMatchObject({ newCount: 1, undone: null })
  })

  test('is told from a file of the person', async () => {
    const { undo } = await send('GET', `/api/imports/${await importAs('upload')}`)
    expect(undo.reason).not.toContain('demo')
  })
})
