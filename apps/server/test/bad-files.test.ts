import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'
import { waitForJob } from './wait-for-job.ts'

const MEBIBYTE = 1024 * 1024
const ROW = '"A Film","6/19/25"\n'

describe('an invalid file is refused with what to do', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let server: ServerProcess
  beforeAll(async () => {
    directory = await temporaryDirectory()
    server = await ServerProcess.start({ DATA_DIR: directory.path })
    await server.signIn()
  })
  afterAll(async () => {
    await server.stop()
    await directory[Symbol.asyncDispose]()
  })

  test('an option in the URL is not silently ignored', async () => {
    const form = new FormData()
    form.set('file', new Blob([`Title,Date\n${ROW}`]), 'file.csv')
    const response = await server.fetch('/api/netflix/import?dateOrder=mdy', { method: 'POST', body: form })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'INTEGRATION_BAD_OPTION',
      detail: expect.stringContaining('"dateOrder" is in the query string. Options are fields of the form'),
    })
    expect((await server.json('/api/jobs')).items).toEqual([])
  })

  const cases: { name: string; content: string | Buffer; line?: number; column?: number; message: RegExp }[] =
    [
      {
        name: 'an image',
        content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]),
        message: /./,
      },
      { name: 'a ZIP archive', content: Buffer.from('PK\u0003\u0004rest'), message: /ZIP/ },
      { name: 'a web page', content: '<!DOCTYPE html><html></html>', message: /./ },
      { name: 'another header', content: 'Name,Age\nx,1\n', line: 1, message: /Title,Date/ },
      {
        name: 'an open quote in line 7',
        content: `Title,Date\n${ROW.repeat(5)}"never closed,"6/19/25"\n${ROW.repeat(2000)}`,
        line: 7,
        message: /quot/,
      },
      { name: 'mixed dates', content: 'Title,Date\n"A","13/2/25"\n"B","2/13/25"\n', line: 3, message: /./ },
      {
        name: '10,000 columns',
        content: `Title,Date\n${Array.from({ length: 10_000 }, () => '"x"').join(',')}\n`,
        line: 2,
        message: /column/,
      },
      { name: 'nothing', content: '', message: /empty/ },
      {
        name: 'invalid UTF-8',
        content: Buffer.concat([
          Buffer.from('Title,Date\n"A'),
          Buffer.from([0xff, 0xfe]),
          Buffer.from('","6/19/25"\n'),
        ]),
        line: 2,
        message: /UTF-8/,
      },
    ]

  test.each(cases)('$name', async ({ content, line, message }) => {
    const response = await server.upload('netflix', { content })
    expect(response.status).toBe(202)
    const job = await waitForJob(server, ((await response.json()) as { id: string }).id)
    expect(job).toMatchObject({ status: 'failed', inserted: 0, error: { code: 'file_parse_error' } })
    expect(job.error?.message).toMatch(message)
    if (line !== undefined) expect(job.error?.line).toBe(line)
    expect(job.error?.column === undefined).toBe(job.error?.line === undefined)
    expect((await server.json('/api/library/items')).items).toEqual([])
  })

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no form behind the boundary', 'multipart/form-data; boundary=b', 'garbage'],
    [
      'a form that ends in a field',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="profile"\r\n\r\nAd',
    ],
    ['a form that ends in a header', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-'],
    [
      'a form that ends in the file',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nTitle',
    ],
  ])("a body with %s is the sender's fault", async (_name, contentType, body) => {
    const response = await server.fetch('/api/netflix/import', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^INTEGRATION_/) })
  })

  test('a file without a name is a file', async () => {
    const response = await server.fetch('/api/netflix/import', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\ncontent-disposition: form-data; name="file"\r\ncontent-type: application/octet-stream\r\n\r\n\r\n--b--\r\n',
    })
    expect(response.status).toBe(202)
    const job = await waitForJob(server, ((await response.json()) as { id: string }).id)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'file_parse_error' } })
  })

  test('a file of 200 MB is refused while it streams, and the server continues', async () => {
    const answer = await streamUpload(server, 200 * MEBIBYTE)
    expect(answer).toMatchObject({
      status: 413,
      body: { code: 'INTEGRATION_FILE_TOO_LARGE', maxBytes: 100 * MEBIBYTE },
    })
    expect((await server.json('/api/jobs?limit=200')).items).toHaveLength(cases.length + 1)
    expect(await server.isReady()).toBe(true)
  })

  test('an invalid file does not prevent importing a valid one', async () => {
    const response = await server.upload('netflix', { content: `Title,Date\n${ROW}` })
    const job = await waitForJob(server, ((await response.json()) as { id: string }).id)
    expect(job).toMatchObject({ status: 'succeeded', inserted: 1 })
  })
})

/** Sends without saying how much there will be, as a program that streams does. */
function streamUpload(server: ServerProcess, size: number): Promise<{ status: number; body: unknown }> {
  const boundary = 'tributary'
  return new Promise((resolve, reject) => {
    const upload = request(`${server.url}/api/netflix/import`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, cookie: server.cookie },
    })
    upload.on('response', (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }),
      )
    })
    // The server hangs up on what it will not read.
    upload.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    )
    upload.write(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.csv"\r\n\r\nTitle,Date\n`,
    )
    const chunk = Buffer.from(ROW.repeat(50_000))
    let sent = 0
    const send = () => {
      while (sent < size && !upload.destroyed) {
        sent += chunk.length
        if (!upload.write(chunk)) return upload.once('drain', send)
      }
      return upload.end(`\r\n--${boundary}--\r\n`)
    }
    send()
  })
}
