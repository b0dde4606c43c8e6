import { expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { greetTerminal } from '../src/greet-terminal.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { ADMIN, ServerProcess, temporaryDirectory } from './server-process.ts'

const URL = 'http://127.0.0.1:3000'

test('a terminal shows the address and how to create the administrator, until one exists', async () => {
  await using directory = await temporaryDirectory()
  const log: string[] = []
  const kernel = makeKernel(readConfiguration({ DATA_DIR: directory.path }), {
    worker: false,
    log: { write: (line) => void log.push(line) },
    environment: {},
  })
  await kernel.boot()
  const greeting = async () => {
    const written: string[] = []
    await greetTerminal(kernel, URL, { write: (text) => written.push(text) })
    return written.join('')
  }
  try {
    const token = /Set-up token: ([\w-]+)/.exec(log.join(''))?.[1] ?? 'none'
    const first = await greeting()
    expect(first).toContain(`  Tributary    ${URL}\n  API          ${URL}/docs\n`)
    expect(first).toContain(`  ${URL}/setup#token=${token}\n`)
    const payload = { ...ADMIN, token }
    const reply = await kernel.app.inject({ method: 'POST', url: '/api/accounts/setup', payload })
    expect(reply.statusCode).toBe(201)
    const second = await greeting()
    expect(second).toContain(`  Tributary    ${URL}\n`)
    expect(second).not.toMatch(/set-up|administrator/i)
  } finally {
    await kernel.stop()
  }
})

test('without a terminal there is only the log, with the token once', { timeout: 120_000 }, async () => {
  await using directory = await temporaryDirectory()
  await using server = await ServerProcess.start({
    DATA_DIR: directory.path,
    ADMIN_EMAIL: '',
    ADMIN_PASSWORD: '',
    LOG_LEVEL: 'info',
  })
  await server.stop()
  const messages = server.log
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
  expect(messages).toContain('ready')
  expect(messages.filter((message) => message.includes('Set-up token: '))).toHaveLength(1)
})
