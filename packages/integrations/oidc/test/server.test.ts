import { accounts, auditPlugin, startTestServer, TEST_PUBLIC_URL, type TestServer } from '@tributary/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ForgedIssuer, type Forgery, startForgedIssuer } from '../simulator/index.ts'
import { oidc } from '../src/index.ts'
import { Person, type Reply, SESSION_COOKIE } from './person.ts'
import { type RealIssuer, startIssuer } from './start-issuer.ts'

const MINUTE = 60_000
const clock = { now: Date.now() }

let server: TestServer
let forged: ForgedIssuer
let other: ForgedIssuer
let admin: Person
/** Instances: two issuers that create no accounts, and one that does. */
let one: string
let two: string
let open: string
let people = 0

async function createInstance(name: string, values: object): Promise<string> {
  const { status, body } = await admin.ask('POST', '/api/admin/plugins/instances', {
    body: { plugin: 'oidc', kind: 'authentication', name, values },
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}

beforeAll(async () => {
  ;[forged, other] = await Promise.all([startForgedIssuer(), startForgedIssuer()])
  server = await startTestServer({
    integrations: [oidc],
    plugins: [auditPlugin({ worker: false })],
    egressAllow: '127.0.0.1',
    now: () => clock.now,
  })
  const { email } = await server.createUser({ role: 'admin' })
  admin = new Person(server)
  await admin.signIn(email)
  one = await createInstance('One', forged.values)
  two = await createInstance('Two', other.values)
  open = await createInstance('Open', { ...forged.values, createsAccounts: true })
})
afterAll(async () => {
  await server.stop()
  await Promise.all([forged.stop(), other.stop()])
})

/** A person with an account and a password, in a browser that is signed in. */
async function member(): Promise<{ person: Person; email: string; subject: string; id: string }> {
  const { email, id } = await server.createUser()
  const person = new Person(server)
  await person.signIn(email)
  people += 1
  return { person, email, id, subject: `member-${people}` }
}

/** A person whose identity at the first issuer is linked. */
async function linkedMember(service = one) {
  const made = await member()
  const reply = await made.person.comeBack(
    service,
    forged.visit(await made.person.begin(service, 'link'), made.subject),
  )
  expect(reply).toMatchObject({ status: 303, location: '/library' })
  return made
}

const identitiesOf = async (person: Person) => (await person.ask('GET', '/api/sign-in/identities')).body.items

/** The code of a refusal that has made no session. */
async function refusalOf(person: Person, reply: Reply): Promise<string> {
  const isSignedIn = reply.setCookies.includes(SESSION_COOKIE) || (await person.email()) !== undefined
  return isSignedIn ? 'signed in' : String(reply.body.code)
}

describe('signing in', () => {
  test('services are listed for people who are not signed in, with the redirect URI to register', async () => {
    const { body } = await new Person(server).ask('GET', '/api/sign-in/services')
    expect(body.items).toContainEqual({
      id: one,
      plugin: 'oidc',
      name: 'One',
      icon: expect.stringContaining('data:image/svg+xml'),
      redirectUri: `${TEST_PUBLIC_URL}/api/sign-in/services/${one}/callback`,
    })
    expect(JSON.stringify(body)).not.toContain('client')
  })

  test('a linked identity signs in with a session like that of a password', async () => {
    const { person, email, subject } = await linkedMember()
    await person.signOut()
    expect(await person.email()).toBeUndefined()
    const reply = await person.comeBack(
      one,
      forged.visit(await person.begin(one, 'begin', '/metrics?x=1'), subject),
    )
    expect(reply).toMatchObject({ status: 303, location: '/metrics?x=1' })
    expect(reply.setCookies).toEqual([SESSION_COOKIE])
    expect(await person.email()).toBe(email)
    const sessions = (await person.ask('GET', '/api/accounts/sessions')).body.items
    expect(sessions).toContainEqual(expect.objectContaining({ current: true }))
    expect(await identitiesOf(person)).toEqual([
      expect.objectContaining({
        serviceName: 'One',
        usable: true,
        issuer: forged.issuer,
        name: `Name of ${subject}`,
        lastUsedAt: expect.stringMatching(/Z$/),
      }),
    ])
  })

  test('an unknown identity is refused, also with the email address of an account', async () => {
    const { email } = await member()
    const person = new Person(server)
    const forgery = { claims: { email, email_verified: true } }
    const reply = await person.comeBack(one, forged.visit(await person.begin(one), 'stranger', forgery))
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_UNKNOWN_IDENTITY')
  })

  test('the same subject at another issuer is another identity', async () => {
    const { subject } = await linkedMember()
    const person = new Person(server)
    const reply = await person.comeBack(two, other.visit(await person.begin(two), subject))
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_UNKNOWN_IDENTITY')
  })

  test('an instance that is moved to another issuer does not sign in the people of the former one', async () => {
    const moved = await createInstance('Moved', forged.values)
    const { subject } = await linkedMember(moved)
    const changed = await admin.ask('PUT', `/api/admin/plugins/instances/${moved}/configuration`, {
      body: { values: { ...forged.values, issuer: other.issuer } },
    })
    expect(changed.status, JSON.stringify(changed.body)).toBe(200)
    const person = new Person(server)
    const reply = await person.comeBack(moved, other.visit(await person.begin(moved), subject))
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_UNKNOWN_IDENTITY')
  })

  test('the pages of oidc-provider sign in', async () => {
    const id = await createInstance('Real', { ...forged.values, issuer: 'https://login.example.org' })
    const real: RealIssuer = await startIssuer(`${TEST_PUBLIC_URL}/api/sign-in/services/${id}/callback`)
    await admin.ask('PUT', `/api/admin/plugins/instances/${id}/configuration`, {
      body: { values: real.values },
    })
    const { person, email } = await member()
    await person.comeBack(id, await real.visit(await person.begin(id, 'link'), { name: 'grace' }))
    await person.signOut()
    await person.comeBack(id, await real.visit(await person.begin(id), { name: 'grace' }))
    expect(await person.email()).toBe(email)
    await person.signOut()
    const cancelled = await person.comeBack(
      id,
      await real.visit(await person.begin(id), { name: 'grace', cancels: true }),
    )
    expect(await refusalOf(person, cancelled)).toBe('SIGN_IN_DENIED')
    await real.stop()
  })
})

describe('an end of a flow is refused, and makes no session', () => {
  test('in another browser', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    const thief = new Person(server)
    expect(await refusalOf(thief, await thief.comeBack(one, query))).toBe('SIGN_IN_FLOW_REFUSED')
    // A browser with a flow of its own, too; and the owner still comes in.
    await thief.begin(one)
    expect(await refusalOf(thief, await thief.comeBack(one, query))).toBe('SIGN_IN_FLOW_REFUSED')
    expect((await person.comeBack(one, query)).status).toBe(303)
  })

  test('a second time', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    expect((await person.comeBack(one, query)).status).toBe(303)
    await person.signOut()
    expect(await refusalOf(person, await person.comeBack(one, query))).toBe('SIGN_IN_FLOW_REFUSED')
  })

  test('of two at a time, but once', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    const replies = await Promise.all([1, 2, 3].map(() => person.comeBack(one, query)))
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 400, 400])
  })

  test('after ten minutes', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    clock.now += 10 * MINUTE + 1
    try {
      expect(await refusalOf(person, await person.comeBack(one, query))).toBe('SIGN_IN_FLOW_REFUSED')
    } finally {
      clock.now -= 10 * MINUTE + 1
    }
  })

  test('at the redirect URI of another service', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    expect(await refusalOf(person, await person.comeBack(two, query))).toBe('SIGN_IN_FLOW_REFUSED')
  })

  test('with parameters that are repeated or missing', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const { code = '', state = '', iss = '' } = forged.visit(await person.begin(one), subject)
    for (const query of [
      `code=${code}`,
      `state=${state}&state=${state}&code=${code}&iss=${iss}`,
      `state=${state}&code=x&code=${code}&iss=${iss}`,
      `state=${state.slice(1)}&code=${code}&iss=${iss}`,
      '',
    ])
      expect(await refusalOf(person, await person.comeBack(one, query))).toBe('SIGN_IN_FLOW_REFUSED')
  })

  const forgeries: readonly (readonly [string, Forgery])[] = [
    ['of another issuer', { answer: { iss: 'https://other.example' } }],
    ['with the token of another issuer', { claims: { iss: 'https://other.example' } }],
    ['with the nonce of another flow', { claims: { nonce: 'another' } }],
    ['with a token that nothing signs', { signedBy: 'nothing' }],
    ['with a token for another client', { claims: { aud: 'another' } }],
  ]
  test.each(forgeries)('%s', async (_, forgery) => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject, forgery)
    expect(await refusalOf(person, await person.comeBack(one, query))).toBe('SIGN_IN_REFUSED')
    // The flow is used up, whatever follows.
    const again = await person.comeBack(one, { ...query, code: 'another', iss: forged.issuer })
    expect(await refusalOf(person, again)).toBe('SIGN_IN_FLOW_REFUSED')
  })

  test('with the code of a parallel flow', async () => {
    const { person, subject } = await linkedMember()
    await person.signOut()
    const mine = forged.visit(await person.begin(one), subject)
    const stranger = new Person(server)
    const theirs = forged.visit(await stranger.begin(one), 'stranger')
    const mixed = { ...mine, code: theirs['code'] ?? '' }
    const reply = await person.comeBack(one, mixed)
    expect(reply.status).toBe(400)
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_REFUSED')
  })

  test('but parallel flows of one browser each come to their own end', async () => {
    const { person, email, subject } = await linkedMember()
    await person.signOut()
    const first = forged.visit(await person.begin(one, 'begin', '/first'), subject)
    const second = forged.visit(await person.begin(one, 'begin', '/second'), subject)
    expect((await person.comeBack(one, first)).location).toBe('/first')
    expect((await person.comeBack(one, second)).location).toBe('/second')
    expect(await person.email()).toBe(email)
  })

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/.//evil.example', 'library', ''])(
    'that would lead to %j',
    async (returnPath) => {
      const person = new Person(server)
      const { status, body } = await person.ask('POST', `/api/sign-in/services/${one}/begin`, {
        body: { returnPath },
      })
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'SIGN_IN_BAD_RETURN_PATH' })
    },
  )

  test('that a page of another site would begin', async () => {
    const { body } = await new Person(server).ask('POST', `/api/sign-in/services/${one}/begin`, {
      body: {},
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    })
    expect(body.code).toBe('ACCOUNTS_CROSS_SITE')
  })

  test('of a disabled user', async () => {
    const { person, id, subject } = await linkedMember()
    await person.signOut()
    const query = forged.visit(await person.begin(one), subject)
    expect(
      (await admin.ask('PATCH', `/api/admin/accounts/users/${id}`, { body: { disabled: true } })).status,
    ).toBe(200)
    expect(await refusalOf(person, await person.comeBack(one, query))).toBe('ACCOUNTS_USER_DISABLED')
  })

  test('of an instance that is disabled meanwhile, or deleted', async () => {
    const id = await createInstance('Ending', forged.values)
    const { person, subject } = await linkedMember(id)
    const identity = async () => (await identitiesOf(person))[0]
    const query = forged.visit(await person.begin(id, 'begin'), subject)
    await admin.ask('POST', `/api/admin/plugins/instances/${id}/disable`)
    expect(await identity()).toMatchObject({ serviceName: 'Ending', usable: false })
    const stranger = new Person(server)
    expect((await stranger.ask('POST', `/api/sign-in/services/${id}/begin`, { body: {} })).status).toBe(404)
    const listed = (await stranger.ask('GET', '/api/sign-in/services')).body.items
    expect(listed).not.toContainEqual(expect.objectContaining({ id }))
    await person.signOut()
    expect(await refusalOf(person, await person.comeBack(id, query))).toBe('SIGN_IN_UNAVAILABLE')
    await admin.ask('DELETE', `/api/admin/plugins/instances/${id}`)
    expect((await person.ask('POST', `/api/sign-in/services/${id}/begin`, { body: {} })).status).toBe(404)
  })

  test('while the issuer is down, without words of the configuration', async () => {
    const gone = await startForgedIssuer()
    const id = await createInstance('Down', gone.values)
    const person = new Person(server)
    const query = gone.visit(await person.begin(id), 'ada')
    await gone.stop()
    const reply = await person.comeBack(id, query)
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_UNAVAILABLE')
    expect(JSON.stringify(reply.body)).not.toContain('127.0.0.1')
  })
})

