import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts'

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly user: string | undefined
  /** Headers and body, as they were sent. */
  readonly source: string
}

export interface MailServerOptions {
  /** Default `starttls`. */
  readonly security?: 'starttls' | 'tls' | 'none'
  /** Without it, no sign-in is asked for. */
  readonly user?: { readonly name: string; readonly password: string }
  /** The most bytes of a message. */
  readonly bytes?: number
}

/** A point at which the server refuses. */
export type Refusing = 'auth' | 'from' | 'recipient' | 'data'

/** A mail server on the loopback interface. */
export interface MailServer {
  readonly port: number
  received(): readonly ReceivedMail[]
  /** Refuses from now on, of recipients those that contain a text alone. */
  refuse(at: Refusing, code: number, only?: string): void
  /** Does not answer any longer. */
  hang(): void
  stop(): Promise<void>
}

/** Starts a real SMTP server, which speaks what `security` says and nothing else. */
export async function startMailServer({
  security = 'starttls',
  user,
  bytes,
}: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const refusals = new Map<Refusing, { readonly code: number; readonly only: string }>()
  let isHanging = false
  const answerAt = (at: Refusing, subject: string, done: (error?: Error | null) => void) => {
    if (isHanging) return
    const refusal = refusals.get(at)
    if (refusal === undefined || !subject.includes(refusal.only)) return done()
    done(Object.assign(new Error(`refused: ${subject}`), { responseCode: refusal.code }))
  }
  const server = new SMTPServer({
    secure: security === 'tls',
    disabledCommands: [...(security === 'none' ? ['STARTTLS'] : []), ...(user === undefined ? ['AUTH'] : [])],
    authOptional: user === undefined,
    allowInsecureAuth: security === 'none',
    cert: TEST_CERTIFICATE,
    key: TEST_KEY,
    logger: false,
    ...(bytes === undefined ? {} : { size: bytes }),
    onAuth({ username = '', password = '' }, _session, done) {
      answerAt('auth', username, (error) => {
        if (error) return done(error)
        if (username === user?.name && password === user.password) return done(null, { user: username })
        done(Object.assign(new Error(`invalid credentials ${username}:${password}`), { responseCode: 535 }))
      })
    },
    onMailFrom: ({ address }, _session, done) => answerAt('from', address, done),
    onRcptTo: ({ address }, _session, done) => answerAt('recipient', address, done),
    onData(stream, { envelope, secure, user: signedIn }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () =>
        answerAt('data', '', (error) => {
          if (error) return done(error)
          if (stream.sizeExceeded) return done(Object.assign(new Error('too large'), { responseCode: 552 }))
          received.push({
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
            isEncrypted: secure,
            user: typeof signedIn === 'string' ? signedIn : undefined,
            source: Buffer.concat(chunks).toString(),
          })
          done(null)
        }),
      )
    },
  })
  // What a client that ends a connection causes is no fault of the server.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    received: () => received,
    refuse: (at, code, only = '') => void refusals.set(at, { code, only }),
    hang: () => {
      isHanging = true
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server.server.listening) return resolve()
        for (const connection of server.connections) connection.close()
        server.close(() => resolve())
      }),
  }
}
