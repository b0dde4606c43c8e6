import PostalMime from 'postal-mime'
import { type MailServerOptions, startMailServer, TEST_CERTIFICATE } from '../simulator/index.ts'

export const PASSWORD = 'canary-password'

/** A mail server, and the form that leads to it. */
export async function startMail(options: MailServerOptions = {}) {
  const user = { name: 'ada@example.org', password: PASSWORD }
  const server = await startMailServer({ user, ...options })
  const values = {
    // Not its address: the certificate has a name.
    host: 'localhost',
    port: server.port,
    security: options.security ?? 'starttls',
    certificateAuthority: TEST_CERTIFICATE,
    user: user.name,
    password: PASSWORD,
    from: 'tributary@example.org',
    to: ['ada@example.org'],
  }
  return { ...server, values, allow: 'localhost' }
}

/** A mail as a program shows it. */
export async function readMail(source: string) {
  const { subject = '', text = '', ...mail } = await PostalMime.parse(source)
  return { ...mail, subject, text: text.replaceAll('\r\n', '\n') }
}