describe('linking', () => {
  test('needs a recent sign-in, or the password again', async () => {
    const { person } = await member()
    const { person: linked } = await linkedMember()
    const [identity] = await identitiesOf(linked)
    clock.now += 20 * MINUTE
    try {
      const link = () => person.ask('POST', `/api/sign-in/services/${one}/link`, { body: {} })
      expect((await link()).body.code).toBe('SIGN_IN_NOT_RECENT')
      const unlink = await linked.ask('DELETE', `/api/sign-in/identities/${identity.id}`)
      expect(unlink.body.code).toBe('SIGN_IN_NOT_RECENT')
      const wrong = await person.ask('POST', '/api/accounts/confirm', {
        body: { password: 'not the password' },
      })
      expect(wrong.body.code).toBe('ACCOUNTS_WRONG_PASSWORD')
      expect((await link()).body.code).toBe('SIGN_IN_NOT_RECENT')
    } finally {
      clock.now -= 20 * MINUTE
    }
  })

  test('a session is bound to its flow: neither another session nor another person ends it', async () => {
    const { person, email, subject } = await member()
    const query = forged.visit(await person.begin(one, 'link'), subject)
    const { email: others } = await member()
    await person.signOut()
    expect((await person.comeBack(one, query)).body.code).toBe('SIGN_IN_FLOW_REFUSED')
    await person.signIn(others)
    expect((await person.comeBack(one, query)).body.code).toBe('SIGN_IN_FLOW_REFUSED')
    expect(await identitiesOf(person)).toEqual([])
    await person.signIn(email)
    expect((await person.comeBack(one, query)).body.code).toBe('SIGN_IN_FLOW_REFUSED')
    expect(await identitiesOf(person)).toEqual([])
  })

  test('an identity of another account is refused; linking it again changes nothing', async () => {
    const { person, subject } = await linkedMember()
    const again = await person.comeBack(one, forged.visit(await person.begin(one, 'link'), subject))
    expect(again.status).toBe(303)
    expect(await identitiesOf(person)).toHaveLength(1)
    const { person: second } = await member()
    const reply = await second.comeBack(one, forged.visit(await second.begin(one, 'link'), subject))
    expect(reply.body.code).toBe('SIGN_IN_IDENTITY_TAKEN')
    expect(await identitiesOf(second)).toEqual([])
  })

  test('a person sees and removes own identities alone, and what is removed does not sign in', async () => {
    const { person, subject } = await linkedMember()
    const [{ id }] = await identitiesOf(person)
    const { person: second } = await member()
    expect((await second.ask('DELETE', `/api/sign-in/identities/${id}`)).status).toBe(404)
    expect((await person.ask('DELETE', `/api/sign-in/identities/${id}`)).status).toBe(204)
    await person.signOut()
    const reply = await person.comeBack(one, forged.visit(await person.begin(one), subject))
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_UNKNOWN_IDENTITY')
  })

  test('the audit log has who linked and removed what', async () => {
    const { person, id: userId, subject } = await linkedMember()
    const [{ id }] = await identitiesOf(person)
    await person.ask('DELETE', `/api/sign-in/identities/${id}`)
    const { body } = await admin.ask('GET', '/api/admin/audit?subjectType=identity')
    const entries = body.items.filter((entry: { subjectId: string }) => entry.subjectId === id)
    expect(entries).toEqual([
      expect.objectContaining({ action: 'deleted', actorId: userId }),
      expect.objectContaining({
        action: 'created',
        actorId: userId,
        changes: expect.arrayContaining([expect.objectContaining({ field: 'subject', after: subject })]),
      }),
    ])
  })

  test('an API key neither lists, links nor removes', async () => {
    const user = await server.createUser()
    const replies = await Promise.all([
      user.get('/api/sign-in/identities'),
      user.post(`/api/sign-in/services/${one}/link`, {}),
      user.request({ method: 'DELETE', path: `/api/sign-in/identities/${one}` }),
    ])
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403])
  })
})

