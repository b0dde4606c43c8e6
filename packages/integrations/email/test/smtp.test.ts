import { openProvider } from '@tributary/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import type { MailServerOptions } from '../simulator/index.ts'
import { email } from '../src/index.ts'
import { PASSWORD, readMail, startMail } from './mail-service.ts'

const message = {
  title: 'Größe 🎉',
  text: 'One\n.\nTwo',
  severity: 'error',
  url: 'https://a.example/1',
} as const

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function startWith(options: MailServerOptions = {}, changed: object = {}, allow?: string) {
  const mail = await startMail(options)
  ends.push(mail.stop)
  const opened = await openProvider({
    integration: email,
    kind: 'notification',
    values: { ...mail.values, ...changed },
    allow: allow ?? mail.allow,
  })
  ends.push(opened.close)
  return { mail, opened, send: () => opened.use((channel) => channel.send(message)) }
}

describe('a mail', () => {
  test.each([
    ['starttls', true],
    ['tls', true],
    ['none', false],
  ] as const)('is sent with %s, signed in', async (security, isEncrypted) => {
    const { mail, send } = await startWith({ security })
    await send()
    expect(mail.received()).toMatchObject([
      { from: 'tributary@example.org', to: ['ada@example.org'], isEncrypted, user: 'ada@example.org' },
    ])
  })

  test('has its headers, and a text that ends no message before its end', async () => {
    const { mail, send } = await startWith()
    await send()
    const { subject, text, from, headers } = await readMail(mail.received()[0]?.source ?? '')
    expect(subject).toBe('Größe 🎉')
    expect(text.trim()).toBe('One\n.\nTwo\n\nhttps://a.example/1')
    expect(from).toEqual({ name: 'Tributary', address: 'tributary@example.org' })
    const valueOf = (key: string) => headers.find((header) => header.key === key)?.value
    expect({ auto: valueOf('auto-submitted'), priority: valueOf('x-priority') }).toEqual({
      auto: 'auto-generated',
      priority: expect.stringMatching(/^1/),
    })
  })

  test('goes to the recipients that the server takes, once, and the others are logged without their addresses', async () => {
    const to = ['ada@example.org', 'gone@example.org']
    const { mail, opened, send } = await startWith({}, { to })
    mail.refuse('recipient', 550, 'gone')
    await send()
    expect(mail.received()).toMatchObject([{ to: ['ada@example.org'] }])
    expect(opened.log.join()).toContain('"rejected":1')
    expect(opened.log.join()).not.toContain('gone@')
  })

  test('that is larger than the server announces is not sent', async () => {
    const { mail, opened } = await startWith({ bytes: 2_000 })
    const send = opened.use((channel) => channel.send({ ...message, text: 'x'.repeat(5_000) }))
    await expect(send).rejects.toMatchObject({ code: 'invalid_data' })
    expect(mail.received()).toEqual([])
  })
})

describe('the password', () => {
  test('is never sent unencrypted where encryption is asked for', async () => {
    const { mail, send } = await startWith({ security: 'none' }, { security: 'starttls' })
    await expect(send()).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('encryption'),
    })
    expect(mail.received()).toEqual([])
  })

  test('is in no error, though the server repeats it', async () => {
    const { send } = await startWith({}, { user: 'eve', password: PASSWORD })
    await expect(send()).rejects.toSatisfy(
      (error: Error) => !`${error.message}${String(error.cause)}`.includes(PASSWORD),
    )
  })

  test('is tried by the health check, which sends nothing', async () => {
    const { mail, opened } = await startWith()
    expect(await opened.health()).toEqual(['Signed in at localhost'])
    mail.refuse('auth', 535)
    await expect(opened.health()).rejects.toMatchObject({ code: 'auth_expired' })
    expect(mail.received()).toEqual([])
  })
})

describe('the connection', () => {
  test('is refused to a private address that the operator has not permitted, by name or number', async () => {
    for (const host of ['localhost', '127.0.0.1', '127.1', '10.0.0.1', '[::1]']) {
      const { mail, send } = await startWith({}, { host }, 'other.example')
      await expect(send(), host).rejects.toMatchObject({ code: 'bad_configuration' })
      expect(mail.received()).toEqual([])
    }
  })

  test('with TLS to a server that begins unencrypted ends with what to change', async () => {
    const { send } = await startWith({ security: 'starttls' }, { security: 'tls' })
    await expect(send()).rejects.toMatchObject({ code: 'bad_configuration' })
  })

  test('to a server without sign-in needs no user', async () => {
    const mail = await startMail({ user: undefined } as never)
    ends.push(mail.stop)
    const { user: _user, password: _password, ...values } = mail.values
    const opened = await openProvider({ integration: email, kind: 'notification', values, allow: mail.allow })
    ends.push(opened.close)
    await opened.use((channel) => channel.send(message))
    expect(mail.received()).toMatchObject([{ user: undefined }])
  })
})
