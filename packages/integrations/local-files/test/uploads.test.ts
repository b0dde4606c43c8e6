import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineIntegration, fileImport, mediaStream } from '@tributary/integration-kit'
import { startTestServer, TEST_PASSWORD } from '@tributary/testkit'
import { expect, test, vi } from 'vitest'
import { localFiles } from '../src/index.ts'

/** A title a line. */
const titles = mediaStream({
  id: 'titles',
  displayName: 'Titles',
  async *importFile({ file }) {
    let text = ''
    for await (const piece of file.open()) text += Buffer.from(piece).toString()
    const records = text.split('\n').map((title) => ({
      externalId: title,
      type: 'movie' as const,
      title,
      occurredOn: '2026-11-01',
      raw: { title },
    }))
    yield { records, cursor: 1, progress: 1 }
  },
})

const films = defineIntegration({
  name: 'films',
  displayName: 'Films',
  version: '1.0.0',
  description: 'A list of films.',
  files: fileImport({ accept: ['.txt'], maxBytes: 1024 * 1024, howTo: ['Write it.'] }),
  streams: [titles],
})

const LIMIT_MILLISECONDS = 120_000

test('an administrator chooses a directory: uploads go there, are recognised, previewed and imported from there', {
  timeout: LIMIT_MILLISECONDS,
}, async () => {
  const root = await mkdtemp(join(tmpdir(), 'uploads-'))
  vi.stubEnv('LOCAL_FILES_DIRECTORIES', root)
  await using server = await startTestServer({ integrations: [localFiles, films] })
  const files = async () => (await readdir(join(root, 'disk', 'uploads'))).length
  try {
    const admin = await server.createUser({ role: 'admin' })
    const { cookies } = await server.kernel.app.inject({
      method: 'POST',
      url: '/api/accounts/sign-in/email',
      payload: { email: admin.email, password: TEST_PASSWORD },
    })
    const cookie = cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
    const asAdmin = async (method: 'POST' | 'PATCH' | 'GET', url: string, payload: object = {}) => {
      const answer = await server.kernel.app.inject({
        method,
        url: `/api/admin${url}`,
        headers: { cookie },
        ...(method === 'GET' ? {} : { payload }),
      })
      if (answer.statusCode >= 400) throw new Error(answer.body)
      return answer.json()
    }
    const values = { directory: 'disk' }
    const instance = { plugin: 'local-files', kind: 'storage', name: 'disk', values }
    const { id } = await asAdmin('POST', '/plugins/instances', instance)
    expect(await asAdmin('POST', '/settings/jobs/choices/uploadStorage', { values: {} })).toMatchObject({
      choices: [{ value: id, label: 'disk (local-files)' }],
    })
    await asAdmin('PATCH', '/settings/jobs', { values: { uploadStorage: id } })

    const ada = await server.createUser()
    const file = { filename: 'films.txt', content: 'Alien\nBrazil' }
    const recognised = await ada.recognise(file)
    expect(recognised).toMatchObject({ status: 200, body: { candidates: [{ integration: 'films' }] } })
    expect(await files()).toBe(1)
    const { uploadId } = recognised.body
    const request = { uploadId, integration: 'films' }
    expect(await ada.post('/api/imports/preview', request)).toMatchObject({
      status: 200,
      body: { newCount: 2, knownCount: 0, isComplete: true, problem: null },
    })
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('tributary-preview-'))).toEqual([])
    const { body: job } = await ada.post('/api/imports', request)
    expect(await ada.jobEnd(job.id)).toMatchObject({ status: 'succeeded', inserted: 2 })
    // An instance that cannot be opened: nothing is stored.
    await asAdmin('PATCH', `/plugins/instances/${id}`, { values: { directory: '/etc' } })
    const refused = await ada.upload('films', file)
    expect(refused).toMatchObject({ status: 503, body: { code: 'JOBS_STORAGE_UNAVAILABLE' } })
  } finally {
    vi.unstubAllEnvs()
    await rm(root, { recursive: true, force: true })
  }
})