describe('an instance that creates accounts', () => {
  test('creates one with the verified address, and signs in to it from then on', async () => {
    const person = new Person(server)
    const visit = async () => forged.visit(await person.begin(open), 'newcomer')
    expect((await person.comeBack(open, await visit())).status).toBe(303)
    const me = (await person.ask('GET', '/api/accounts/me')).body
    expect(me).toMatchObject({ email: 'newcomer@example.org', name: 'Name of newcomer', roles: ['user'] })
    await person.signOut()
    await person.comeBack(open, await visit())
    expect((await person.ask('GET', '/api/accounts/me')).body.id).toBe(me.id)
  })

  test('refuses the address of an account, and says to link', async () => {
    const { email } = await member()
    const person = new Person(server)
    const forgery = { claims: { email: email.toUpperCase() } }
    const reply = await person.comeBack(open, forged.visit(await person.begin(open), 'same-address', forgery))
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_EMAIL_TAKEN')
    expect(reply.body.detail).toMatch(/link this identity/)
  })

  test.each([
    { email_verified: false },
    { email_verified: undefined },
    { email: undefined },
    { email: 'none' },
  ])('refuses an address that the issuer has not verified: %j', async (claims) => {
    const person = new Person(server)
    const reply = await person.comeBack(
      open,
      forged.visit(await person.begin(open), 'unverified', { claims }),
    )
    expect(reply.status).toBe(403)
    expect(await refusalOf(person, reply)).toBe('SIGN_IN_EMAIL_UNVERIFIED')
  })

  test('its people have no password: the last identity stays, until another is linked or a password is set', async () => {
    const person = new Person(server)
    await person.comeBack(open, forged.visit(await person.begin(open), 'without-password'))
    const [first] = await identitiesOf(person)
    const remove = (id: string) => person.ask('DELETE', `/api/sign-in/identities/${id}`)
    expect((await remove(first.id)).body.code).toBe('SIGN_IN_LAST_WAY')
    const confirm = await person.ask('POST', '/api/accounts/confirm', {
      body: { password: 'anything at all' },
    })
    expect(confirm.body.code).toBe('ACCOUNTS_NO_PASSWORD')
    const change = { currentPassword: 'anything at all', newPassword: 'another password' }
    expect((await person.ask('POST', '/api/accounts/password', { body: change })).body.code).toBe(
      'ACCOUNTS_NO_PASSWORD',
    )

    await person.comeBack(two, other.visit(await person.begin(two, 'link'), 'without-password'))
    const [, second] = await identitiesOf(person)
    const removed = await Promise.all([remove(first.id), remove(second.id)])
    expect(removed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])

    const { id } = (await person.ask('GET', '/api/accounts/me')).body
    await server.kernel.getService(accounts).setPassword(id, 'a password from the administrator')
    const again = new Person(server)
    const signedIn = await again.ask('POST', '/api/accounts/sign-in/email', {
      body: { email: 'without-password@example.org', password: 'a password from the administrator' },
    })
    expect(signedIn.status).toBe(204)
    const [left] = await identitiesOf(again)
    expect((await again.ask('DELETE', `/api/sign-in/identities/${left.id}`)).status).toBe(204)
  })

  test('a deleted user leaves no identity behind', async () => {
    const person = new Person(server)
    await person.comeBack(open, forged.visit(await person.begin(open), 'leaving'))
    const { id } = (await person.ask('GET', '/api/accounts/me')).body
    expect((await admin.ask('DELETE', `/api/admin/accounts/users/${id}`)).status).toBe(204)
    const again = new Person(server)
    await again.comeBack(open, forged.visit(await again.begin(open), 'leaving'))
    expect((await again.ask('GET', '/api/accounts/me')).body.id).not.toBe(id)
  })
})
